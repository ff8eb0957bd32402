import type { IncomingMessage } from 'node:http';
import type { Disconnect } from '#contracts';
import { MAX_INBOUND_BODY_BYTES, readFrames, type Frame } from '#protocol';
import type { WebSocket } from 'ws';
import type { SessionFactory } from '../../client/session/session.js';
import type { Goodbyes } from '../goodbyes.js';
import { SocketConnection } from '../socket.connection.js';
import type { QuietConnections, Quietable } from './quiet-connections.js';

const CONNECTION = Symbol('connection');
/** FIN and opcode 9, without a payload. */
const PING = Buffer.from([0x89, 0]);

interface CarryingWebSocket extends WebSocket {
  [CONNECTION]: WebSocketConnection;
}

// One listener for all sockets: a closure each would cost a kilobyte a connection.
function onMessage(this: CarryingWebSocket, message: Buffer): void {
  this[CONNECTION].receive(message);
}
function onClose(this: CarryingWebSocket): void {
  this[CONNECTION].socketClosed();
}
function onError(this: CarryingWebSocket, error: Error & { code?: string }): void {
  this[CONNECTION].socketFailed(error);
}

/**
 * A client by WebSocket: one message from the client holds whole packets. `ws` reads, answers pings and closes; what is
 * sent is framed once for all recipients and written to the socket below it. That is sound because nothing queues in `ws`:
 * compression is off, and each of its writes is a whole frame.
 */
export class WebSocketConnection extends SocketConnection implements Quietable {
  private frames: Frame[] = [];
  /** Nothing was sent since `breakSilence`. */
  private isQuiet = false;

  private constructor(
    private readonly websocket: WebSocket,
    request: IncomingMessage,
    address: string | undefined,
    private readonly goodbyes: Goodbyes,
    private readonly quiet: Pick<QuietConnections, 'add' | 'remove'> | undefined,
  ) {
    super('websocket', request.socket, request.headers, address);
    quiet?.add(this.id, this);
  }

  /**
   * Makes a client of a WebSocket.
   *
   * @param address of the client, where it is not the socket's @param quiet sees to it that it is not silent for too long
   */
  static attach(
    websocket: WebSocket,
    request: IncomingMessage,
    sessions: SessionFactory,
    goodbyes: Goodbyes,
    { address, quiet }: { readonly address?: string | undefined; readonly quiet?: QuietConnections } = {},
  ): void {
    const carrier = websocket as CarryingWebSocket;
    carrier[CONNECTION] = new WebSocketConnection(websocket, request, address, goodbyes, quiet).begin(sessions);
    goodbyes.makeRoom();
    carrier.on('message', onMessage as (this: WebSocket, message: Buffer) => void);
    carrier.on('close', onClose as (this: WebSocket) => void);
    carrier.on('error', onError as (this: WebSocket, error: Error) => void);
  }

  /** Whether the WebSocket is a client's of ours, and not of a gateway of somebody else. */
  static carries(websocket: WebSocket): boolean {
    return CONNECTION in websocket;
  }

  receive(message: Buffer): void {
    if (this.closing) return;
    try {
      const frames = readFrames(message, MAX_INBOUND_BODY_BYTES);
      this.frames = this.frames.length === 0 ? frames : [...this.frames, ...frames];
    } catch (error) {
      this.failedToHandle(error);
      return;
    }
    this.handleFrames();
  }

  override write(bytes: Uint8Array): void {
    this.isQuiet = false;
    super.write(bytes);
  }

  breakSilence(): void {
    if (this.isQuiet && !this.closing && this.pendingBytes === 0) super.write(PING);
    this.isQuiet = true;
  }

  socketClosed(): void {
    this.quiet?.remove(this.id, this);
    this.gone();
  }

  socketFailed(error: Error & { code?: string }): void {
    // `ws` closes the connection itself where the client breaks RFC 6455.
    if (error.code?.startsWith('WS_ERR_')) this.session.malformed('websocket-protocol');
  }

  protected override nextFrame(): Frame | null {
    return this.frames.shift() ?? null;
  }

  protected override pauseReading(): void {
    this.websocket.pause();
  }

  protected override resumeReading(): void {
    this.websocket.resume();
  }

  protected override sayGoodbye(why: Disconnect): void {
    // The client's own close frame has to be read, or the connection lingers.
    this.websocket.resume();
    this.websocket.close(why.code, why.message ? `${why.reason}: ${why.message}` : why.reason);
    // `ws` waits for it as well, but not where the client has ended its side and does not read.
    this.goodbyes.begin(this.socket);
  }
}
