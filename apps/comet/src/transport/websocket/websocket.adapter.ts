import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import type { MessageMappingProperties } from '@nestjs/websockets';
import type { Live } from '#config';
import {
  ambiguityOf,
  answerUnreadable,
  boundSockets,
  browserFault,
  endUnread,
  originForm,
  requestBounds,
  setRequestTimeout,
  type BrowserRules,
  type ProxyProtocolOptions,
} from '#http';
import { startListening } from '#lifecycle';
import type { SocketPlaces } from '#limits';
import type { Refusals } from '#observability';
import type { ServerCertificate } from '#tls';
import type { Observable } from 'rxjs';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import type { ClientPort } from '../port-options.js';
import { tidyUpgradeHeaders } from './upgrade-headers.js';
import { WebSocketConnection } from './websocket.connection.js';

/** A message above it is refused by `ws` itself; the codec refuses packets above its own, lower limit by name. */
const MAX_MESSAGE_BYTES = 64 * 1024;
const CLOSE_WITHIN_MS = 5_000;
/**
 * What one client may have `ws` keep. A fragment or chunk of one byte costs some hundred bytes: a client that sends nothing
 * else takes 100 times what it sends. Pongs wait for a client that does not read.
 */
const MESSAGE_BOUNDS = {
  maxPayload: MAX_MESSAGE_BYTES,
  maxFragments: 64,
  maxBufferedChunks: 1_024,
  maxPendingAutoPongs: 60,
  // For clients that end the WebSocket and not the connection; the 30 s of `ws` by default are many descriptors.
  closeTimeout: CLOSE_WITHIN_MS,
};
/** goim's. */
export const CLIENTS_PATH = '/sub';
const REMEDY =
  'gateways share the ports websocket.port and wss.port, so give it a path of its own: @WebSocketGateway({ path: ... })';

export interface WebSocketPortOptions {
  /** With it, TLS is spoken at a port of its own. */
  readonly certificate?: ServerCertificate | undefined;
  /** Whose pages may open WebSockets, and by which names; those of the same host may in any case. */
  readonly browsers: Live<BrowserRules>;
  readonly proxyProtocol: Omit<ProxyProtocolOptions, 'refused'>;
  readonly refused: Refusals;
  readonly places: SocketPlaces;
}

/** What stands in `@WebSocketGateway({ ... })`: Nest's own options, and those of `ws`. */
type GatewayOptions = ServerOptions & { namespace?: string | RegExp };

/**
 * Nest's WebSocket adapter on servers and ports of its own, which listen when `listen` is called: Nest creates gateways
 * before the app is ready for clients.
 *
 * Clients of comet's own gateway have no part of Nest's message pipeline: their bytes go straight to their connection. (The
 * pipeline costs two to three times the whole handling of a message, and a kilobyte and more a connection.) A gateway of a
 * team's own, on a path of its own, has all of it: `@SubscribeMessage` handlers get Nest's JSON, `{"event":…,"data":…}`.
 */
export class CometWsAdapter extends WsAdapter {
  protected override readonly logger = new Logger(CometWsAdapter.name);
  private readonly server: HttpServer;
  /** The same by TLS, where there is a certificate. */
  private readonly secureServer: HttpServer | undefined;
  private readonly servers: readonly HttpServer[];
  private readonly gateways: WebSocketServer[] = [];

  /** @param handshakeTimeout milliseconds that a client may take for the upgrade request */
  constructor(
    handshakeTimeout: number,
    private readonly port: WebSocketPortOptions,
  ) {
    super();
    const { certificate } = port;
    const options = { noDelay: true, keepAlive: true, ...requestBounds(handshakeTimeout) };
    this.server = createServer(options, refuseRequest);
    if (certificate) {
      const secure = createHttpsServer({ ...options, ...certificate.options }, refuseRequest);
      certificate.serve(secure);
      this.secureServer = secure;
    }
    this.servers = this.secureServer ? [this.server, this.secureServer] : [this.server];
    for (const server of this.servers) {
      endUnread(server, port.refused);
      answerUnreadable(server, port.refused);
      boundSockets(server, port);
      server.on('upgrade', (request, socket: Socket, head) => this.upgrade(request, socket, head));
    }
  }

