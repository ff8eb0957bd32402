import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ServerCertificate } from '#tls';
import type { SessionEnvironment } from '../../client/session.js';
import { SESSION_ENVIRONMENT } from '../../client/session-environment.js';
import { listenForClients, type ClientPort } from '../listen-for-clients.js';
import { TcpConnection } from './tcp.connection.js';

const SOCKET_OPTIONS = { noDelay: true, keepAlive: true } as const;

/** Clients by TCP, in the clear and by TLS. */
@Injectable()
export class TcpServer {
  private readonly logger = new Logger(TcpServer.name);
  private readonly servers: Server[] = [];
  private readonly attach: (socket: Socket) => void;

  constructor(@Inject(SESSION_ENVIRONMENT) private readonly environment: SessionEnvironment) {
    this.attach = (socket) => TcpConnection.attach(socket, environment);
  }

  listen(at: ClientPort): Promise<AddressInfo> {
    return this.start(createServer(SOCKET_OPTIONS, this.attach), at);
  }

  /** Listens for clients by TLS. */
  listenSecurely(at: ClientPort, certificate: ServerCertificate): Promise<AddressInfo> {
    const { handshakeTimeout } = this.environment.options;
    const server = createTlsServer({ ...SOCKET_OPTIONS, ...certificate.options, handshakeTimeout }, this.attach);
    certificate.serve(server);
    return this.start(server, at);
  }

  stopAccepting(): void {
    for (const server of this.servers) server.close();
  }

  private start(server: Server, at: ClientPort): Promise<AddressInfo> {
    this.servers.push(server);
    return listenForClients(server, at, (err) => this.logger.error('cannot accept', { err }));
  }
}
