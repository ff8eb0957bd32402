import type { Live } from '#config';
import type { CatchUpReply, CatchUpRequest } from '#contracts';
import { encodeFrame } from '#protocol';
import { MissedMessages, type Missed } from '../hub/continuity.js';
import type { Push } from '../hub/push.js';
import { systemClock, type Clock } from '../hub/slices.js';
import type { LogicHistory } from './logic-history.js';
import { News, NO_NEWS, type NewsOfTarget } from './news.js';
import { Positions, type PositionsOfTargets } from './positions.js';
import { RecentRead, RecentReads } from './recent-reads.js';
import { RequestLines, type Line } from './request-lines.js';

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
/** Logic is asked again after this where it did not answer. */
const LOCATE_AGAIN_MS = 1_000;
/** Targets that wait to be asked about, at most: of others it shows with their next push where they are. */
const MAX_LOCATED = 100_000;
/** How long logic is not asked about rooms once it has said that it keeps no history: one that keeps it may take its place. */
const OFF_FOR_MS = 60_000;
/** A hole is read in this many pieces at most, each as long as a message of the bus. */
const MAX_PIECES = 16;
const PIECE_MESSAGES = 1_000;
/**
 * How long a hole that can't be read is tried again, waiting for a turn included, while the pushes behind it wait: NATS servers
 * that elect a leader take 4 to 9 s, sometimes twice, and clients of version 1 never get what is given up.
 */
const HEALS_WITHIN_MS = 15_000;
const TRY_AGAIN_MS = 500;
/** How long a target waits to be asked about for the first time, after a cut-off of very many: most of them have missed nothing. */
const LOOKED_AT_WITHIN_MS = 60_000;

const NOTHING = { gaps: [], messages: [], last: 0, reusableFor: 0 };
const UNAVAILABLE: CatchUpReply = { verdict: 'unavailable', epoch: 0, upTo: 0, ...NOTHING };

