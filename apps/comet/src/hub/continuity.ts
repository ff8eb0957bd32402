import { cutBatch, pickFromBatch, type FormerPlace, type Origin } from '#protocol';
import type { Break } from './break.js';
import { hadCome, isOvertaken, type Delivered } from './delivered.js';
import type { Push } from './push.js';
import { RecentIds } from './recent-ids.js';
import { remember, SkippedIds, takeOut, type WithdrawnId } from './withdrawal.js';

/** Pushes of one target that may wait while missed ones are read. Beyond, they go on without these. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** What was missed of a target, as it was found. */
export type Missed = Found | Anew;

interface Found {
  readonly verdict: 'recovered' | Exclude<Break['verdict'], 'reset'>;
  /** A message each, the oldest first. */
  readonly pushes: readonly Push[];
  /** All messages up to this id are in `pushes`, or can't be had; 0 = not known. */
  readonly upTo: number;
}

/** The push stream is another one by now, and what was missed of the one before can't be had. */
interface Anew {
  readonly verdict: 'reset';
  readonly pushes: readonly [];
  /** Of the new one. */
  readonly epoch: number;
  /** Where the target is in it: what comes after this id comes by itself; 0 = not known. */
  readonly upTo: number;
}

/** Port: what of a target did not come here. */
export abstract class MissedMessages {
  /**
   * Reads the messages of a target above an id. Never rejects, and answers in bounded time.
   *
   * @param upTo the last of them; 0 = whatever was pushed by now
   */
  abstract read(target: string, epoch: number, after: number, upTo: number): Promise<Missed>;

  /**
   * Finds out where a target is that this comet has just begun to listen to; `at` is called later, or never.
   *
   * @param isWanted whether it is still to be found out, where that takes more than one try
   */
  abstract locate(target: string, at: (epoch: number, id: number) => void, isWanted: () => boolean): void;

  /** A message was taken back, of this target or nobody here knows of which: what was read before may hold it. */
  abstract forget(target?: string): void;
}

/** Counts that only grow; the metrics read them. */
export class ContinuityCounts {
  /** Messages that came a second time, and were left out; also those that logics stored again. */
  redelivered = 0;
  /** Messages that others had overtaken, and that were delivered all the same. */
  overtaken = 0;
  /** Times that missed messages were read and delivered. */
  healed = 0;
  /** Called with each break. */
  onBroken: ((target: string, how: Break) => void) | undefined;
  /** Times that they could not be, by the reason. */
  readonly unhealed: Record<Break['verdict'] | 'overflow', number> = { gap: 0, reset: 0, unavailable: 0, overflow: 0 };
}

/** Where the pushes of one target go. */
export interface ContinuousTarget {
  /** As version 2 names it. */
  readonly target: string;
  deliver(push: Push): void;
  /** To be said to the clients of version 2. */
  broken(how: Break): void;
  /**
   * Takes a message out of what waits to be delivered. Absent where nothing does.
   *
   * @returns id of the message before it; undefined where it does not wait
   */
  takeOut?(withdrawn: WithdrawnId): number | undefined;
}

/** While missed messages are read. */
interface Waiting {
  readonly pushes: Push[];
  bytes: number;
  /** Ids of messages that were withdrawn meanwhile, and may be among those that are read. */
  readonly withdrawn: number[];
  /** This comet was cut off meanwhile: what is being read may end before what was pushed then. */
  isToCheck: boolean;
}

/** Up to where a client has all that came before a push. */
function placeBefore({ ids, prev }: Origin): number {
  return prev > 0 ? prev : ids[0]! - 1;
}

/**
 * Has the pushes of one target go on in their order, each once: leaves out those that come again, and reads those that did
 * not come before the next one is delivered. Each push names the id of the one before, so a hole shows with the next push.
 *
 * Cost: a few comparisons a push, whatever the number of recipients.
 */
export class Continuity {
  private epoch = 0;
  /** The messages from the first to the last id were all delivered, but for those that `recent` lacks. */
  private first = 0;
  private last = 0;
  private recent = new RecentIds();
  /** Before the push queue, or its newest messages, were lost: what is stored again of that is left out where it had come. */
  private before: Delivered | null = null;
  /** Where the target was when this comet began to listen; 0 = not known. */
  private floor = 0;
  private waiting: Waiting | null = null;
  private skipped: SkippedIds | null = null;

  constructor(
    private readonly to: ContinuousTarget,
    private readonly missed: MissedMessages,
    private readonly counts: ContinuityCounts,
  ) {}

