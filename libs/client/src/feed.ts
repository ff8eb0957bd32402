import type { Message } from './message.js';

/** Continuity of a target broke: messages are missing here, and the history may still have them. */
export interface Gap {
  readonly target: string;
  /** `gap`: too many, or too old; `reset`: the server began anew; `unavailable`: the history could not be read in time. */
  readonly reason: 'gap' | 'reset' | 'unavailable';
  /** Missing are messages with from < id <= to, though some of them may follow; of a reset neither is known. */
  readonly from?: string;
  readonly to?: string;
}

/** What the server says of one target's continuity: asked (operations 13, 19, 23), or in a notice (30). */
export interface Verdict {
  readonly verdict: 'recovered' | 'gap' | 'reset' | 'unavailable' | 'forbidden';
  readonly from?: string;
  readonly to?: string;
  readonly cursor?: string;
}

export interface FeedEvents {
  message(message: Message): void;
  gap(gap: Gap): void;
  /** The messages after the cursor are needed: resume this target. */
  behind(): void;
}

/** A message that waits for older ones. */
interface Held {
  readonly id: bigint;
  readonly prev: bigint;
  /** Undefined where it was withdrawn meanwhile. Its place stays: without it, it would look like one that is missing. */
  message: Message | undefined;
}

/** Above it, messages that wait for older ones are not held back any longer. */
const MAX_HELD = 1_000;
const MAX_HELD_BYTES = 4 * 1024 * 1024;

const LARGEST_EPOCH = 2 ** 31 - 1;
const LARGEST_ID = 2n ** 63n - 1n;

/** Of "epoch:id". None where the server would take it for none: it refuses all cursors for the sake of one. */
function parse(cursor: string): [epoch: string, id: bigint] {
  const [, epoch = '', id = '0'] = /^([1-9]\d*):(0|[1-9]\d*)$/.exec(cursor) ?? [];
  return Number(epoch) <= LARGEST_EPOCH && BigInt(id) <= LARGEST_ID ? [epoch, BigInt(id)] : ['', 0n];
}

function max(...ids: bigint[]): bigint {
  return ids.reduce((a, b) => (a > b ? a : b));
}

/**
 * The messages of one target: hands each over once and in order, notices what is missing, and holds newer messages back
 * while the server is asked for it.
 */
export class Feed {
  /** Empty until a cursor told it: ids can't be compared with those of another connection then. */
  private epoch = '';
  /** Of the last message that was handed over, or was told as missing; 0 = none yet. Older ones were seen already. */
  private seen = 0n;
  /** Where the target stood when this feed began. Only a floor: a message below it may still be on its way. */
  private base = 0n;
  /** Up to here nothing is missing but what was told: the server has vouched for it. */
  private complete = 0n;
  /** Of what the server is asked for: up to here messages are missing, as far as it has said so. */
  private missingTo = 0n;
  /** Up to here gaps were told. */
  private told = 0n;
  private held: Held[] | undefined;
  private heldBytes = 0;

  constructor(
    readonly target: string,
    private readonly events: FeedEvents,
    cursor = '',
  ) {
    this.begin(cursor);
    // An earlier client got, or was told of, everything up to it. Whatever of that comes again is not handed over.
    this.seen = this.base;
  }

  /** To resume from; undefined where the server has no history. */
  get cursor(): string | undefined {
    return this.epoch === '' ? undefined : `${this.epoch}:${this.seen || this.base}`;
  }

  /** Messages are held back until older ones have come. */
  get isBehind(): boolean {
    return this.held !== undefined;
  }

  /** A connection was opened, and this is where the target stands. @returns the cursor to resume from */
  opened(current = ''): string | undefined {
    const [epoch, at] = parse(current);
    const newestHeld = this.held?.at(-1)?.id ?? 0n;
    // Up to there it is told as missing where it does not come, though the server may have lost sight of it by then.
    this.missingTo = max(this.missingTo, newestHeld, epoch === this.epoch ? at : 0n);
    this.held = undefined;
    const { cursor } = this;
    this.joined(current);
    return cursor;
  }

  /** A room was joined, and this is where it stands. */
  joined(current = ''): void {
    if (this.epoch === '') this.begin(current);
  }

  /** From now on messages are held back until the server has said what comes before them. */
  wait(): void {
    if (this.held) return;
    this.held = [];
    this.heldBytes = 0;
  }

  receive(message: Message, prev: bigint): void {
    const id = BigInt(message.id);
    if (id === 0n) this.events.message(message);
    else if (this.held) this.hold(message, prev);
    else if (id > this.seen) {
      if (this.epoch !== '' && prev > this.known) {
        this.wait();
        this.hold(message, prev);
        this.events.behind();
      } else this.handOver(message, id);
    }
  }

