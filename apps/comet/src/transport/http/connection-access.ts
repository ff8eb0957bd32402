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
  type RpcContract,
} from '#contracts';
import { cometOf, unknownConnection, type HttpConnections, type Newcomer, type Opened } from './http-connections.js';

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
    /** Waits longer than any client may. */
    private readonly rpc: Pick<RpcClient, 'call'>,
    readonly options: Live<HttpClientOptions>,
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
    return this.at(request, cometRpc.httpRead, () => this.local.read(request));
  }

  /** @throws AppError as `HttpConnections.send`; `unavailable` where the comet can't be asked now */
  send(request: HttpSendRequest): Promise<HttpSendReply> {
    return this.at(request, cometRpc.httpSend, () => this.local.send(request));
  }

  /** @throws AppError as `HttpConnections.end`; `unavailable` where the comet can't be asked now */
  end(request: HttpEndRequest): Promise<HttpEndReply> {
    return this.at(request, cometRpc.httpEnd, () => this.local.end(request));
  }

  private async at<Request extends { connection: string }, Reply>(
    request: Request,
    contract: RpcContract<Request, Reply>,
    here: () => Promise<Reply>,
  ): Promise<Reply> {
    const comet = cometOf(request.connection);
    if (comet === undefined) throw unknownConnection();
    if (comet === this.cometId) return here();
    this.forwarded++;
    try {
      return await this.rpc.call(atComet(comet, contract), request);
    } catch (error) {
      // The comet that held it is gone.
      if (error instanceof NobodyListens) throw unknownConnection();
      throw error;
    }
  }
}
