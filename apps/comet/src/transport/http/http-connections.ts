import type { Live } from '#config';
import { randomBytes } from 'node:crypto';
import {
  AppError,
  Disconnects,
  type CometId,
  type Disconnect,
  type HttpEndReply,
  type HttpEndRequest,
  type HttpReadReply,
  type HttpReadRequest,
  type HttpSendReply,
  type HttpSendRequest,
  type Mid,
} from '#contracts';
import type { SessionFactory } from '../../client/session/session.js';
import type { SessionCounts } from '../../client/session/session-counts.js';
import type { BrowserHeaders } from '../connection.js';
import { HttpConnection, type HttpConnectionOptions, type Welcome } from './http.connection.js';

const SECRET_BYTES = 24;
/** The comet, and what can't be guessed: 192 bits. */
const ID = /^([\w-]{1,400})\.([\w-]{32})$/;
/** How long a client may come back to learn why its connection ended, and to fetch what it was sent before. */
const FAREWELL_MS = 30_000;
/** Bytes that are kept for clients whose connections ended, over all of them: they count for no other limit any more. */
const MAX_ENDED_BYTES = 32 * 1024 * 1024;

export interface HttpConnectionsOptions extends HttpConnectionOptions {
  readonly maxConnections: number;
}

/** A client that asks to be let in. */
export interface Newcomer {
  readonly token: Buffer;
  /** Of the protocol that it speaks. */
  readonly version: number;
  readonly remoteAddress: string | undefined;
  readonly headers: BrowserHeaders;
  /** Aborted where the client goes before it is answered. */
  readonly gone: AbortSignal;
}

/** A client that was let in. */
export interface Opened {
  readonly id: string;
  readonly key: string;
  readonly mid: Mid;
  /** Milliseconds. */
  readonly longestSilence: number;
  /** Of a client of version 2. */
  readonly welcome: Welcome | undefined;
}

/** The connections by HTTP that this comet holds. */
export class HttpConnections {
  private readonly connections = new Map<string, HttpConnection>();
  /** Of those that ended what is kept for them, the oldest first. */
  private readonly ended = new Map<string, number>();
  private endedBytes = 0;
  private accepting = true;

  constructor(
    private readonly cometId: CometId,
    private readonly sessions: SessionFactory,
    private readonly counts: SessionCounts,
    private readonly options: Live<HttpConnectionsOptions>,
  ) {}

  /** Lets a client in, or says why not. @throws AppError `unavailable` where there are as many as there may be */
  async open({ token, version, remoteAddress, headers, gone }: Newcomer): Promise<Opened | Disconnect> {
    if (!this.accepting) return Disconnects.shutdown;
    const { maxConnections } = this.options.current;
    if (this.connections.size - this.ended.size >= maxConnections) {
      this.counts.ignored.add('too-many-connections');
      throw new AppError('unavailable', `${maxConnections} clients by HTTP are here already`);
    }
    const id = newConnectionId(this.cometId);
    const connection = new HttpConnection(remoteAddress, headers, this.options, () => this.keepEnded(id)).begin(
      this.sessions,
    );
    this.connections.set(id, connection);
    const leave = (): void => this.leave(id);
    gone.addEventListener('abort', leave);
    const refused = await connection.open(token, version);
    gone.removeEventListener('abort', leave);
    if (refused) {
      this.forget(id);
      return refused;
    }
    const { session, welcome } = connection;
    const { longestSilence, member } = session;
    // A client that did not get the answer never comes back: this is noticed as soon as a handshake that is late.
    session.expectSoon();
    return { id, key: member!.key, mid: member!.mid, longestSilence, welcome };
  }

  /** As `HttpConnection.read`. @throws AppError also `not-found` */
  async read(request: HttpReadRequest, maxBytes?: number): Promise<HttpReadReply> {
    // Not the rest of it without the connection: what is 0 in a message that was decoded is no property of its own.
    return this.find(request.connection).read(request, maxBytes);
  }

  /** As `HttpConnection.send`. @throws AppError also `not-found` */
  async send({ connection, packets }: HttpSendRequest): Promise<HttpSendReply> {
    return this.find(connection).send(packets);
  }

  /** @throws AppError `not-found` */
  assertKnown(connection: string): void {
    this.find(connection);
  }

  /** The client goes. @throws AppError `not-found` */
  async end({ connection }: HttpEndRequest): Promise<HttpEndReply> {
    this.find(connection);
    this.leave(connection);
    return {};
  }

  /** From now on nobody is let in. */
  stopAccepting(): void {
    this.accepting = false;
  }

  private leave(id: string): void {
    this.connections.get(id)?.leave();
    this.forget(id);
  }

  /** Until its client has fetched what it was sent before; where too much is kept, the oldest goes. */
  private keepEnded(id: string): void {
    const bytes = this.connections.get(id)?.keptBytes;
    if (bytes === undefined) return;
    this.ended.set(id, bytes);
    this.endedBytes += bytes;
    setTimeout(() => this.forget(id), FAREWELL_MS).unref();
    for (const oldest of this.ended.keys()) {
      if (this.endedBytes <= MAX_ENDED_BYTES && this.ended.size <= this.options.current.maxConnections) return;
      this.forget(oldest);
    }
  }

  private forget(id: string): void {
    this.connections.delete(id);
    this.endedBytes -= this.ended.get(id) ?? 0;
    this.ended.delete(id);
  }

  private find(id: string): HttpConnection {
    const found = this.connections.get(id);
    if (!found) throw unknownConnection();
    return found;
  }
}

/** Names a client's connection by HTTP, and the comet that holds it; whoever knows it may use the connection. */
function newConnectionId(comet: CometId): string {
  return `${Buffer.from(comet).toString('base64url')}.${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** The comet that holds the connection; undefined where this is no id at all. */
export function cometOf(id: string): CometId | undefined {
  const comet = ID.exec(id)?.[1];
  return comet === undefined ? undefined : (Buffer.from(comet, 'base64url').toString() as CometId);
}

/** It never was, or its client learnt of its end long ago. */
export function unknownConnection(): AppError {
  return new AppError('not-found', 'no such connection: open another one');
}
