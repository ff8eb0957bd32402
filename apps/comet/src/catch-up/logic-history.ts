import type { RpcClient } from '#bus';
import {
  logicRpc,
  type CatchUpReply,
  type CatchUpRequest,
  type HistoryReply,
  type HistoryRequest,
  type NewsReply,
  type NewsRequest,
  type PositionsReply,
  type ReadRequest,
} from '#contracts';

/** What this comet asks of the history, which logic reads. Each method throws AppError. */
export class LogicHistory {
  constructor(private readonly rpc: Pick<RpcClient, 'call'>) {}

  positions(targets: string[]): Promise<PositionsReply> {
    return this.rpc.call(logicRpc.positions, { targets });
  }

  news(request: NewsRequest): Promise<NewsReply> {
    return this.rpc.call(logicRpc.news, request);
  }

  catchUp(request: CatchUpRequest): Promise<CatchUpReply> {
    return this.rpc.call(logicRpc.catchUp, request);
  }

  page(request: HistoryRequest): Promise<HistoryReply> {
    return this.rpc.call(logicRpc.history, request);
  }

  async read(request: ReadRequest): Promise<void> {
    await this.rpc.call(logicRpc.read, request);
  }
}
