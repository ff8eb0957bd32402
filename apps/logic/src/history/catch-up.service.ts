import { Injectable } from '@nestjs/common';
import type { Bus, PushPosition, PushPositionNow, PushPositions } from '#bus';
import {
  AppError,
  messageId,
  newestOf,
  parseTarget,
  POSITIONS,
  sequenceOf,
  type CatchUpReply,
  type CatchUpRequest,
  type MessageId,
  type NewsReply,
  type NewsRequest,
  type PositionsReply,
  type Target,
} from '#contracts';
import type { HistoryStore, MessageRange, StoredMessage } from '#history';
import type { PushQueue } from '../push/push-queue.js';
import { HistoryService } from './history.service.js';
import { isWritten } from './writer-lag.js';

const DEFAULT_MESSAGES = 300;
const MAX_MESSAGES = 1_000;
/**
 * Milliseconds for which a comet may give others what it has read for one, while the clients of a dead comet come back. What
 * retention removes meanwhile may still be given.
 */
const REUSABLE_MS = 2_000;
/** Bytes of a message of the bus that are for all of a reply but its messages. */
const REPLY_OVERHEAD_BYTES = 4 * 1024;

/** Tells comets what was pushed to a target since a cursor. */
@Injectable()
export class CatchUpService {
  constructor(
    private readonly bus: Pick<Bus, 'maxPayloadBytes'>,
    private readonly positions: Pick<PushPositions, 'about' | 'now' | 'wasAt' | 'whenGiven'>,
    private readonly history: Pick<HistoryService, 'storeIfAny'>,
    private readonly queue: Pick<PushQueue, 'partitionOf'>,
  ) {}

  /** @throws AppError `unavailable` */
  async whereAre(targets: readonly string[]): Promise<PositionsReply> {
    if (!this.history.storeIfAny) return { epoch: 0, ids: [] };
    const of = targets.map((target) => this.queue.partitionOf(target as Target));
    const found = new Map<number, PushPosition>();
    const look = async (partition: number): Promise<unknown> =>
      found.set(partition, await this.positions.about(partition));
    await Promise.all([...new Set(of)].map(look));
    return {
      epoch: [...found.values()][0]?.epoch ?? 0,
      ids: targets.map((target, n) => lastIdOf(reachOf(target, found.get(of[n]!)!).start)),
    };
  }

  /** Whether anything came after cursors: one query for all of them. @throws AppError `unavailable`, `history-unavailable` */
  async news({ epoch, targets, after }: NewsRequest): Promise<NewsReply> {
    const store = this.history.storeIfAny;
    if (!store) return { epoch: 0, verdicts: targets.map(() => 'unavailable'), upTo: targets.map(() => 0), beyond: [] };
    const cursors = targets.map((target, n) => ({
      target: target as Target,
      partition: this.queue.partitionOf(target as Target),
      afterId: BigInt(after[n]!),
    }));
    const looks = new Map<number, Promise<PushPositionNow>>();
    for (const { partition } of cursors) if (!looks.has(partition)) looks.set(partition, this.positions.now(partition));
    // Hundreds of targets are in few partitions: each partition is awaited once for each kind.
    const known = new Map<string, Promise<CatchUpReply>>();
    const states = await Promise.all(
      cursors.map(({ target, partition }) => {
        const name = `${partition} ${isAddressed(target)}`;
        const state = known.get(name) ?? stateOf(store, epoch, target, partition, looks.get(partition)!);
        known.set(name, state);
        return state;
      }),
    );
    const [first] = states;
    if (states.some((state) => state.epoch !== first!.epoch)) {
      throw new AppError('unavailable', 'the push stream began anew meanwhile');
    }
    const readable = cursors.filter((_, n) => states[n]!.verdict === 'recovered');
    const passed = readable.length > 0 ? await store.passed(epoch, readable) : new Set();
    const above = cursors.map(({ afterId }, n) =>
      states[n]!.verdict === 'recovered' && Number(afterId) > states[n]!.upTo ? afterId : 0n,
    );
    return {
      epoch: first?.epoch ?? epoch,
      verdicts: cursors.map((cursor, n) => (passed.has(cursor) ? 'missed' : states[n]!.verdict)),
      upTo: states.map(({ upTo }) => upTo),
      beyond: await this.areBeyond(store, epoch, above),
    };
  }

