import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { WebSocketServer, type ServerOptions } from 'ws';
import { listenForClients, type ClientPort } from './listen-for-clients.js';

/** A message above it is refused by `ws` itself; the codec refuses packets above its own, lower limit by name. */
const MAX_MESSAGE_BYTES = 64 * 1024;
const TIMEOUT_CHECK_INTERVAL_MS = 1_000;

/**
 * Nest's WebSocket adapter without its message pipeline: a gateway gets its connections by `handleConnection`, and the
 * bytes go straight to the connection. (The pipeline costs two to three times of the whole handling of a message, and a
 * kilobyte and more a connection.)
 *
 * It listens on a server and port of its own, when told to: Nest creates gateways before the app is ready for clients.
 */
export class CometWsAdapter extends WsAdapter {
  protected override readonly logger = new Logger(CometWsAdapter.name);
  private readonly server: HttpServer;

  /** @param handshakeTimeout milliseconds that a client may take for the upgrade request */
  constructor(handshakeTimeout: number) {
    super();
    this.server = createServer(
      {
        noDelay: true,
        keepAlive: true,
        headersTimeout: handshakeTimeout,
        requestTimeout: handshakeTimeout,
        connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
      },
      (_request, response) => response.writeHead(426, { Upgrade: 'websocket' }).end(),
    );
  }

  /** @param handshakeTimeout milliseconds; for the connections that are there as well */
  setHandshakeTimeout(handshakeTimeout: number): void {
    this.server.headersTimeout = handshakeTimeout;
    this.server.requestTimeout = handshakeTimeout;
  }

  override create(_port: number, options: ServerOptions = {}): WebSocketServer {
    const gateway = new WebSocketServer({
      server: this.server,
      path: options.path,
      clientTracking: false,
      perMessageDeflate: false,
      skipUTF8Validation: true,
      maxPayload: MAX_MESSAGE_BYTES,
    });
    // It repeats the errors of the HTTP server, which `listen` deals with; one that nobody hears ends the process.
    gateway.on('error', () => undefined);
    return gateway;
  }

  override bindClientConnect(server: WebSocketServer, callback: (...args: unknown[]) => void): void {
    server.on('connection', callback);
  }

  override bindMessageHandlers(): void {}

  override bindClientDisconnect(): void {}

  listen(at: ClientPort): Promise<AddressInfo> {
    return listenForClients(this.server, at, (err) => this.logger.error('cannot accept', { err }));
  }

  stopAccepting(): void {
    this.server.close();
    this.server.closeIdleConnections();
  }

  /** Nest closes each gateway's server; the connections are closed by the app itself, and the HTTP server by `dispose`. */
  override async close(): Promise<void> {}

  override async dispose(): Promise<void> {
    this.stopAccepting();
    this.server.closeAllConnections();
  }
}
