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

/** What the server says of one target's continuity (operations 13, 19, 23, 30). */
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

/** Above it, messages that wait for older ones are not held back any longer. */
const MAX_HELD = 1_000;
const MAX_HELD_BYTES = 4 * 1024 * 1024;

/** Of "epoch:id". */
function parse(cursor: string): [epoch: string, id: bigint] {
  const [epoch = '', id = ''] = cursor.split(':');
  return /^\d+$/.test(id) && /^[1-9]\d*$/.test(epoch) ? [epoch, BigInt(id)] : ['', 0n];
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
  /** Up to here the server has vouched for completeness. */
  private complete = 0n;
  /** Up to here gaps were told. */
  private told = 0n;
  private held: { message: Message; prev: bigint }[] | undefined;
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

  /** A connection was opened, or a room joined, and this is where the target stands. @returns the cursor to resume from */
  opened(current: string | undefined): string | undefined {
    this.held = undefined;
    if (this.epoch === '') this.begin(current ?? '');
    else return this.cursor;
  }

  receive(message: Message, prev: bigint): void {
    const id = BigInt(message.id);
    if (id === 0n) this.events.message(message);
    else if (this.held) this.hold(message, prev);
    else if (id > this.seen) {
      const known = max(this.seen, this.base, this.complete);
      if (this.epoch !== '' && prev > known) {
        this.held = [];
        this.heldBytes = 0;
        this.hold(message, prev);
        this.events.behind();
      } else this.handOver(message, id);
    }
  }

  judge({ verdict, from, to, cursor = '' }: Verdict): void {
    const [epoch, current] = parse(cursor);
    if (verdict === 'unavailable') {
      if (epoch !== '' && epoch === this.epoch) this.complete = max(this.complete, current);
      this.held ??= [];
      this.events.behind();
      return;
    }
    const newestHeld = this.held?.at(-1);
    // The server sends them again, behind those that were missing.
    this.held = undefined;
    if (this.epoch === '') return this.begin(cursor);
    if (verdict === 'reset' || (epoch !== '' && epoch !== this.epoch)) {
      this.begin(cursor);
      this.events.gap({ target: this.target, reason: 'reset' });
      return;
    }
    this.complete = max(this.complete, current, newestHeld ? BigInt(newestHeld.message.id) : 0n);
    if (verdict === 'gap' && from !== undefined && to !== undefined) this.missing('gap', BigInt(from), BigInt(to));
  }

  /** The server could not be asked in time: what is missing is told as a gap, and the messages go on. */
  giveUp(): void {
    const held = this.held ?? [];
    this.held = undefined;
    const from = this.seen || this.base;
    let to = 0n;
    let last = 0n;
    // Between those that wait others may be missing, too.
    for (const { message, prev } of held) {
      const before = prev || (last === 0n ? BigInt(message.id) - 1n : 0n);
      if (before > last) to = max(to, before);
      last = BigInt(message.id);
    }
    if (this.complete > last) to = this.complete;
    if (to > from) {
      if (held.length === 0) this.seen = to;
      this.missing('unavailable', from, to);
    }
    for (const { message } of held) {
      const id = BigInt(message.id);
      if (id > this.seen) this.handOver(message, id);
    }
  }

  private begin(cursor: string): void {
    [this.epoch, this.base] = parse(cursor);
    this.seen = this.complete = this.told = 0n;
  }

  private hold(message: Message, prev: bigint): void {
    this.held?.push({ message, prev });
    this.heldBytes += message.body.length;
    if (this.held!.length > MAX_HELD || this.heldBytes > MAX_HELD_BYTES) this.giveUp();
  }

  /** Once, though a connection that broke meanwhile is told again. */
  private missing(reason: 'gap' | 'unavailable', from: bigint, to: bigint): void {
    if (to <= this.told) return;
    this.told = to;
    this.events.gap({ target: this.target, reason, from: from.toString(), to: to.toString() });
  }

  private handOver(message: Message, id: bigint): void {
    this.seen = id;
    this.events.message(message);
  }
}
