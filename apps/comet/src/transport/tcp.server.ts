import { createServer, type AddressInfo, type Server } from 'node:net';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { SessionEnvironment } from '../session/session.js';
import { SESSION_ENVIRONMENT } from '../session/session-environment.js';
import { listenForClients, type ClientPort } from './listen-for-clients.js';
import { TcpConnection } from './tcp.connection.js';

/** Clients by TCP. */
@Injectable()
export class TcpServer {
  private readonly logger = new Logger(TcpServer.name);
  private readonly server: Server;

  constructor(@Inject(SESSION_ENVIRONMENT) environment: SessionEnvironment) {
    this.server = createServer({ noDelay: true, keepAlive: true }, (socket) =>
      TcpConnection.attach(socket, environment),
    );
  }

  listen(at: ClientPort): Promise<AddressInfo> {
    return listenForClients(this.server, at, (err) => this.logger.error('cannot accept', { err }));
  }

  stopAccepting(): void {
    this.server.close();
  }
}