  /** @param handshakeTimeout milliseconds; for the connections that are there as well */
  setHandshakeTimeout(handshakeTimeout: number): void {
    for (const server of this.servers) setRequestTimeout(server, handshakeTimeout);
  }

  /** @throws Error where the gateway has no path, or asks for a port of its own or a namespace */
  override create(port: number, { namespace, ...options }: GatewayOptions = {}): WebSocketServer {
    if (port !== 0) throw new Error(`a WebSocket gateway asks for port ${port}: ${REMEDY}`);
    if (namespace !== undefined) throw new Error(`a WebSocket gateway asks for a namespace: ${REMEDY}`);
    if (!options.path) throw new Error(`a WebSocket gateway has no path: ${REMEDY}`);
    const gateway = new WebSocketServer({ ...MESSAGE_BOUNDS, ...options, noServer: true });
    this.gateways.push(gateway);
    return gateway;
  }

  /** @throws Error for a second gateway on the clients' own path */
  override bindClientConnect(gateway: WebSocketServer, callback: (...args: unknown[]) => void): void {
    if (gateway.options.path === CLIENTS_PATH && gateway.listenerCount('connection') > 0) {
      throw new Error(`a WebSocket gateway asks for the path ${CLIENTS_PATH} of the clients: ${REMEDY}`);
    }
    gateway.on('connection', callback);
  }

  override bindMessageHandlers(
    client: WebSocket,
    handlers: MessageMappingProperties[],
    transform: (data: unknown) => Observable<unknown>,
  ): void {
    if (handlers.length > 0) super.bindMessageHandlers(client, handlers, transform);
  }

  override bindClientDisconnect(client: WebSocket, callback: () => void): void {
    if (WebSocketConnection.carries(client)) return;
    super.bindClientDisconnect(client, callback);
    // Such as a message that breaks RFC 6455. Without a listener it would end the process; 'close' follows.
    client.on('error', (err) => this.logger.debug('a WebSocket failed', { err }));
  }

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

  /** The app itself closes its clients, who are not tracked, and `dispose` closes the HTTP servers. */
  override async close(gateway: WebSocketServer): Promise<void> {
    for (const client of gateway.clients ?? []) client.terminate();
  }

  override async dispose(): Promise<void> {
    this.stopAccepting();
    for (const server of this.servers) server.closeAllConnections();
  }

  /** Hands a client to the gateway on its path; a path of none is answered by the first, with 400. */
  private upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    request.url = originForm(request);
    tidyUpgradeHeaders(request.headers);
    const fault = this.faultOf(request);
    if (fault) {
      this.port.refused(fault.reason);
      refuseUpgrade(socket, fault);
      return;
    }
    const gateway = this.gateways.find((one) => one.shouldHandle(request) === true) ?? this.gateways[0];
    if (!gateway) socket.destroy();
    else gateway.handleUpgrade(request, socket, head, (client) => gateway.emit('connection', client, request));
  }

  private faultOf(request: IncomingMessage): UpgradeFault | undefined {
    // As goim, which takes devices that write no Host: whom they mean is not doubtful, and no browser is one of them.
    const { rawHeaders, url } = request;
    const message = ambiguityOf({ rawHeaders, url });
    if (message !== undefined) return { status: 400, reason: 'ambiguous', message };
    return browserFault(request, { ...this.port.browsers.current, takesOtherPorts: true });
  }

  private start(server: HttpServer, at: ClientPort): Promise<AddressInfo> {
    return startListening(server, at, (err) => this.logger.error('cannot accept', { err }));
  }
}

interface UpgradeFault {
  readonly status: number;
  /** Stable, for the metrics. */
  readonly reason: string;
  readonly message: string;
}

/** As `ws` does it. */
function refuseUpgrade(socket: Socket, { status, message }: UpgradeFault): void {
  // The client may be gone already.
  socket.on('error', () => {});
  // It may never end its side.
  socket.once('finish', () => socket.destroy());
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain`;
  socket.end(`${head}\r\n\r\n${message}\n`);
}

function refuseRequest(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { Upgrade: 'websocket' }).end();
}
