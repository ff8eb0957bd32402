// The least that Node can do by its public interface: one socket.write of the same bytes to each client.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { encodePacket, Operation } from '../load/packet.mjs';
import { Opcode, serverFrame } from '../load/websocket.mjs';
import { BACKLOG, portOf, servePeer } from './serve-peer.mjs';

/** An array each: the loop over it is not what is measured. @type {import('node:net').Socket[][]} */
const groups = [];
/** @type {'tcp' | 'websocket'} */
let framing = 'tcp';

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  // The client's first four bytes are the number of its stream.
  socket.once('data', (hello) => {
    const stream = hello.readUInt32BE(0);
    (groups[stream] ??= []).push(socket);
    socket.resume();
  });
});

servePeer({
  async listen(options) {
    ({ framing } = options);
    server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG });
    await once(server, 'listening');
    return portOf(server);
  },
  broadcast(stream, packet) {
    const bytes = framing === 'tcp' ? packet : serverFrame(Opcode.binary, encodePacket(Operation.raw, packet));
    for (const socket of groups[stream] ?? []) socket.write(bytes);
  },
});
