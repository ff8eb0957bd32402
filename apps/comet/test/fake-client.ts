import type { Socket } from 'node:net';
import { Disconnects, type Disconnect } from '#contracts';
import { encodeFrame, FrameReader, readFrames, type Frame } from '#protocol';
import { SocketConnection } from '../src/transport/socket.connection.js';

/** The part of a socket that a connection uses. */
class FakeSocket {
  readonly writes: Buffer[] = [];
  writableLength = 0;
  destroyed = false;

  constructor(readonly remoteAddress: string | undefined) {}

  write(bytes: Buffer): boolean {
    this.writes.push(bytes);
    return true;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

interface Packet {
  ver: number;
  op: number;
  seq: number;
  body: string;
}

const LONGEST_BODY = 1024 * 1024;

/** A client and its connection, which reads from memory instead of a socket. */
export class FakeClient extends SocketConnection {
  readonly closedAs: Disconnect[] = [];
  isReading = true;
  private readonly reader: FrameReader;
  private lastSeq = 0;

  constructor(
    { ip = '10.0.0.1', ...headers }: { ip?: string; cookie?: string; origin?: string } = {},
    readonly wire = new FakeSocket(ip),
  ) {
    super('tcp', wire as unknown as Socket, headers);
    this.reader = new FrameReader(4096);
  }

  /** Sends one packet with a seq of its own. @returns that seq */
  send(op: number, body: string | Buffer = '', seq = ++this.lastSeq): number {
    this.sendBytes(encodeFrame(op, seq, Buffer.from(body)));
    return seq;
  }

  sendBytes(bytes: Buffer): void {
    this.reader.append(bytes);
    this.handleFrames();
  }

  /** Sends the auth packet, and waits until it is answered. */
  async authenticate(): Promise<void> {
    this.send(7, '{}');
    await settled();
  }

  /** Breaks the connection from the client's side. */
  leave(): void {
    this.gone();
  }

  /** What the client was sent. */
  get received(): Packet[] {
    return this.wire.writes.flatMap((bytes) =>
      readFrames(bytes, LONGEST_BODY).map(({ body, ...rest }) => ({ ...rest, body: body.toString() })),
    );
  }

  get receivedOperations(): number[] {
    return this.received.map(({ op }) => op);
  }

  get isClosedAs(): string | undefined {
    return this.wire.destroyed ? Disconnects.slow.reason : this.closedAs[0]?.reason;
  }

  protected override nextFrame(): Frame | null {
    return this.reader.next();
  }

  protected override pauseReading(): void {
    this.isReading = false;
  }

  protected override resumeReading(): void {
    this.isReading = true;
  }

  protected override sayGoodbye(why: Disconnect): void {
    this.closedAs.push(why);
  }
}

/** Waits until every promise that can go on has done so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