/** A target of which it is not known where it is. */
interface Sought {
  readonly at: (epoch: number, id: number) => void;
  readonly isWanted: () => boolean;
  /** Logic was asked, and did not answer. */
  readonly isTriedAgain: boolean;
}

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
  private readonly located = new Map<string, Sought>();
  private readonly lines: RequestLines;
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
    this.lines = new RequestLines(limits, clock);
  }

  async read(target: string, epoch: number, after: number, upTo: number): Promise<Missed> {
    if (upTo > 0) return this.readUpTo(target, epoch, after, upTo);
    // After a cut-off every target is looked at, and in most of them nothing came: they are asked about together.
    const news = await this.newsPatiently(target, epoch, after);
    if (news.verdict !== 'missed') return withoutPushes(news, news.upTo);
    return this.readUpTo(target, epoch, after, news.upTo > after ? news.upTo : 0);
  }

  locate(target: string, at: (epoch: number, id: number) => void, isWanted: () => boolean): void {
    if (this.clock.now() < this.offUntil) return;
    if (this.located.size >= MAX_LOCATED && !this.located.has(target)) return;
    this.located.set(target, { at, isWanted, isTriedAgain: false });
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
    const { verdict, isBeyond, ...place } = await this.news.since(target, epoch, from);
    if (isBeyond && from > delivered) return this.beginning(target);
    const isBehind = verdict === 'recovered' && delivered > Math.max(place.upTo, from);
    const upTo = Math.max(place.upTo, delivered);
    if (verdict === 'missed' || isBehind) return this.readOn(target, epoch, after, upTo);
    // What was known when the news was asked for may have expired since, or been taken back.
    if (known && verdict === 'recovered') return this.readOn(target, epoch, after, from);
    return { verdict, ...place, ...NOTHING };
  }

  /** For who names a place that is none: it would take what is pushed from now on for what it has. */
  private async beginning(target: string): Promise<CatchUpReply> {
    const positions = await this.positions([target]).catch(() => undefined);
    return positions ? { verdict: 'reset', epoch: positions.epoch, upTo: positions.ids[0]!, ...NOTHING } : UNAVAILABLE;
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
    const reply = await this.ask({ target, epoch, after, upTo, limit }, 'client', Number.POSITIVE_INFINITY);
    const until = begun + reply.reusableFor;
    const read = new RecentRead(after, reply, until);
    if (reply.verdict === 'recovered' || reply.verdict === 'gap') {
      note(known && reply.verdict === 'recovered' ? known.with(reply, until, limit) : read);
    }
    return read;
  }

  /** Each piece is tried for as long. */
  private async readUpTo(target: string, epoch: number, after: number, upTo: number): Promise<Missed> {
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
      else if (pushes.length > 0) {
        return { verdict: reply.verdict === 'recovered' ? 'recovered' : 'gap', pushes, upTo: reached };
      } else return withoutPushes(reply, reached);
    }
    return { verdict: 'gap', pushes, upTo: reached };
  }

  private givenUpAt(): number {
    return this.clock.now() + HEALS_WITHIN_MS;
  }

  private newsPatiently(target: string, epoch: number, after: number): Promise<NewsOfTarget> {
    const until = this.givenUpAt();
    let waitsUntil = this.clock.now() + LOOKED_AT_WITHIN_MS;
    return this.patiently(NO_NEWS, until, () => {
      const news = this.news.since(target, epoch, after, waitsUntil);
      waitsUntil = until;
      return news;
    });
  }

  private askPatiently(request: CatchUpRequest): Promise<CatchUpReply> {
    const until = this.givenUpAt();
    return this.patiently(UNAVAILABLE, until, () => this.ask(request, 'comet', until));
  }

  /** @param unanswered what `ask` says where logic did not answer */
  private async patiently<Reply extends NewsOfTarget>(
    unanswered: Reply,
    until: number,
    ask: () => Promise<Reply>,
  ): Promise<Reply> {
    for (;;) {
      const reply = await ask();
      const now = this.clock.now();
      // A reply without an epoch is of a logic that keeps no history.
      const isKept = reply === unanswered ? now >= this.offUntil : reply.epoch !== 0;
      if (reply.verdict !== 'unavailable' || !isKept || now >= until) return reply;
      await this.pause(TRY_AGAIN_MS);
    }
  }

  /** Never rejects. @param until by the clock: where it has not had its turn by then, the answer is UNAVAILABLE */
  private async ask(request: CatchUpRequest, line: Line, until: number): Promise<CatchUpReply> {
    if (!(await this.lines.take(line, until))) return UNAVAILABLE;
    try {
      return await this.history.catchUp(request);
    } catch {
      return UNAVAILABLE;
    } finally {
      this.lines.end();
    }
  }

  private async locateAll(): Promise<void> {
    this.isLocating = true;
    while (this.located.size > 0) {
      await this.pause(LOCATE_PAUSE_MS);
      const asked = this.nextLocated();
      try {
        const positions = await this.positions(asked.map(([target]) => target));
        if (positions) tell(asked, positions);
        else this.located.clear();
      } catch {
        this.seekAgain(asked);
        await this.pause(LOCATE_AGAIN_MS);
        this.leaveOutUnwanted();
      }
    }
    this.isLocating = false;
  }

  private nextLocated(): [string, Sought][] {
    const asked: [string, Sought][] = [];
    for (const one of this.located) {
      if (asked.length === LOCATED_AT_ONCE) break;
      asked.push(one);
      this.located.delete(one[0]);
    }
    return asked;
  }

  private seekAgain(asked: readonly (readonly [string, Sought])[]): void {
    for (const [target, sought] of asked) {
      if (!this.located.has(target)) this.located.set(target, { ...sought, isTriedAgain: true });
    }
  }

  /** So no more wait than there are targets, however long logic does not answer. */
  private leaveOutUnwanted(): void {
    // A client may have found out meanwhile that no history is kept.
    const isOff = this.clock.now() < this.offUntil;
    for (const [target, { isWanted }] of this.located) if (isOff || !isWanted()) this.located.delete(target);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(ms, resolve));
  }
}

function tell(asked: readonly (readonly [string, Sought])[], { epoch, ids }: PositionsOfTargets): void {
  for (const [n, [, { at, isWanted, isTriedAgain }]] of asked.entries()) {
    // Of a target that has begun to get pushes, a late answer would say less than these do, and hide a hole in them.
    if (!isTriedAgain || isWanted()) at(epoch, ids[n] ?? 0);
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

/** @param reached up to where it is, in the epoch that was asked about */
function withoutPushes({ verdict, epoch, upTo }: NewsOfTarget, reached: number): Missed {
  if (verdict === 'reset') return { verdict, epoch, upTo, pushes: [] };
  return { verdict: verdict === 'recovered' || verdict === 'gap' ? verdict : 'unavailable', upTo: reached, pushes: [] };
}
