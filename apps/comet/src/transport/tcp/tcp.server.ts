import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Injectable, Logger } from '@nestjs/common';
import { LiveConfig } from '#config';
import { boundSockets } from '#http';
import { startListening } from '#lifecycle';
import { Metrics, refusalsAt, type Refusals } from '#observability';
import type { ServerCertificate } from '#tls';
import { ClientSockets } from '../../client/admission/client-sockets.js';
import { SessionFactory } from '../../client/session/session.js';
import type { CometConfig } from '../../config/comet.config.js';
import { Goodbyes } from '../goodbyes.js';
import { proxyProtocol, type ClientPort } from '../port-options.js';
import { TcpConnection } from './tcp.connection.js';

const SOCKET_OPTIONS = { noDelay: true, keepAlive: true } as const;

/** Clients by TCP, in the clear and by TLS. */
@Injectable()
export class TcpServer {
  private readonly logger = new Logger(TcpServer.name);
  private readonly servers: Server[] = [];
  private readonly refused: Refusals;
  private readonly attach: (socket: Socket) => void;

  constructor(
    sessions: SessionFactory,
    private readonly config: LiveConfig<CometConfig>,
    goodbyes: Goodbyes,
    metrics: Metrics,
    private readonly places: ClientSockets,
  ) {
    this.refused = refusalsAt(metrics, 'tcp');
    this.attach = (socket) => TcpConnection.attach(socket, sessions, goodbyes);
  }

  listen(at: ClientPort): Promise<AddressInfo> {
    return this.start(createServer(SOCKET_OPTIONS, this.attach), at);
  }

  /** Listens for clients by TLS. */
  listenSecurely(at: ClientPort, certificate: ServerCertificate): Promise<AddressInfo> {
    const { handshakeTimeout } = this.config.current.connection;
    const server = createTlsServer({ ...SOCKET_OPTIONS, ...certificate.options, handshakeTimeout }, this.attach);
    certificate.serve(server);
    return this.start(server, at);
  }

  stopAccepting(): void {
    for (const server of this.servers) server.close();
  }

  private start(server: Server, at: ClientPort): Promise<AddressInfo> {
    this.servers.push(server);
    const { places, refused } = this;
    boundSockets(server, { places, proxyProtocol: proxyProtocol(this.config), refused });
    return startListening(server, at, (err) => this.logger.error('cannot accept', { err }));
  }
}
