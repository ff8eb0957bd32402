import { Injectable } from '@nestjs/common';
import { Bus, PushPositions, type PushPosition } from '#bus';
import {
  messageId,
  newestOf,
  partitionOf,
  type CatchUpReply,
  type CatchUpRequest,
  type PositionsReply,
  type Target,
} from '#contracts';
import type { MessageRange, StoredMessage } from '#history';
import { HistoryService } from './history.service.js';

/** How long the writer of the history may be behind; longer, and the client is told to come back later. */
const WRITER_WITHIN_MS = 2_000;
const DEFAULT_MESSAGES = 300;
const MAX_MESSAGES = 1_000;
/** Of a message of the bus: for all of a reply but its messages. */
const REPLY_OVERHEAD_BYTES = 4 * 1024;
const LAST_POSITION = 1_023;

/** Tells comets what was pushed to a target since a cursor. */
@Injectable()
export class CatchUpService {
  constructor(
    private readonly bus: Bus,
    private readonly positions: PushPositions,
    private readonly history: HistoryService,
    private readonly partitions: number,
  ) {}

  /** @throws AppError `unavailable` */
  async whereAre(targets: readonly string[]): Promise<PositionsReply> {
    if (!this.history.storeIfAny) return { epoch: 0, ids: [] };
    const of = targets.map((target) => partitionOf(target, this.partitions));
    const found = new Map<number, PushPosition>();
    for (const partition of new Set(of)) found.set(partition, await this.positions.about(partition));
    return {
      epoch: [...found.values()][0]?.epoch ?? 0,
      ids: of.map((partition) => lastIdOf(found.get(partition)!.worked)),
    };
  }

  /** @throws AppError `unavailable`, `history-unavailable` */
  async since({ target, epoch, after, upTo, limit }: CatchUpRequest): Promise<CatchUpReply> {
    const store = this.history.storeIfAny;
    if (!store) return without('unavailable', 0, 0);
    const partition = partitionOf(target, this.partitions);
    // Read after the request came: what is pushed from now on reaches the comet by itself.
    const position = await this.positions.now(partition);
    if (epoch !== position.epoch) return without('reset', position.epoch, lastIdOf(position.worked));
    const end = upTo > 0 ? upTo : lastIdOf(position.given);
    if (end <= after) return without('recovered', epoch, Math.max(end, after));
    const written = upTo > 0 ? BigInt(upTo) : messageId(position.given);
    if (!(await store.reached(epoch, partition, written, WRITER_WITHIN_MS))) {
      return without('unavailable', epoch, lastIdOf(position.worked));
    }
    const range = await store.range({
      target: target as Target,
      epoch,
      partition,
      afterId: BigInt(after),
      upTo: BigInt(end),
      limit: limit > 0 ? Math.min(limit, MAX_MESSAGES) : DEFAULT_MESSAGES,
    });
    const bytes = this.bus.maxPayloadBytes - REPLY_OVERHEAD_BYTES;
    return newestOf(replyOf(range, epoch, end), after, { messages: MAX_MESSAGES, bytes });
  }
}

/** The greatest id that a message of this sequence can hold; 0 = none. */
function lastIdOf(sequence: number): number {
  return sequence === 0 ? 0 : Number(messageId(sequence, LAST_POSITION));
}

function without(verdict: CatchUpReply['verdict'], epoch: number, upTo: number): CatchUpReply {
  return { verdict, epoch, upTo, gaps: [], messages: [], last: 0 };
}

function replyOf({ messages, gaps }: MessageRange, epoch: number, upTo: number): CatchUpReply {
  return {
    verdict: gaps.length > 0 ? 'gap' : 'recovered',
    epoch,
    upTo,
    gaps: gaps.map(({ from, to }) => ({ from: Number(from), to: Number(to) })),
    messages: messages.map((message, n) => kept(message, messages[n - 1])),
    last: Number(messages.at(-1)?.id ?? 0n),
  };
}

function kept(
  { id, operation, body }: StoredMessage,
  before: StoredMessage | undefined,
): CatchUpReply['messages'][number] {
  return { id: Number(id), prev: Number(before?.id ?? 0n), operation, body };
}
