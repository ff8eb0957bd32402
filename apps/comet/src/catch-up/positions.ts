import { systemClock, type Clock } from '../hub/slices.js';
import type { LogicHistory } from './logic-history.js';

/** Targets in one request. */
const ASKED_AT_ONCE = 500;
/** While this many requests are under way, whoever comes waits for the next one, and shares it. */
const MAX_UNDER_WAY = 2;
/** From one request to the next, so that clients that come one after another share them. */
const SPACING_MS = 20;

/** Where targets are, in the order in which they were asked about. */
export interface PositionsOfTargets {
  /** 0 = no history is kept, and nothing is known. */
  readonly epoch: number;
  readonly ids: readonly number[];
}

interface Waiting {
  readonly targets: readonly string[];
  readonly answer: (positions: PositionsOfTargets) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Finds out where targets are. When all clients of a dead comet come back, each asks for its own targets and its rooms':
 * they go together, in few requests, and a room is asked about once for all who ask at the same time.
 */
export class Positions {
  private waiting: Waiting[] = [];
  private underWay = 0;
  private isResting = false;

  constructor(
    private readonly history: Pick<LogicHistory, 'positions'>,
    private readonly clock: Clock = systemClock,
  ) {}

  /** The request that answers it begins after this was called. @throws AppError where it is not known */
  of(targets: readonly string[]): Promise<PositionsOfTargets> {
    return new Promise((answer, fail) => {
      this.waiting.push({ targets, answer, fail });
      this.askOn();
    });
  }

  private askOn(): void {
    while (this.waiting.length > 0 && this.underWay < MAX_UNDER_WAY && !this.isResting) {
      const places = new Map<string, number>();
      let count = 0;
      while (count < this.waiting.length && (count === 0 || places.size < ASKED_AT_ONCE)) {
        for (const target of this.waiting[count]!.targets) if (!places.has(target)) places.set(target, places.size);
        count++;
      }
      this.underWay++;
      this.rest();
      void this.ask(places, this.waiting.splice(0, count)).finally(() => {
        this.underWay--;
        this.askOn();
      });
    }
  }

  private rest(): void {
    this.isResting = true;
    this.clock.after(SPACING_MS, () => {
      this.isResting = false;
      this.askOn();
    });
  }

  private async ask(places: ReadonlyMap<string, number>, asked: readonly Waiting[]): Promise<void> {
    try {
      const { epoch, ids } = await this.history.positions([...places.keys()]);
      for (const { targets, answer } of asked) {
        answer({ epoch, ids: targets.map((target) => ids[places.get(target)!] ?? 0) });
      }
    } catch (error) {
      for (const { fail } of asked) fail(error);
    }
  }
}
