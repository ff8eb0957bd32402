import type { Socket } from 'node:net';
import type { Disconnect } from '#contracts';
import { encodeReply, FrameReader, MAX_INBOUND_BODY_BYTES, Operation, PROTOCOL_VERSION, type Frame } from '#protocol';
import type { SessionFactory } from '../../client/session/session.js';
import type { Goodbyes } from '../goodbyes.js';
import { SocketConnection } from '../socket.connection.js';

const CONNECTION = Symbol('connection');

interface TcpSocket extends Socket {
  [CONNECTION]: TcpConnection;
}

// One listener for all sockets: a closure each would cost a kilobyte a connection.
function onData(this: TcpSocket, chunk: Buffer): void {
  this[CONNECTION].receive(chunk);
}
function onClose(this: TcpSocket): void {
  this[CONNECTION].socketClosed();
}
function onError(): void {
  // A reset; 'close' follows, and ends the session.
}

/** A client by TCP: packets one after another in both directions. */
export class TcpConnection extends SocketConnection {
  private readonly reader = new FrameReader(MAX_INBOUND_BODY_BYTES);

  private constructor(
    socket: Socket,
    private readonly goodbyes: Goodbyes,
  ) {
    super('tcp', socket, {});
  }

  /** Makes a client of a socket. */
  static attach(socket: Socket, sessions: SessionFactory, goodbyes: Goodbyes): void {
    (socket as TcpSocket)[CONNECTION] = new TcpConnection(socket, goodbyes).begin(sessions);
    goodbyes.makeRoom();
    socket.on('data', onData);
    socket.on('close', onClose);
    socket.on('error', onError);
  }

  receive(chunk: Buffer): void {
    if (this.closing) return;
    this.reader.append(chunk);
    this.handleFrames();
  }

  socketClosed(): void {
    this.gone();
  }

  protected override nextFrame(): Frame | null {
    return this.reader.next();
  }

  protected override pauseReading(): void {
    this.socket.pause();
  }

  protected override resumeReading(): void {
    this.socket.resume();
  }

  /** TCP has no close frame: goim's operation 6 carries the reason. */
  protected override sayGoodbye(why: Disconnect): void {
    this.socket.write(
      encodeReply('tcp', PROTOCOL_VERSION, Operation.DisconnectReply, 0, Buffer.from(JSON.stringify(why))),
    );
    // It waits until the client has read everything, which that may never do.
    this.socket.destroySoon();
    this.goodbyes.begin(this.socket);
  }
}
