import { createServer, type AddressInfo, type Server } from 'node:net';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { SessionEnvironment } from '../session/session.js';
import { SESSION_ENVIRONMENT } from '../session/session-environment.js';
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

  listen({ host, port, backlog }: { host: string; port: number; backlog: number }): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ host, port, backlog }, () => {
        this.server.off('error', reject);
        // Running out of files, for example: those that are connected stay, and accepting goes on.
        this.server.on('error', (err) => this.logger.error('cannot accept', { err }));
        resolve(this.server.address() as AddressInfo);
      });
    });
  }

  stopAccepting(): void {
    this.server.close();
  }
}
