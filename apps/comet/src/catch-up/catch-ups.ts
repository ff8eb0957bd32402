import type { Live } from '#config';
import type { CatchUpReply, CatchUpRequest } from '#contracts';
import { encodeFrame } from '#protocol';
import { MissedMessages, type Missed } from '../hub/continuity.js';
import type { Push } from '../hub/push.js';
import { systemClock, type Clock } from '../hub/slices.js';
import type { LogicHistory } from './logic-history.js';
import { News } from './news.js';
import { Positions, type PositionsOfTargets } from './positions.js';
import { RecentRead, RecentReads } from './recent-reads.js';

export interface CatchUpLimits {
  /** Missed messages of one target that a client is sent when it comes back; where there are more, the newest of them. */
  readonly maxMessages: number;
  /** Requests to logic at a time; more wait. */
  readonly concurrency: number;
}

/** Targets that are asked about in one request. */
const LOCATED_AT_ONCE = 500;
/** New rooms are asked about together: one request in this time, however many there are. */
const LOCATE_PAUSE_MS = 250;
/** How long logic is not asked about rooms once it has said that it keeps no history: one that keeps it may take its place. */
const OFF_FOR_MS = 60_000;
/** A hole is read in this many pieces at most, each as long as a message of the bus. */
const MAX_PIECES = 16;
const PIECE_MESSAGES = 1_000;
/**
 * How long a hole that can't be read is tried again, while the pushes behind it wait: NATS servers that elect a leader take 4
 * to 9 s, sometimes twice, and clients of version 1 never get what is given up.
 */
const HEALS_WITHIN_MS = 15_000;
const TRY_AGAIN_MS = 500;
/** Requests that wait; above them a client is told to come back later. */
const MAX_WAITING = 10_000;

const NOTHING = { gaps: [], messages: [], last: 0, reusableFor: 0 };
const UNAVAILABLE: CatchUpReply = { verdict: 'unavailable', epoch: 0, upTo: 0, ...NOTHING };

interface Waiting {
  readonly after: number;
  readonly upTo: number;
  readonly answer: (reply: CatchUpReply) => void;
}

/** Reads messages that this comet, or its clients, have missed: few requests at a time, and one for all who miss the same. */
export class CatchUps extends MissedMessages {
  private readonly news: News;
  private readonly places: Positions;
  private readonly recent: RecentReads;
  private readonly sharers = new Map<string, Waiting[]>();
  private readonly located = new Map<string, (epoch: number, id: number) => void>();
  private readonly turns: (() => void)[] = [];
  private running = 0;
  private isLocating = false;
  /** By the clock: until then it is known that no history is kept. */
  private offUntil = 0;

  constructor(
    private readonly history: Pick<LogicHistory, 'catchUp' | 'news' | 'positions'>,
    private readonly limits: Live<CatchUpLimits>,
    private readonly clock: Clock = systemClock,
  ) {
    super();
    this.news = new News(history, clock);
    this.places = new Positions(history, clock);
    this.recent = new RecentReads(clock);
  }

  async read(target: string, epoch: number, after: number, upTo: number): Promise<Missed> {
    const pushes: Push[] = [];
    let end = upTo;
    let reached = upTo;
    for (let piece = 0; piece < MAX_PIECES; piece++) {
      const reply = await this.askPatiently({ target, epoch, after, upTo: end, limit: PIECE_MESSAGES });
      if (piece === 0) reached = Math.max(upTo, reply.upTo);
      pushes.unshift(...pushesOf(reply));
      const [gap, ...more] = reply.gaps;
      const isCut = reply.verdict === 'gap' && gap && more.length === 0 && gap.to < (reply.messages[0]?.id ?? 0);
      // The bus takes no more in one message, so the older ones are read by themselves.
      if (isCut) end = gap.to;
      else
        return {
          verdict: pushes.length > 0 && reply.verdict !== 'recovered' ? 'gap' : verdictOf(reply),
          pushes,
          upTo: reached,
        };
    }
    return { verdict: 'gap', pushes, upTo: reached };
  }

  locate(target: string, at: (epoch: number, id: number) => void): void {
    if (this.clock.now() < this.offUntil) return;
    this.located.set(target, at);
    if (!this.isLocating) void this.locateAll();
  }

  /** Where the targets are, in their order; undefined where no history is kept. @throws AppError where it is not known */
  async positions(targets: readonly string[]): Promise<PositionsOfTargets | undefined> {
    const reply = await this.places.of(targets);
    this.offUntil = reply.epoch === 0 ? this.clock.now() + OFF_FOR_MS : 0;
    return reply.epoch === 0 ? undefined : reply;
  }

  /**
   * What a client has missed of a target.
   *
   * @param delivered the newest message that came here. A server that was killed may not know that it gave it, and give it
   * again: the comet leaves it out then, and no news tell of it.
   */
  async missed(target: string, epoch: number, after: number, delivered: number): Promise<CatchUpReply> {
    const known = this.recent.find(target, epoch, after);
    const from = known?.upTo ?? after;
    const { verdict, ...place } = await this.news.since(target, epoch, from);
    const isBehind = verdict === 'recovered' && delivered > Math.max(place.upTo, from);
    const upTo = Math.max(place.upTo, delivered);
    if (verdict === 'missed' || isBehind) return this.readOn(target, epoch, after, upTo);
    // What was known when the news was asked for may have expired since, or been taken back.
    if (known && verdict === 'recovered') return this.readOn(target, epoch, after, from);
    return { verdict, ...place, ...NOTHING };
  }

