// Socket.IO 4: an event emitted to a room, by WebSocket only.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { packetToJson } from './message-json.mjs';
import { BACKLOG, portOf, servePeer, streamInQuery } from './serve-peer.mjs';

const http = createServer();
const server = new Server(http, { transports: ['websocket'], serveClient: false });
server.on('connection', (socket) => {
  void socket.join(String(streamInQuery(socket.request.url)));
});

servePeer({
  async listen() {
    http.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG });
    await once(http, 'listening');
    return portOf(http);
  },
  broadcast(stream, packet) {
    server.to(String(stream)).emit('push', packetToJson(packet));
  },
});
