import type { ClosedSession } from '#contracts';

/** More of them nobody looks at. */
const KEPT = 20;
const KEPT_MS = 600_000;

/** The sessions that were closed as slow lately: the newest 20 of the last 10 minutes. */
export class SlowCloses {
  /** By key, the newest last. */
  private readonly closes = new Map<string, ClosedSession>();

  /** @param clock milliseconds since 1970 */
  constructor(private readonly clock: { now(): number }) {}

  note(key: string): void {
    const closedAt = this.clock.now();
    const before = this.closes.get(key);
    const times = before && before.closedAt > closedAt - KEPT_MS ? before.times + 1 : 1;
    this.closes.delete(key);
    this.closes.set(key, { key, closedAt, times });
    if (this.closes.size > KEPT) this.closes.delete(this.closes.keys().next().value!);
  }

  /** The newest first. */
  lately(): ClosedSession[] {
    const from = this.clock.now() - KEPT_MS;
    return [...this.closes.values()].filter(({ closedAt }) => closedAt > from).toReversed();
  }
}
