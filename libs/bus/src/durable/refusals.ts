/** A server that had no room, or no leader, may take a little later what it refused. */
const ASKED_AGAIN_AFTER_MS = 10_000;

/** What a stream, or a consumer of it, could not be made, by the setting: it is said once, and tried again later. */
export class Refusals {
  private readonly told = new Map<string, string>();
  private readonly askAgainAt = new Map<string, number>();

  /** Whether it may be tried: it was not refused a moment ago, nor for ever. */
  mayAsk(key: string): boolean {
    return performance.now() >= (this.askAgainAt.get(key) ?? 0);
  }

  /** @param isFinal it is not tried again @returns whether that was not told before */
  add(key: string, detail: string, isFinal = false): boolean {
    this.askAgainAt.set(key, isFinal ? Infinity : performance.now() + ASKED_AGAIN_AFTER_MS);
    if (this.told.get(key) === detail) return false;
    this.told.set(key, detail);
    return true;
  }

  /** It was done. */
  delete(key: string): void {
    this.told.delete(key);
    this.askAgainAt.delete(key);
  }

  clear(): void {
    this.told.clear();
    this.askAgainAt.clear();
  }
}
