// Nest's default WsAdapter: a gateway that sends an event to each client. The event is turned into JSON once for all.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { packetToJson } from './message-json.mjs';
import { BACKLOG, Groups, portOf, servePeer, streamInQuery } from './serve-peer.mjs';

/** @type {Groups<import('ws').WebSocket>} */
const groups = new Groups();

class Gateway {
  /** @param {import('ws').WebSocket} client @param {import('node:http').IncomingMessage} request */
  handleConnection(client, request) {
    const stream = streamInQuery(request.url);
    groups.join(stream, client);
    client.on('close', () => groups.leave(stream, client));
  }

  echo() {
    return { event: 'echo' };
  }
}
// What `@SubscribeMessage('echo')` and the like do; this file is plain JavaScript.
SubscribeMessage('echo')(
  Gateway.prototype,
  'echo',
  /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(Gateway.prototype, 'echo')),
);
WebSocketGateway()(Gateway);

// oxlint-disable-next-line typescript/no-extraneous-class -- it has a decorator, below
class PeerModule {}
Module({ providers: [Gateway] })(PeerModule);

servePeer({
  async listen() {
    const app = await NestFactory.create(PeerModule, new FastifyAdapter(), { logger: false });
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.init();
    const server = app.getHttpServer();
    await new Promise((/** @type {(done: void) => void} */ resolve) => {
      server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => resolve());
    });
    return portOf(server);
  },
  broadcast(stream, packet) {
    const message = JSON.stringify({ event: 'push', data: packetToJson(packet) });
    for (const client of groups.of(stream)) client.send(message);
  },
});
