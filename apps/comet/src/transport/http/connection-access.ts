import type { Live } from '#config';
import { NobodyListens, type RpcClient } from '#bus';
import {
  atComet,
  cometRpc,
  type CometId,
  type Disconnect,
  type HttpEndReply,
  type HttpEndRequest,
  type HttpReadReply,
  type HttpReadRequest,
  type HttpSendReply,
  type HttpSendRequest,
} from '#contracts';
import { cometOf, unknownConnection, type HttpConnections, type Newcomer, type Opened } from './http-connections.js';

/**
 * How long a read waits at another comet, in milliseconds; then it is asked again. Of a comet that was killed the bus says so to whoever
 * asks it next, and nothing to those whose requests it had.
 */
export const FORWARDED_WAIT_MS = 10_000;
/** By which a timer may be inexact. */
const EARLY_MS = 100;

export interface HttpClientOptions {
  /** Longest that a poll may wait, in milliseconds. */
  readonly maxWait: number;
  /** Milliseconds between two writes to a stream, at most. */
  readonly keepAlive: number;
}

/**
 * Reaches the connections by HTTP of every comet. A client's request may come to another comet than the one that holds its
 * connection, since workers share a port, and comets may stand behind one address: it is passed on over the bus.
 */
export class ConnectionAccess {
  /** Requests that were passed on to another comet. */
  forwarded = 0;

  constructor(
    private readonly local: HttpConnections,
    private readonly cometId: CometId,
    private readonly rpc: {
      /** Has as much time as `FORWARDED_WAIT_MS` and an answer's way. */
      readonly reading: Pick<RpcClient, 'call'>;
      /** Has longer than a comet may take to work what a client sends. */
      readonly sending: Pick<RpcClient, 'call'>;
    },
    readonly options: Live<HttpClientOptions>,
    /** Milliseconds, monotonic. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Lets a client in here, or says why not. @throws AppError as `HttpConnections.open` */
  open(newcomer: Newcomer): Promise<Opened | Disconnect> {
    return this.local.open(newcomer);
  }

  /** From now on nobody is let in here. */
  stopAccepting(): void {
    this.local.stopAccepting();
  }

  /** @throws AppError `not-found` where it is no connection of any comet, or of none here */
  assertKnown(connection: string): void {
    const comet = cometOf(connection);
    if (comet === undefined) throw unknownConnection();
    if (comet === this.cometId) this.local.assertKnown(connection);
  }

  /** @throws AppError as `HttpConnections.read`; `unavailable` where the comet can't be asked now */
  read(request: HttpReadRequest): Promise<HttpReadReply> {
    return this.at(
      request.connection,
      () => this.local.read(request),
      (comet) => this.readAt(comet, request),
    );
  }

  /** @throws AppError as `HttpConnections.send`; `unavailable` where the comet can't be asked now */
  send(request: HttpSendRequest): Promise<HttpSendReply> {
    return this.at(
      request.connection,
      () => this.local.send(request),
      (comet) => this.rpc.sending.call(atComet(comet, cometRpc.httpSend), request),
    );
  }

  /** @throws AppError as `HttpConnections.end`; `unavailable` where the comet can't be asked now */
  end(request: HttpEndRequest): Promise<HttpEndReply> {
    return this.at(
      request.connection,
      () => this.local.end(request),
      (comet) => this.rpc.sending.call(atComet(comet, cometRpc.httpEnd), request),
    );
  }

  private async at<Reply>(
    connection: string,
    here: () => Promise<Reply>,
    there: (comet: CometId) => Promise<Reply>,
  ): Promise<Reply> {
    const comet = cometOf(connection);
    if (comet === undefined) throw unknownConnection();
    if (comet === this.cometId) return here();
    this.forwarded++;
    try {
      return await there(comet);
    } catch (error) {
      // The comet that held it is gone.
      if (error instanceof NobodyListens) throw unknownConnection();
      throw error;
    }
  }

  private async readAt(comet: CometId, request: HttpReadRequest): Promise<HttpReadReply> {
    const contract = atComet(comet, cometRpc.httpRead);
    const { connection, after, replay } = request;
    let { reader } = request;
    for (let left = request.wait; ; left -= FORWARDED_WAIT_MS) {
      const wait = Math.min(left, FORWARDED_WAIT_MS);
      const askedAt = this.now();
      const reply = await this.rpc.reading.call(contract, { connection, after, wait, replay, reader });
      const hasSomething = reply.packets.length > 0 || reply.superseded || reply.reason !== '';
      // One that comes early waited as long as it may: the client must be heard of more often.
      const isEarly = this.now() - askedAt < wait - EARLY_MS;
      if (hasSomething || isEarly || left <= FORWARDED_WAIT_MS) return reply;
      reader = reply.reader;
    }
  }
}
