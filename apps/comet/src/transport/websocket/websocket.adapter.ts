import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import type { ServerCertificate } from '#tls';
import { WebSocketServer, type ServerOptions } from 'ws';
import { listenForClients, type ClientPort } from '../listen-for-clients.js';

/** A message above it is refused by `ws` itself; the codec refuses packets above its own, lower limit by name. */
const MAX_MESSAGE_BYTES = 64 * 1024;
const TIMEOUT_CHECK_INTERVAL_MS = 1_000;

/**
 * Nest's WebSocket adapter without its message pipeline: a gateway gets its connections by `handleConnection`, and the
 * bytes go straight to the connection. (The pipeline costs two to three times of the whole handling of a message, and a
 * kilobyte and more a connection.)
 *
 * It listens on servers and ports of its own, when told to: Nest creates gateways before the app is ready for clients.
 */
export class CometWsAdapter extends WsAdapter {
  protected override readonly logger = new Logger(CometWsAdapter.name);
  private readonly server: HttpServer;
  /** The same by TLS, where there is a certificate. */
  private readonly secureServer: HttpServer | undefined;
  private readonly servers: readonly HttpServer[];

  /** @param handshakeTimeout milliseconds that a client may take for the upgrade request */
  constructor(handshakeTimeout: number, certificate?: ServerCertificate) {
    super();
    const options = {
      noDelay: true,
      keepAlive: true,
      headersTimeout: handshakeTimeout,
      requestTimeout: handshakeTimeout,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
    };
    this.server = createServer(options, refuseRequest);
    this.servers = [this.server];
    if (!certificate) return;
    const secure = createHttpsServer({ ...options, ...certificate.options, handshakeTimeout }, refuseRequest);
    certificate.serve(secure);
    this.secureServer = secure;
    this.servers = [this.server, secure];
  }

  /** @param handshakeTimeout milliseconds; for the connections that are there as well */
  setHandshakeTimeout(handshakeTimeout: number): void {
    for (const server of this.servers) {
      server.headersTimeout = handshakeTimeout;
      server.requestTimeout = handshakeTimeout;
    }
  }

  override create(_port: number, options: ServerOptions = {}): WebSocketServer {
    const gateway = new WebSocketServer({
      noServer: true,
      path: options.path,
      clientTracking: false,
      perMessageDeflate: false,
      skipUTF8Validation: true,
      maxPayload: MAX_MESSAGE_BYTES,
    });
    const accepted = gateway.emit.bind(gateway, 'connection');
    const upgrade = (request: IncomingMessage, socket: Socket, head: Buffer): void =>
      gateway.handleUpgrade(request, socket, head, accepted);
    for (const server of this.servers) server.on('upgrade', upgrade);
    return gateway;
  }

  override bindClientConnect(server: WebSocketServer, callback: (...args: unknown[]) => void): void {
    server.on('connection', callback);
  }

  override bindMessageHandlers(): void {}

  override bindClientDisconnect(): void {}

  listen(at: ClientPort): Promise<AddressInfo> {
    return this.start(this.server, at);
  }

  /** Listens for clients by TLS. @throws Error without a certificate */
  listenSecurely(at: ClientPort): Promise<AddressInfo> {
    if (!this.secureServer) throw new Error('there is no certificate');
    return this.start(this.secureServer, at);
  }

  stopAccepting(): void {
    for (const server of this.servers) {
      server.close();
      server.closeIdleConnections();
    }
  }

  /** Nest closes each gateway's server; the connections are closed by the app itself, and the HTTP servers by `dispose`. */
  override async close(): Promise<void> {}

  override async dispose(): Promise<void> {
    this.stopAccepting();
    for (const server of this.servers) server.closeAllConnections();
  }

  private start(server: HttpServer, at: ClientPort): Promise<AddressInfo> {
    return listenForClients(server, at, (err) => this.logger.error('cannot accept', { err }));
  }
}

function refuseRequest(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { Upgrade: 'websocket' }).end();
}