  /** The server was asked what came after the cursor, and says what follows. All that is held was sent before that. */
  judge({ verdict, from, to, cursor = '' }: Verdict): void {
    // Without a cursor it was not asked.
    if (this.epoch === '') return;
    const [epoch, current] = parse(cursor);
    if (verdict === 'reset' || this.isOther(epoch)) return this.reset(cursor);
    if (verdict === 'unavailable') return this.lack(current);
    const newestHeld = this.held?.at(-1);
    // The server sends them again, behind those that were missing.
    this.held = undefined;
    this.missingTo = 0n;
    this.complete = max(this.complete, current, newestHeld?.id ?? 0n);
    if (verdict === 'gap' && from !== undefined && to !== undefined) this.missing('gap', BigInt(from), BigInt(to));
  }

  /**
   * The server says of its own accord that it could not go on unbroken; messages go on after the cursor. Nothing is sent
   * again for that, so what is held stays.
   */
  notice({ verdict, from, to, cursor = '' }: Verdict): void {
    const [epoch, current] = parse(cursor);
    if (verdict === 'reset' || this.isOther(epoch)) return this.reset(this.epoch && cursor);
    const begins = BigInt(from ?? this.known);
    const ends = BigInt(to ?? current);
    // The answer to what is asked for has everything after this client's cursor, or tells what is missing there.
    if (this.isBehind) this.missingTo = max(this.missingTo, ends);
    else if (this.epoch !== '' && (verdict === 'unavailable' || begins > this.known)) this.lack(ends);
    else {
      this.complete = max(this.complete, current);
      this.missing(verdict === 'unavailable' ? verdict : 'gap', begins, ends);
    }
  }

  /** A message was taken back: where it waits here, it is not handed over. */
  withdrawn(id: string, epoch: string): void {
    if (this.isOther(epoch)) return;
    for (const each of this.held ?? []) {
      if (each.message?.id !== id) continue;
      this.heldBytes -= each.message.body.length;
      each.message = undefined;
    }
  }

  /** The server could not be asked in time: what is missing is told as a gap, and the messages go on. */
  giveUp(): void {
    const { held = [], missingTo } = this;
    this.held = undefined;
    this.missingTo = 0n;
    const from = this.seen || this.base;
    let to = 0n;
    let last = 0n;
    // Between those that wait others may be missing, too.
    for (const { id, prev } of held) {
      const before = prev || (last === 0n ? id - 1n : missingTo < id ? missingTo : 0n);
      if (before > last) to = max(to, before);
      last = max(last, id);
    }
    if (missingTo > last) to = missingTo;
    if (to > from) {
      this.complete = max(this.complete, to);
      if (held.length === 0) this.seen = to;
      this.missing('unavailable', from, to);
    }
    for (const { message, id } of held) if (id > this.seen) this.handOver(message, id);
  }

  private begin(cursor: string): void {
    [this.epoch, this.base] = parse(cursor);
    this.seen = this.complete = this.missingTo = this.told = 0n;
  }

  /** Whether ids of the epoch can't be compared with those here. */
  private isOther(epoch: string): boolean {
    return epoch !== '' && this.epoch !== '' && epoch !== this.epoch;
  }

  /** Nothing up to here is asked for. */
  private get known(): bigint {
    return max(this.seen, this.base, this.complete);
  }

  /** Ids begin anew. What was held is of the time before, and not sent again. */
  private reset(cursor: string): void {
    const { held = [], seen } = this;
    this.held = undefined;
    this.begin(cursor);
    this.events.gap({ target: this.target, reason: 'reset' });
    let last = seen;
    for (const { message, id } of held) {
      if (id <= last) continue;
      last = id;
      if (message) this.events.message(message);
    }
  }

  /** Messages are missing, the last of which is at most `to`: newer ones wait until the server was asked. */
  private lack(to: bigint): void {
    this.missingTo = max(this.missingTo, to);
    this.wait();
    this.events.behind();
  }

  private hold(message: Message, prev: bigint): void {
    this.held?.push({ id: BigInt(message.id), prev, message });
    this.heldBytes += message.body.length;
    if (this.held!.length > MAX_HELD || this.heldBytes > MAX_HELD_BYTES) this.giveUp();
  }

  /** Once, though a connection that broke meanwhile is told again. */
  private missing(reason: 'gap' | 'unavailable', from: bigint, to: bigint): void {
    if (to <= this.told) return;
    this.told = to;
    this.events.gap({ target: this.target, reason, from: from.toString(), to: to.toString() });
  }

  private handOver(message: Message | undefined, id: bigint): void {
    this.seen = id;
    if (message) this.events.message(message);
  }
}
