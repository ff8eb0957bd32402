/** A round is held for the tasks that come within it; one in which nobody came at last was held in vain. */
const GIVEN_UP_BELOW = 0.15;
/** How much less each round that was held counts than the one after it. */
const FORGETTING = 1 / 8;
const GIVEN_UP_FOR_MS = 1_000;
/** The share of rounds that are worth it, until that is known. */
const SUPPOSED = 0.5;
/** Node's timers go by whole milliseconds. */
const SHORTEST_HOLD_MS = 0.5;

type Store = () => void;

/**
 * The moments at which the partitions store what has come: all of them in one turn, so that it is one write to nats-server,
 * and there and in job one piece of work, whatever the number of partitions. What each push would cost is the waking up of
 * four processes.
 *
 * A task that comes `apartMs` after the round before closes its round in the same turn: where few come, nobody waits. The
 * others wait for the next round, for as long at most. A round is held in vain where those who push wait for their answers
 * before they push again: they come at its beginning, and nobody after them. Where nearly all rounds are, none is held for a
 * second.
 */
export class Rounds {
  private waiting: Store[] = [];
  private lastAt = Number.NEGATIVE_INFINITY;
  private begunAt = 0;
  private newestAt = 0;
  private isHeld = false;
  private worth = SUPPOSED;
  private givenUpUntil = Number.NEGATIVE_INFINITY;

  /** @param apartMs milliseconds between two rounds where tasks come one after another; 0 = none is held */
  constructor(private readonly apartMs: () => number) {}

  /** A task has come. Cost: a look at the clock, where a round is held. */
  came(): void {
    if (this.isHeld) this.newestAt = performance.now();
  }

  /** Calls `store` once, in the next round. */
  join(store: Store): void {
    this.waiting.push(store);
    if (this.waiting.length > 1) return;
    const now = performance.now();
    const holdMs = this.lastAt + this.apartMs() - now;
    this.isHeld = holdMs >= SHORTEST_HOLD_MS && now >= this.givenUpUntil;
    this.begunAt = now;
    this.newestAt = now;
    if (this.isHeld) setTimeout(this.end, holdMs);
    else setImmediate(this.end);
  }

  private readonly end = (): void => {
    const { waiting } = this;
    this.waiting = [];
    this.lastAt = performance.now();
    if (this.isHeld) this.learn();
    for (const store of waiting) store();
  };

  private learn(): void {
    this.isHeld = false;
    const middle = (this.begunAt + this.lastAt) / 2;
    this.worth += ((this.newestAt > middle ? 1 : 0) - this.worth) * FORGETTING;
    if (this.worth >= GIVEN_UP_BELOW) return;
    this.worth = SUPPOSED;
    this.givenUpUntil = this.lastAt + GIVEN_UP_FOR_MS;
  }
}