  /**
   * Whether nothing was pushed yet at ids that are above where their targets are; none is at 0. A server that lost its newest
   * messages may not know of some that the history has.
   *
   * @returns nothing where none is
   */
  private async areBeyond(store: HistoryStore, epoch: number, ids: readonly MessageId[]): Promise<boolean[]> {
    const wasGiven = async (id: MessageId): Promise<boolean> =>
      id === 0n || this.positions.wasAt(epoch, sequenceOf(id));
    const areGiven = await Promise.all(ids.map(wasGiven));
    if (areGiven.every(Boolean)) return [];
    const newest = (await store.newestId(epoch)) ?? 0n;
    return ids.map((id, n) => !areGiven[n] && id > newest);
  }

  /** @throws AppError `unavailable`, `history-unavailable` */
  async since({ target, epoch, after, upTo, limit }: CatchUpRequest): Promise<CatchUpReply> {
    const store = this.history.storeIfAny;
    if (!store) return without('unavailable', 0, 0);
    const partition = this.queue.partitionOf(target as Target);
    // Without an end, read after the request came: what is pushed from now on reaches the comet by itself.
    const position = await (upTo > 0
      ? this.positions.whenGiven(partition, epoch, sequenceOf(BigInt(upTo)))
      : this.positions.now(partition));
    const reach = reachOf(target, position);
    if (epoch !== position.epoch) return without('reset', position.epoch, lastIdOf(reach.start));
    const end = upTo > 0 ? upTo : lastIdOf(reach.end);
    if (end <= after) return without('recovered', epoch, Math.max(end, after));
    const awaited = upTo > 0 ? awaitedFor(sequenceOf(BigInt(upTo)), position) : reach.awaited;
    if (!(await isWritten(store, epoch, partition, awaited))) {
      return without('unavailable', epoch, lastIdOf(reach.start));
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

interface Reach {
  /** Where a client begins that has missed nothing: what comes by itself is after it, but for what is on its way. */
  readonly start: number;
  /** What is after it comes to a client by itself. */
  readonly end: number;
  /** What the writer must have reached before everything up to `end` can be read. */
  readonly awaited: number;
}

/** How far a target is, in sequences of the push stream. */
function reachOf(target: string, { worked, given, pushed, unwritten }: PushPosition & { unwritten?: number }): Reach {
  const waiting = isAddressed(target) ? pushed : 0;
  return {
    start: Math.max(worked, waiting),
    end: Math.max(given, waiting),
    awaited: Math.max(unwritten ?? 0, waiting),
  };
}

/**
 * Whether the sessions that a message is for are known when it is pushed: then none that waits for its job goes to a session
 * that began since.
 */
function isAddressed(target: string): boolean {
  const kind = parseTarget(target)?.kind;
  return kind === 'member' || kind === 'session';
}

/**
 * What the writer must have reached before the history has everything up to a task. A server that was killed forgets what it
 * had given, and gives it again: of a task that a comet names, and that was not given by now, it takes the comet's word.
 */
function awaitedFor(task: number, { given, unwritten }: PushPositionNow): number {
  return task > given ? task : Math.min(task, unwritten);
}

/** Whether all that was pushed to a target can be read, and up to where that is. */
async function stateOf(
  store: HistoryStore,
  epoch: number,
  target: Target,
  partition: number,
  look: Promise<PushPositionNow>,
): Promise<CatchUpReply> {
  const position = await look;
  const { start, end, awaited } = reachOf(target, position);
  if (epoch !== position.epoch) return without('reset', position.epoch, lastIdOf(start));
  if (await isWritten(store, epoch, partition, awaited)) return without('recovered', epoch, lastIdOf(end));
  return without('unavailable', epoch, lastIdOf(start));
}

/** The greatest id that a message of this sequence can hold; 0 = none. */
function lastIdOf(sequence: number): number {
  return sequence === 0 ? 0 : Number(messageId(sequence, POSITIONS - 1));
}

function without(verdict: CatchUpReply['verdict'], epoch: number, upTo: number): CatchUpReply {
  return { verdict, epoch, upTo, gaps: [], messages: [], last: 0, reusableFor: 0 };
}

function replyOf({ messages, gaps, expiresIn = REUSABLE_MS }: MessageRange, epoch: number, upTo: number): CatchUpReply {
  return {
    verdict: gaps.length > 0 ? 'gap' : 'recovered',
    epoch,
    upTo,
    gaps: gaps.map(({ from, to }) => ({ from: Number(from), to: Number(to) })),
    messages: messages.map((message, n) => kept(message, messages[n - 1])),
    last: Number(messages.at(-1)?.id ?? 0n),
    reusableFor: Math.floor(Math.min(Math.max(expiresIn, 0), REUSABLE_MS)),
  };
}

function kept(
  { id, operation, body }: StoredMessage,
  before: StoredMessage | undefined,
): CatchUpReply['messages'][number] {
  return { id: Number(id), prev: Number(before?.id ?? 0n), operation, body };
}
