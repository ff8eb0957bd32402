import { newestOf, type CatchUpReply } from '#contracts';
import type { Clock } from '../hub/slices.js';

/** Answers that are kept of a read: what is made of one for a client is made for all who have missed the same. */
const MAX_ANSWERS = 16;
/** Bytes of bodies, and of what each has around it, that all of them hold together at most; what answers are encoded as is beside that. */
const MAX_BYTES = 16 * 1024 * 1024;
const AROUND_BODY_BYTES = 128;
const SWEEP_EVERY_MS = 1_000;
const NO_MESSAGE = -1;

/** All that came to a target above an id, up to where it was read. */
export class RecentRead {
  readonly bytes: number;
  /** By the message that a client missed first, or the id from which on where something is missing behind it. */
  private readonly answers = new Map<number, CatchUpReply>();

  /** @param until by the clock: it must not be used any more */
  constructor(
    readonly after: number,
    private readonly reply: CatchUpReply,
    readonly until: number,
  ) {
    this.bytes = reply.messages.reduce((sum, { body }) => sum + body.length + AROUND_BODY_BYTES, AROUND_BODY_BYTES);
  }

  get epoch(): number {
    return this.reply.epoch;
  }

  get upTo(): number {
    return this.reply.upTo;
  }

  /** The same, with what was read from some id in it on; as it is where that is nothing new. @param maxMessages the newest are kept */
  with(more: CatchUpReply, until: number, maxMessages: number): RecentRead {
    if (more.upTo <= this.upTo) return this;
    const { verdict, epoch, upTo, gaps, messages, last, reusableFor } = this.reply;
    const joined = {
      verdict,
      epoch,
      upTo: more.upTo,
      gaps,
      messages: [...messages, ...more.messages.filter(({ id }) => id > upTo)],
      last: more.last || last,
      reusableFor,
    };
    const kept = newestOf(joined, this.after, { messages: maxMessages, bytes: Number.POSITIVE_INFINITY });
    return new RecentRead(this.after, kept, Math.min(this.until, until));
  }

  /** What of it is for a client that has everything up to an id, at or above `after`. */
  above(after: number): CatchUpReply {
    const { messages, gaps } = this.reply;
    const isBroken = gaps.some(({ to }) => to > after);
    const first = isBroken ? after : (messages.find(({ id }) => id > after)?.id ?? NO_MESSAGE);
    const known = this.answers.get(first);
    if (known) return known;
    const answer = above(this.reply, after);
    if (this.answers.size < MAX_ANSWERS) this.answers.set(first, answer);
    return answer;
  }
}

/**
 * What was read of targets a moment ago. The clients of a dead comet come back one after another, and those of a room have
 * missed nearly the same: only what came since the one before is read for each.
 *
 * Logic says how long a reply may be used, since its messages expire; and whoever hears that one was taken back says so here.
 */
export class RecentReads {
  /** By target, the one that was noted first comes first. */
  private readonly all = new Map<string, RecentRead>();
  private bytes = 0;
  /** Times that something was forgotten: what was being read then may hold it still. */
  private forgotten = 0;
  private isSweeping = false;

  constructor(private readonly clock: Clock) {}

  /** Of what it holds. */
  get heldBytes(): number {
    return this.bytes;
  }

  /** What was read of a target by now, that a client can use which has everything up to `after`. */
  find(target: string, epoch: number, after: number): RecentRead | undefined {
    const read = this.reaching(target, epoch, after);
    return read && read.upTo > after ? read : undefined;
  }

  /** What was read of a target, without a hole before what comes after an id. */
  reaching(target: string, epoch: number, id: number): RecentRead | undefined {
    const read = this.usable(target, epoch);
    return read && read.after <= id && read.upTo >= id ? read : undefined;
  }

  /** To be called before something is read. @returns takes what was read, unless it may hold what was taken back meanwhile */
  begin(target: string): (read: RecentRead) => void {
    const { forgotten } = this;
    return (read) => {
      if (forgotten === this.forgotten && read.until > this.clock.now()) this.note(target, read);
    };
  }

  /** A message was taken back: of this target, or nobody here knows of which. */
  forget(target?: string): void {
    this.forgotten++;
    for (const name of target === undefined ? [...this.all.keys()] : [target]) this.drop(name);
  }

  private usable(target: string, epoch: number): RecentRead | undefined {
    const known = this.all.get(target);
    return known?.epoch === epoch && known.until > this.clock.now() ? known : undefined;
  }

  private note(target: string, read: RecentRead): void {
    this.drop(target);
    this.all.set(target, read);
    this.bytes += read.bytes;
    for (const oldest of this.all.keys()) {
      if (this.bytes <= MAX_BYTES) break;
      this.drop(oldest);
    }
    this.sweep();
  }

  private drop(target: string): void {
    this.bytes -= this.all.get(target)?.bytes ?? 0;
    this.all.delete(target);
  }

  /** Those that are of no use any more hold nothing. */
  private sweep(): void {
    if (this.isSweeping || this.all.size === 0) return;
    this.isSweeping = true;
    this.clock.after(SWEEP_EVERY_MS, () => {
      this.isSweeping = false;
      const now = this.clock.now();
      for (const [target, { until }] of this.all) if (until <= now) this.drop(target);
      this.sweep();
    });
  }
}

/** What of a reply is for a client that had more than the one for whom it was read. */
function above(reply: CatchUpReply, after: number): CatchUpReply {
  const gaps = reply.gaps
    .filter(({ to }) => to > after)
    .map(({ from, to }) => ({ from: Math.max(from, after + 1), to }));
  return {
    verdict: reply.verdict === 'gap' && gaps.length === 0 ? 'recovered' : reply.verdict,
    epoch: reply.epoch,
    upTo: reply.upTo,
    gaps,
    messages: reply.messages.filter(({ id }) => id > after),
    last: reply.last,
    reusableFor: reply.reusableFor,
  };
}
