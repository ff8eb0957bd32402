import type { Live } from '#config';
import type { Clock } from '../hub/slices.js';

export interface EntranceLimits {
  /** Clients that logic is asked about at a time, where nothing is late. */
  readonly maxAdmissions: number;
}

/**
 * So many are let in at a time however late everything is. Where the processes wait for their turn on a busy machine, an
 * answer takes 50 to 100 ms however few are asked about: with 8 of them 160 clients a second went in, and others waited
 * until they were closed; with these 600 and more do, as with any number.
 */
const LEAST_PLACES = 64;
const LOOK_EVERY_MS = 10;
/** A timer that comes so late shows that this process, or its machine, has more to do than it can. */
const LATE_MS = 5;
const SHRINK = 0.75;

/**
 * Where clients wait until logic is asked about them. When all clients of a dead comet come back at once, asking for all of
 * them at once would keep logic, the bus and this comet from everything else for seconds: pushes would stand in line behind
 * them. Here they go in as they came, some at a time: more by one with each look that finds nothing late, a quarter fewer with
 * each that does (additive increase, multiplicative decrease; Chiu and Jain, 1989). So none of them waits in logic's line
 * until its request times out, which would have it come again.
 *
 * Who waits is closed as any client that is not authenticated in time. Cost while nobody waits: none.
 */
export class Entrance {
  private readonly line = new Set<() => void>();
  private places = LEAST_PLACES;
  private inside = 0;
  private isLooking = false;
  /** Clients that had to wait. */
  waited = 0;

  constructor(
    private readonly limits: Live<EntranceLimits>,
    private readonly clock: Clock,
  ) {}

  /** Clients that wait now. */
  get waiting(): number {
    return this.line.size;
  }

  /** Whoever entered leaves again. @returns what resolves when it is the client's turn; undefined = it is now */
  enter(): Promise<void> | undefined {
    if (this.hasPlace) {
      this.inside++;
      return undefined;
    }
    this.waited++;
    return new Promise((goOn) => {
      this.line.add(goOn);
      this.look();
    });
  }

  leave(): void {
    this.inside--;
    this.letIn();
  }

  private get hasPlace(): boolean {
    return this.inside < Math.min(this.places, this.limits.current.maxAdmissions);
  }

  private letIn(): void {
    for (const goOn of this.line) {
      if (!this.hasPlace) return;
      this.line.delete(goOn);
      this.inside++;
      goOn();
    }
  }

  /** Finds out, while anybody waits, how many may be inside. */
  private look(): void {
    if (this.isLooking) return;
    this.isLooking = true;
    const due = this.clock.now() + LOOK_EVERY_MS;
    this.clock.after(LOOK_EVERY_MS, () => {
      this.isLooking = false;
      if (this.line.size === 0) return;
      if (this.clock.now() - due < LATE_MS) this.places = Math.min(this.places + 1, this.limits.current.maxAdmissions);
      else this.places = Math.max(Math.floor(this.places * SHRINK), LEAST_PLACES);
      this.letIn();
      this.look();
    });
  }
}