  /** The messages up to `id` were sent before this comet began to listen, or have come since. */
  beginAt(epoch: number, id: number): void {
    if (this.epoch !== 0 && this.epoch !== epoch) return;
    this.epoch = epoch;
    this.floor = Math.max(this.floor, id);
  }

  /** Whether it is known where the target is. */
  get isPlaced(): boolean {
    return this.reached > 0;
  }

  /** The newest message of the epoch that was delivered here; 0 = none was. */
  deliveredIn(epoch: number): number {
    return epoch === this.epoch ? this.last : 0;
  }

  take(push: Push): void {
    const { waiting } = this;
    if (!waiting) {
      this.next(push);
      return;
    }
    waiting.pushes.push(push);
    waiting.bytes += push.packets.length;
    if (waiting.bytes > MAX_WAITING_BYTES) this.goOn('overflow', { from: this.reached, to: 0 });
  }

  /** A message was taken back: where it was not delivered yet, it is not any more. */
  withdraw(withdrawn: WithdrawnId): void {
    const { waiting } = this;
    if (waiting && withdrawn.epoch === this.epoch) remember(waiting.withdrawn, withdrawn.id);
    const before = (waiting && takeOut(waiting.pushes, withdrawn)) ?? this.to.takeOut?.(withdrawn);
    if (before !== undefined && withdrawn.epoch === this.epoch) this.skip(withdrawn.id, before);
  }

  /** This comet did not listen for a while: reads what was pushed meanwhile, where it knows since when. */
  check(): void {
    if (this.waiting) this.waiting.isToCheck = true;
    else if (this.reached > 0) this.heal([], this.reached, 0);
  }

  /** The greatest id of which it is known that nothing up to it is missing; 0 = none. */
  private get reached(): number {
    return Math.max(this.last, this.floor);
  }

  private next(received: Push): void {
    const push = this.skipped === null ? received : this.bridged(received, this.skipped);
    const { origin } = push;
    const id = origin?.ids[0];
    if (!origin || id === undefined || origin.epoch === 0) {
      this.to.deliver(push);
      return;
    }
    if (origin.epoch !== this.epoch) this.beginEpoch(origin.epoch, placeBefore(origin));
    const { reached } = this;
    if (id <= this.last) this.leaveOut(push, origin);
    else if (reached > 0 && origin.prev > reached) this.heal([push], reached, origin.prev);
    else this.deliver(push, origin);
  }

  /** What of a push was delivered already. The rest was overtaken: late is better than lost. */
  private leaveOut(push: Push, { ids, former }: Origin): void {
    const rest = cutBatch(push, this.last);
    const before = ids.length - (rest?.origin?.ids.length ?? 0);
    const overtaken = pickFromBatch(push, (id) => id <= this.last && isOvertaken(id, this.first, this.recent));
    const late = overtaken?.origin?.ids ?? [];
    this.counts.redelivered += before - late.length;
    this.counts.overtaken += late.length;
    if (overtaken) this.deliver({ ...push, ...overtaken }, { ...overtaken.origin!, former });
    if (rest) this.next({ ...push, ...rest });
    if (!overtaken && !rest) push.tally?.leftOut();
  }

  private deliver(push: Push, { ids, prev, former }: Origin): void {
    if (former) this.keepBefore(former, ids[0]!);
    const { reached } = this;
    const id = ids.at(-1)!;
    const isNewest = id > this.last;
    if (isNewest) {
      this.last = id;
      if (this.first === 0) this.first = ids[0]!;
    }
    for (const one of ids) this.recent.add(one);
    if (former && hadCome(this.before, former)) {
      this.counts.redelivered++;
      push.tally?.leftOut();
      if (isNewest) this.skip(id, prev || reached || id - 1);
    } else {
      this.to.deliver(push);
    }
  }

  /**
   * The first message that is stored again in the epoch that it was in: what was delivered before it tells which of those had come.
   * They have lower ids than it, for as long as no more is lost.
   */
  private keepBefore(former: FormerPlace, id: number): void {
    const { epoch, first, last, recent, before } = this;
    if (former.epoch !== epoch || last === 0 || (before?.epoch === epoch && former.id < before.until)) return;
    this.before = { epoch, first, last, recent: recent.copy(), until: id };
  }

