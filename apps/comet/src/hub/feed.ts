import { Downlink, Operation, type Framing } from '#protocol';
import type { Break } from './break.js';

/** A client is told again of so many withdrawals, at most, behind what waits for it. */
const MAX_WITHDRAWALS = 100;
/** What a packet of the client's own costs while it waits. */
const OWN_PACKET_BYTES = 200;

/** Pushes that wait, of which the client is sent those above an id. */
class Rest {
  constructor(
    readonly downlink: Downlink,
    readonly after: number,
  ) {}

  get target(): string {
    return this.downlink.target;
  }
}

/** What a client is told at its place among the pushes of a target: that one was taken back, or that they began anew. */
interface Told {
  readonly target: string;
  readonly operation: typeof Operation.Withdrawn | typeof Operation.Notice;
  readonly epoch: number;
  readonly body: object;
}

type Waiting = Downlink | Rest | Told;

/**
 * What a client of version 2 is sent. It is quiet until the client has said where it wants to go on; and a target whose
 * missed messages are being read waits for these. What waits counts as pending: a client for which too much waits is slow.
 */
export class Feed {
  /** Null once the client has resumed. */
  private quiet: Waiting[] | null = [];
  /** Of each target that is held what waits, once the client has resumed. */
  private readonly held = new Map<string, Waiting[]>();
  /** Of each target whose epoch the client knows already, while the notice of it is still to come; null: none. */
  private known: Map<string, number> | null = null;
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
    if (this.known !== null && this.isOfOther(downlink)) return;
    const waiting = this.quiet ?? this.held.get(downlink.target);
    if (!waiting) {
      this.write(downlink, 0);
      return;
    }
    waiting.push(downlink);
    this.heldBytes += downlink.tcp.length;
  }

  /**
   * The client was told where a target is in an epoch: what is still to come of the one before is older than all that it has, and
   * it is not told again that this one begins.
   *
   * @param isToCome whether the notice is to come. One that was to may never have: who has left a room is told nothing of it
   */
  knows(target: string, epoch: number, isToCome = true): void {
    if (isToCome) (this.known ??= new Map()).set(target, epoch);
    else this.known?.delete(target);
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
      const held = this.held.get(each.target);
      if (held) this.keep(held, each);
      else this.send(each);
    }
  }

  /**
   * A client that is quiet, or waits for what it has missed, sees by the ids that something is missing. It can't see that the queue
   * began anew, since ids of two epochs are not compared: so that waits at its place among the pushes.
   */
  broken(target: string, how: Break): void {
    const { verdict, epoch, from, to } = how;
    if (verdict === 'reset' && this.known !== null && this.isKnown(target, epoch)) return;
    const waiting = this.quiet ?? this.held.get(target);
    if (waiting && verdict !== 'reset') return;
    const range = from > 0 ? { from: String(from), to: String(to) } : {};
    const body = { target, verdict, ...range, cursor: `${epoch}:${to}` };
    if (waiting) this.keep(waiting, { target, operation: Operation.Notice, epoch, body });
    else this.tell(Operation.Notice, body);
  }

  /**
   * A message that the client may have got was taken back. It may be among what waits, or among what is read for the client: then
   * it is told again behind that, and removes it once more.
   */
  withdrawn(target: string, epoch: number, id: number): void {
    const body = { target, id: String(id), epoch: String(epoch) };
    this.tell(Operation.Withdrawn, body);
    const waiting = this.quiet ?? this.held.get(target);
    if (!waiting || waiting.filter(isWithdrawal).length >= MAX_WITHDRAWALS) return;
    this.keep(waiting, { target, operation: Operation.Withdrawn, epoch, body });
  }

  /**
   * Goes on with what the client has missed of a target, and what waited for that. A client that is quiet gets both when it resumes.
   *
   * @param after id of the last missed one
   * @param epoch in which the client knows by the verdict that it is; 0 = it does not
   */
  release(target: string, missed: Downlink | undefined, after: number, epoch = 0): void {
    const rest: Waiting[] = missed ? [missed] : [];
    leaveOut(this.drop(target), after, epoch, rest);
    const { quiet } = this;
    for (const each of rest) {
      if (quiet) this.keep(quiet, each);
      else this.send(each);
    }
  }

  /** Goes on without what waited of a target. @returns that */
  drop(target: string): readonly Waiting[] {
    const { quiet } = this;
    const waiting = quiet ? quiet.filter((each) => each.target === target) : (this.held.get(target) ?? []);
    this.held.delete(target);
    for (const each of waiting) this.heldBytes -= bytesOf(each);
    if (quiet) this.quiet = quiet.filter((each) => each.target !== target);
    return waiting;
  }

  private isOfOther({ target, epoch }: Downlink): boolean {
    const known = this.known!.get(target);
    return known !== undefined && epoch !== 0 && epoch !== known;
  }

  /** Asked once: with the notice, nothing more comes of an epoch before. */
  private isKnown(target: string, epoch: number): boolean {
    const known = this.known!.get(target);
    this.known!.delete(target);
    if (this.known!.size === 0) this.known = null;
    return known === epoch;
  }

  private keep(waiting: Waiting[], each: Waiting): void {
    waiting.push(each);
    this.heldBytes += bytesOf(each);
  }

  private send(each: Waiting): void {
    if (each instanceof Downlink) this.write(each, 0);
    else if (each instanceof Rest) this.write(each.downlink, each.after);
    else this.tell(each.operation, each.body);
  }

  /** @param after messages up to this id are left out */
  private write(downlink: Downlink, after: number): void {
    const { tcp, websocket } = after === 0 ? downlink.targeted : downlink.targetedAfter(after);
    if (tcp.length > 0) this.outlet.write(this.outlet.framing === 'websocket' ? websocket : tcp);
  }
}

/**
 * What is left for a client that has everything of an epoch up to an id. Where another epoch begins nothing of that is left out any
 * more; what waits from before its own is older than all that it has, and only what has no id is left.
 *
 * @param rest to which it is added
 */
function leaveOut(waiting: readonly Waiting[], after: number, epoch: number, rest: Waiting[]): void {
  const begins = waiting.findLastIndex((each) => isReset(each) && each.epoch === epoch);
  let leftOut = begins < 0 ? after : Infinity;
  for (const [n, each] of waiting.entries()) {
    if (n === begins) leftOut = after;
    else if (isReset(each)) {
      if (n < begins) continue;
      leftOut = 0;
      rest.push(each);
    } else if (isWithdrawal(each)) rest.push(each);
    else {
      const left = above(each, leftOut);
      if (left) rest.push(left);
    }
  }
}

function above(pushes: Downlink | Rest, id: number): Downlink | Rest | undefined {
  const [downlink, after] =
    pushes instanceof Downlink ? ([pushes, id] as const) : ([pushes.downlink, Math.max(pushes.after, id)] as const);
  if (after === 0) return downlink;
  return downlink.targetedAfter(after).tcp.length > 0 ? new Rest(downlink, after) : undefined;
}

function isWithdrawal(each: Waiting): each is Told {
  return 'operation' in each && each.operation === Operation.Withdrawn;
}

function isReset(each: Waiting): each is Told {
  return 'operation' in each && each.operation === Operation.Notice;
}

function bytesOf(each: Waiting): number {
  if (each instanceof Downlink) return each.tcp.length;
  return each instanceof Rest ? each.downlink.tcp.length : OWN_PACKET_BYTES;
}
