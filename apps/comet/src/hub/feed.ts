import { Downlink, Operation, type Framing } from '#protocol';
import type { Break } from './continuity.js';

/** A client is told again of so many withdrawals, at most, behind what waits for it. */
const MAX_WITHDRAWALS = 100;
/** What one costs while it waits. */
const WITHDRAWAL_BYTES = 200;

/** Says that a message of a target was taken back. */
interface Withdrawal {
  readonly target: string;
  readonly id: string;
  readonly epoch: string;
}

/**
 * What a client of version 2 is sent. It is quiet until the client has said where it wants to go on; and a target whose
 * missed messages are being read waits for these. What waits counts as pending: a client for which too much waits is slow.
 */
export class Feed {
  /** Null once the client has resumed. */
  private quiet: (Downlink | Withdrawal)[] | null = [];
  private readonly held = new Map<string, (Downlink | Withdrawal)[]>();
  /** Bytes that wait here. */
  heldBytes = 0;

  constructor(
    private readonly outlet: { readonly framing: Framing; write(bytes: Uint8Array): void },
    /** Sends the client a packet of its own, with a body in JSON. */
    private readonly tell: (operation: number, body: object) => void,
  ) {}

  get isQuiet(): boolean {
    return this.quiet !== null;
  }

  take(downlink: Downlink): void {
    const waiting = this.quiet ?? this.held.get(downlink.target);
    if (!waiting) {
      this.write(downlink, 0);
      return;
    }
    waiting.push(downlink);
    this.heldBytes += downlink.tcp.length;
  }

  /** Whether what comes for a target now waits. */
  holds(target: string): boolean {
    return this.quiet !== null || this.held.has(target);
  }

  /** From now on the pushes of a target wait for `release`. */
  hold(target: string): void {
    if (!this.held.has(target)) this.held.set(target, []);
  }

  /** Begins with what waited, but for the targets that are held. */
  resume(): void {
    const waiting = this.quiet;
    if (!waiting) return;
    this.quiet = null;
    this.heldBytes = 0;
    for (const each of waiting) {
      if (each instanceof Downlink) this.take(each);
      else if (!this.tellLater(each)) this.tell(Operation.Withdrawn, each);
    }
  }

  /** A client that is quiet, or waits for what it has missed, learns of it by the verdict. */
  broken(target: string, how: Break): void {
    if (this.quiet || this.held.has(target)) return;
    const { verdict, epoch, from, to } = how;
    const range = from > 0 ? { from: String(from), to: String(to) } : {};
    this.tell(Operation.Notice, { target, verdict, ...range, cursor: `${epoch}:${to}` });
  }

  /**
   * A message that the client may have got was taken back. It may be among what waits, or among what is read for the client: then
   * it is told again behind that, and removes it once more.
   */
  withdrawn(target: string, epoch: number, id: number): void {
    const withdrawal = { target, id: String(id), epoch: String(epoch) };
    this.tell(Operation.Withdrawn, withdrawal);
    this.tellLater(withdrawal);
  }

  /** @returns false where nothing of the target waits */
  private tellLater(withdrawal: Withdrawal): boolean {
    const waiting = this.quiet ?? this.held.get(withdrawal.target);
    if (!waiting) return false;
    if (waiting.filter((each) => !(each instanceof Downlink)).length < MAX_WITHDRAWALS) {
      waiting.push(withdrawal);
      this.heldBytes += WITHDRAWAL_BYTES;
    }
    return true;
  }

  /** Writes what the client has missed of a target, and what waited for that, and goes on. @param after id of the last missed one */
  release(target: string, missed: Downlink | undefined, after: number): void {
    const waiting = this.held.get(target) ?? [];
    this.held.delete(target);
    if (missed) this.write(missed, 0);
    for (const each of waiting) {
      this.heldBytes -= each instanceof Downlink ? each.tcp.length : WITHDRAWAL_BYTES;
      if (each instanceof Downlink) this.write(each, after);
      else this.tell(Operation.Withdrawn, each);
    }
  }

  /** @param after messages up to this id are left out */
  private write(downlink: Downlink, after: number): void {
    const { tcp, websocket } = after === 0 ? downlink.targeted : downlink.targetedAfter(after);
    if (tcp.length > 0) this.outlet.write(this.outlet.framing === 'websocket' ? websocket : tcp);
  }
}