  private beginEpoch(epoch: number, before: number): void {
    const { epoch: former, first, last, recent } = this;
    const isOther = former !== 0;
    if (last > 0) this.before = { epoch: former, first, last, recent, until: Infinity };
    this.epoch = epoch;
    this.first = 0;
    this.last = 0;
    this.recent = new RecentIds();
    this.skipped = null;
    this.floor = 0;
    if (isOther) this.breakOff({ verdict: 'reset', epoch, from: 0, to: before });
  }

  private heal(pushes: Push[], after: number, upTo: number): void {
    const waiting: Waiting = { pushes, bytes: 0, withdrawn: [], isToCheck: false };
    this.waiting = waiting;
    for (const { packets } of pushes) waiting.bytes += packets.length;
    void this.missed.read(this.to.target, this.epoch, after, upTo).then((found) => {
      // It may have been given up meanwhile.
      if (this.waiting !== waiting) return;
      for (const push of found.pushes) this.deliverRead(push, waiting.withdrawn);
      if (found.verdict === 'reset') this.goOnAnew(found);
      else this.goOn(found.verdict, { from: after, to: Math.max(upTo, found.upTo) });
    });
  }

  private deliverRead(read: Push, withdrawn: readonly number[]): void {
    const push = this.skipped === null ? read : this.bridged(read, this.skipped);
    const id = push.origin?.ids[0] ?? 0;
    if (!push.origin || id <= this.last) return;
    if (!withdrawn.includes(id)) this.deliver(push, push.origin);
    else this.skip(id, this.last);
  }

  private skip(id: number, before: number): void {
    this.skipped ??= new SkippedIds();
    this.skipped.add(id, before);
  }

  /** Names as the message before it one that was not skipped here. */
  private bridged(push: Push, skipped: SkippedIds): Push {
    const { origin } = push;
    if (origin?.epoch !== this.epoch) return push;
    if (origin.prev > skipped.newest) this.skipped = null;
    const prev = skipped.before(origin.prev);
    return prev === origin.prev ? push : { ...push, origin: { ...origin, prev } };
  }

  private breakOff(how: Break): void {
    this.counts.onBroken?.(this.to.target, how);
    this.to.broken(how);
  }

  /** Delivers what waited. */
  private goOn(how: Found['verdict'] | 'overflow', range: Pick<Break, 'from' | 'to'>): void {
    const { pushes, isToCheck } = this.waiting!;
    this.waiting = null;
    const before = pushes[0]?.origin?.prev ?? 0;
    const to = Math.max(range.from, range.to, before);
    if (how === 'recovered') {
      this.counts.healed++;
      // What is not in the history any more was withdrawn, or expired.
      if (before > this.last && before <= range.to) this.skip(before, this.last);
    } else {
      this.counts.unhealed[how]++;
      // A retry of what is missing is to be delivered when it comes.
      this.first = 0;
      this.breakOff({ verdict: how === 'overflow' ? 'unavailable' : how, epoch: this.epoch, from: range.from, to });
    }
    // Nothing up to there is looked for any more.
    this.floor = Math.max(this.floor, to);
    this.takeAll(pushes, isToCheck);
  }

  /** Delivers what waited, and goes on in the stream that there is by now. */
  private goOnAnew({ epoch, upTo }: Anew): void {
    const { pushes, isToCheck } = this.waiting!;
    this.waiting = null;
    this.counts.unhealed.reset++;
    const { epoch: former } = this;
    // They go first: a client takes an id for one of the epoch that it was told last.
    for (const push of pushes) if (push.origin?.epoch === former) this.takeUnread(push, push.origin.prev);
    const rest = pushes.filter(({ origin }) => origin?.epoch !== former);
    const first = rest.find(({ origin }) => origin?.epoch === epoch)?.origin;
    // It may have been sent before that was looked up, and a client leaves out what is not above the place that it is told.
    const begin = first ? Math.min(upTo, placeBefore(first)) : upTo;
    // Where nothing has come in it, its first push tells where it begins: a client would look for what is before that one.
    if (begin > 0) {
      this.beginEpoch(epoch, begin);
      this.floor = begin;
    }
    this.takeAll(rest, isToCheck);
  }

  /** Takes a push without looking for what came before it, which can't be had. */
  private takeUnread(push: Push, prev: number): void {
    if (prev > this.reached) {
      this.floor = prev;
      // A retry of what is missing is to be delivered when it comes.
      this.first = 0;
    }
    this.take(push);
  }

  private takeAll(pushes: readonly Push[], isToCheck: boolean): void {
    for (const push of pushes) this.take(push);
    if (isToCheck) this.check();
  }
}
