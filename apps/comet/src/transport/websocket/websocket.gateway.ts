import type { IncomingMessage } from 'node:http';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { SessionFactory } from '../../client/session/session.js';
import { ClientAddresses } from '../client-addresses.js';
import { Goodbyes } from '../goodbyes.js';
import { QuietConnections } from './quiet-connections.js';
import { CLIENTS_PATH } from './websocket.adapter.js';
import { WebSocketConnection } from './websocket.connection.js';

/** Clients by WebSocket, on goim's path: without what `ws` would spend on each connection and message. */
@WebSocketGateway({ path: CLIENTS_PATH, clientTracking: false, perMessageDeflate: false, skipUTF8Validation: true })
export class CometGateway implements OnGatewayConnection {
  constructor(
    private readonly sessions: SessionFactory,
    private readonly quiet: QuietConnections,
    private readonly addresses: ClientAddresses,
    private readonly goodbyes: Goodbyes,
  ) {}

  handleConnection(websocket: WebSocket, request: IncomingMessage): void {
    WebSocketConnection.attach(websocket, request, this.sessions, this.goodbyes, {
      address: this.addresses.of(request),
      quiet: this.quiet,
    });
  }
}
