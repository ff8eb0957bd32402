/** How many rounds' time a look at the pushes takes. */
const ROUNDS_A_LOOK = 50;

/**
 * Knows the rooms that are pushed to as often as rounds come, or more often: over 50 rounds' time, and for as long afterwards.
 *
 * Cost: a look at the clock and two into a map a push, and an entry for each room that was pushed to in that time.
 */
export class FrequentRooms {
  private readonly pushes = new Map<string, number>();
  private found = new Set<string>();
  /** By the look before. */
  private known = new Set<string>();
  private endsAt = Number.NEGATIVE_INFINITY;

  /**
   * @param apartMs milliseconds between two rounds; 0 = there are no such rooms
   * @param changed is called before a room is said to be frequent that was not, or the other way round
   */
  constructor(
    private readonly apartMs: () => number,
    private readonly changed: () => void,
  ) {}

  /** A push has come to this room. @returns whether it is a frequent one */
  came(room: string): boolean {
    const now = performance.now();
    if (now >= this.endsAt) this.lookAgain(now);
    const pushes = (this.pushes.get(room) ?? 0) + 1;
    this.pushes.set(room, pushes);
    if (pushes === ROUNDS_A_LOOK) {
      this.found.add(room);
      if (!this.known.has(room)) this.changed();
    }
    return pushes >= ROUNDS_A_LOOK || this.known.has(room);
  }

  private lookAgain(now: number): void {
    const { known, found } = this;
    this.known = found;
    this.found = new Set();
    this.pushes.clear();
    this.endsAt = now + this.apartMs() * ROUNDS_A_LOOK;
    for (const room of known) {
      if (found.has(room)) continue;
      this.changed();
      return;
    }
  }
}