  forget(target?: string): void {
    this.recent.forget(target);
  }

  /** Reads what was not read a moment ago. */
  private async readOn(target: string, epoch: number, after: number, upTo: number): Promise<CatchUpReply> {
    const known = this.recent.find(target, epoch, after);
    if (known && known.upTo < upTo) await this.shared(target, epoch, known.upTo, upTo);
    const joined = known && this.recent.find(target, epoch, after);
    return joined && joined.upTo >= upTo ? joined.above(after) : this.shared(target, epoch, after, upTo);
  }

  /**
   * Clients that ask at the same time are answered from one read: a read that has begun may not know what was pushed since, so
   * whoever comes later shares the next one.
   */
  private shared(target: string, epoch: number, after: number, upTo: number): Promise<CatchUpReply> {
    const name = `${epoch} ${target}`;
    return new Promise((answer) => {
      const others = this.sharers.get(name);
      if (others) others.push({ after, upTo, answer });
      else {
        this.sharers.set(name, [{ after, upTo, answer }]);
        void this.readForAll(name, target, epoch);
      }
    });
  }

  private async readForAll(name: string, target: string, epoch: number): Promise<void> {
    for (;;) {
      const waiting = this.sharers.get(name)!.filter((one) => !this.isAnswered(target, epoch, one));
      if (waiting.length === 0) {
        this.sharers.delete(name);
        return;
      }
      this.sharers.set(name, []);
      const after = Math.min(...waiting.map((one) => one.after));
      const upTo = Math.max(...waiting.map((one) => one.upTo));
      const read = await this.readRecent(target, epoch, after, upTo);
      for (const one of waiting) one.answer(read.above(one.after));
    }
  }

  /** The read before may have gone as far as it needs. */
  private isAnswered(target: string, epoch: number, { after, upTo, answer }: Waiting): boolean {
    const read = this.recent.find(target, epoch, after);
    if (!read || read.upTo < upTo) return false;
    answer(read.above(after));
    return true;
  }

  private async readRecent(target: string, epoch: number, after: number, upTo: number): Promise<RecentRead> {
    const begun = this.clock.now();
    const note = this.recent.begin(target);
    const known = this.recent.reaching(target, epoch, after);
    const limit = this.limits.current.maxMessages;
    const reply = await this.ask({ target, epoch, after, upTo, limit });
    const until = begun + reply.reusableFor;
    const read = new RecentRead(after, reply, until);
    if (reply.verdict === 'recovered' || reply.verdict === 'gap') {
      note(known && reply.verdict === 'recovered' ? known.with(reply, until, limit) : read);
    }
    return read;
  }

  private async askPatiently(request: CatchUpRequest): Promise<CatchUpReply> {
    const until = this.clock.now() + HEALS_WITHIN_MS;
    for (;;) {
      const reply = await this.ask(request);
      const now = this.clock.now();
      // A reply without an epoch is of a logic that keeps no history.
      const isKept = reply === UNAVAILABLE ? now >= this.offUntil : reply.epoch !== 0;
      if (reply.verdict !== 'unavailable' || !isKept || now >= until) return reply;
      await new Promise<void>((resolve) => this.clock.after(TRY_AGAIN_MS, resolve));
    }
  }

  /** Never rejects. */
  private async ask(request: CatchUpRequest): Promise<CatchUpReply> {
    if (this.turns.length >= MAX_WAITING) return UNAVAILABLE;
    if (this.running >= this.limits.current.concurrency) await new Promise<void>((turn) => this.turns.push(turn));
    this.running++;
    try {
      return await this.history.catchUp(request);
    } catch {
      return UNAVAILABLE;
    } finally {
      this.running--;
      this.turns.shift()?.();
    }
  }

  private async locateAll(): Promise<void> {
    this.isLocating = true;
    while (this.located.size > 0) {
      await new Promise<void>((resolve) => this.clock.after(LOCATE_PAUSE_MS, resolve));
      const asked = [...this.located].slice(0, LOCATED_AT_ONCE);
      for (const [target] of asked) this.located.delete(target);
      const positions = await this.positions(asked.map(([target]) => target)).catch(() => undefined);
      if (positions) for (const [n, [, at]] of asked.entries()) at(positions.epoch, positions.ids[n] ?? 0);
    }
    this.isLocating = false;
  }
}

/** The messages of a reply as job would have sent them. */
export function pushesOf({ epoch, messages }: CatchUpReply): Push[] {
  return messages.map(({ id, prev, operation, body }) => ({
    packets: encodeFrame(operation, 0, body),
    operation,
    origin: { epoch, ids: [id], prev, transient: [] },
  }));
}

function verdictOf({ verdict }: CatchUpReply): Missed['verdict'] {
  return verdict === 'recovered' || verdict === 'gap' || verdict === 'reset' ? verdict : 'unavailable';
}
