import type { IncomingMessage } from 'node:http';
import { Inject } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import type { SessionEnvironment } from '../../client/session.js';
import { SESSION_ENVIRONMENT } from '../../client/session-environment.js';
import { WebSocketConnection } from './websocket.connection.js';

/** Clients by WebSocket, on goim's path. */
@WebSocketGateway({ path: '/sub' })
export class CometGateway implements OnGatewayConnection {
  constructor(@Inject(SESSION_ENVIRONMENT) private readonly environment: SessionEnvironment) {}

  handleConnection(websocket: WebSocket, request: IncomingMessage): void {
    WebSocketConnection.attach(websocket, request, this.environment);
  }
}
