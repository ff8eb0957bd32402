// Bare ws: client.send of the same bytes to each client.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { encodePacket, Operation } from '../load/packet.mjs';
import { BACKLOG, Groups, portOf, servePeer, streamInQuery } from './serve-peer.mjs';

/** @type {Groups<import('ws').WebSocket>} */
const groups = new Groups();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (client, request) => {
  const stream = streamInQuery(request.url);
  groups.join(stream, client);
  client.on('error', () => {});
  client.on('close', () => groups.leave(stream, client));
});

servePeer({
  async listen() {
    http.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG });
    await once(http, 'listening');
    return portOf(http);
  },
  broadcast(stream, packet) {
    const message = encodePacket(Operation.raw, packet);
    for (const client of groups.of(stream)) client.send(message);
  },
});
