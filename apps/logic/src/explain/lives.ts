import type { DeliveredMessage, LiveSession, SessionEvent, Mid } from '#contracts';

/** What a comet says. */
export interface Witness {
  readonly comet: string;
  readonly since: number;
  readonly events: readonly SessionEvent[];
  readonly live: LiveSession | null;
  readonly reached: number;
  /** By the push's receipt. */
  readonly told: DeliveredMessage | undefined;
}

/** One connection of a key, as a comet remembers it. */
export class Life {
  /** -Infinity: its begin is forgotten. */
  from = -Infinity;
  /** Infinity: it is there. */
  to = Infinity;
  /** Why it ended. */
  reason = '';
  mid: Mid | undefined;
  readonly events: SessionEvent[] = [];

  constructor(readonly witness: Witness) {}

  /** Whether it was in a room at a time; undefined where that is forgotten. */
  isIn(room: string, at: number): boolean | undefined {
    const changes = this.events.filter(({ what, where }) => where === room && (what === 'joined' || what === 'left'));
    const before = changes.filter(({ time }) => time <= at).at(-1);
    if (before) return before.what === 'joined';
    const after = changes[0];
    if (after) return after.what === 'left';
    if (this.isWhole) return false;
    const { live, since } = this.witness;
    if (this.to !== Infinity || !live || since > at) return undefined;
    return live.roomID === room || live.joined.includes(room);
  }

  joinedAfter(room: string, at: number): boolean {
    return this.events.some(({ what, where, time }) => what === 'joined' && where === room && time > at);
  }

  /** Undefined where it is forgotten. */
  acceptsAt(at: number): readonly number[] | undefined {
    const changes = this.events.filter(({ what }) => what === 'begun' || what === 'accepts');
    const before = changes.filter(({ time }) => time <= at).at(-1);
    if (before) return before.accepts;
    const { live, since } = this.witness;
    return this.to === Infinity && live && since <= at && changes.length === 0 ? live.accepts : undefined;
  }

  private get isWhole(): boolean {
    return this.events.some(({ what }) => what === 'begun');
  }
}

/** The connections of a key, over all comets, by their begin. @param since when the one that is there began, by the registry */
export function livesOf(witnesses: readonly Witness[], since: number | undefined): Life[] {
  return witnesses.flatMap((witness) => livesAt(witness, since)).toSorted((a, b) => a.from - b.from || a.to - b.to);
}

/** The one that was there when the message came; of several, as where one replaced another, the newest. */
export function lifeAt(lives: readonly Life[], at: (life: Life) => number): Life | undefined {
  return lives.filter((life) => life.from <= at(life) && at(life) < life.to).at(-1);
}

function livesAt(witness: Witness, since: number | undefined): Life[] {
  const lives: Life[] = [];
  let open: Life | undefined;
  let begun: SessionEvent[] = [];
  for (const event of witness.events) {
    if (event.key === '') continue;
    // A connection comes into its rooms just before it begins.
    if (event.what === 'joined' && !open) begun.push(event);
    else if (event.what === 'begun') {
      open = new Life(witness);
      open.from = begun[0]?.time ?? event.time;
      open.mid = event.mid;
      open.events.push(...begun, event);
      begun = [];
      lives.push(open);
    } else if (event.what === 'ended') {
      const ending = open ?? new Life(witness);
      if (!open) lives.push(ending);
      ending.to = event.time;
      ending.reason = event.reason;
      open = undefined;
    } else open?.events.push(event);
  }
  if (witness.live && !open) {
    // Its begin is forgotten, and what came before it with it.
    open = new Life(witness);
    open.from = since ?? -Infinity;
    open.mid = witness.live.mid;
    open.events.push(...begun, ...witness.events.filter(({ key, what }) => key !== '' && what === 'accepts'));
    lives.push(open);
  }
  return lives;
}
