import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RpcHandler } from '#bus/nest';
import {
  AppError,
  formatCursor,
  logicRpc,
  type CatchUpReply,
  type CatchUpRequest,
  type HistoryReply,
  type HistoryRequest,
  type NewsReply,
  type NewsRequest,
  type PositionsReply,
  type PositionsRequest,
  type ReadReply,
  type ReadRequest,
  type Target,
} from '#contracts';
import { CatchUpService } from './catch-up.service.js';
import type { MessageList, MessageView } from './history.schema.js';
import { HistoryService } from './history.service.js';

const DEFAULT_PAGE = 50;

/** Requests of comets, for their clients and for themselves. */
@Controller()
export class HistoryHandler {
  constructor(
    private readonly history: HistoryService,
    private readonly catchUps: CatchUpService,
  ) {}

  @RpcHandler(logicRpc.positions)
  positions(@Payload() { targets }: PositionsRequest): Promise<PositionsReply> {
    return this.catchUps.whereAre(targets);
  }

  @RpcHandler(logicRpc.news)
  news(@Payload() request: NewsRequest): Promise<NewsReply> {
    return this.catchUps.news(request);
  }

  @RpcHandler(logicRpc.catchUp)
  catchUp(@Payload() request: CatchUpRequest): Promise<CatchUpReply> {
    return this.catchUps.since(request);
  }

  @RpcHandler(logicRpc.history)
  async page(@Payload() { target, before, after, limit, maxBytes }: HistoryRequest): Promise<HistoryReply> {
    try {
      if (before !== '' && after !== '') throw new AppError('invalid-argument', 'before and after exclude each other');
      const list = await this.history.page(target as Target, {
        limit: limit > 0 ? limit : DEFAULT_PAGE,
        ...(before !== '' && { before }),
        ...(after !== '' && { after }),
      });
      return { error: '', reason: '', page: fitting(list, after !== '', maxBytes) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // The others' messages are for operators.
      const reason = error.code === 'invalid-argument' ? error.message : '';
      return { error: error.code, reason, page: new Uint8Array(0) };
    }
  }

  @RpcHandler(logicRpc.read)
  async read(@Payload() { mid, epoch, id }: ReadRequest): Promise<ReadReply> {
    await this.history.setRead(mid, { epoch, id: BigInt(id) });
    return {};
  }
}

/** As many messages as fit, and where to go on. One that does not fit by itself comes without its body. */
function fitting(list: MessageList, isOldestFirst: boolean, maxBytes: number): Buffer {
  let page = list;
  for (;;) {
    const bytes = Buffer.from(JSON.stringify(page));
    if (bytes.length <= maxBytes) return bytes;
    const [first] = page.messages;
    if (!first || first.encoding === 'omitted') return bytes;
    const share = Math.floor((page.messages.length * maxBytes) / bytes.length);
    const messages =
      page.messages.length > 1
        ? page.messages.slice(0, Math.min(Math.max(share, 1), page.messages.length - 1))
        : [{ ...first, body: '', encoding: 'omitted' as const }];
    const goOn = placeOf(messages.at(-1)!);
    page = isOldestFirst
      ? { messages, before: page.before, after: goOn }
      : { messages, before: goOn, after: page.after };
  }
}

function placeOf({ epoch, id }: MessageView): string {
  return formatCursor({ epoch: Number(epoch), id: BigInt(id) });
}
