const MOST = 64;

interface Told {
  readonly revision: number;
  readonly storedAt: number;
}

/**
 * The entries of a bucket that were told last, of as many keys. They are told once more whenever its watch begins again: a server that
 * lost its newest entries has not all of them any more, nor newer ones of their keys, however many others it was given since.
 *
 * Cost: an entry of a map an entry told.
 */
export class ToldEntries {
  /** By key: the one that was told first comes first. */
  private readonly entries = new Map<string, Told>();
  /** Keys of those that are to come once more, or to be replaced. */
  private readonly awaited = new Set<string>();

  /** Revision to begin with; undefined = nothing was told. */
  get oldest(): number | undefined {
    return this.entries.values().next().value?.revision;
  }

  /** What comes now begins with the oldest. */
  tellAgain(): void {
    for (const key of this.entries.keys()) this.awaited.add(key);
  }

  /**
   * One that had been told comes once more. nats-server 2.9 may have some again that had been replaced, after kill -9: those are passed
   * over.
   *
   * @returns false: it was not told, so the server has lost what was
   */
  comesAgain(key: string, revision: number, storedAt: number): boolean {
    const told = this.entries.get(key);
    if (told === undefined || revision > told.revision) return false;
    if (revision < told.revision) return true;
    this.awaited.delete(key);
    return storedAt === told.storedAt;
  }

  /** One that was not told yet. @param revision greater than those before */
  add(key: string, revision: number, storedAt: number): void {
    this.awaited.delete(key);
    this.entries.delete(key);
    this.entries.set(key, { revision, storedAt });
    // Those that are awaited stay: where the watch breaks before they have come, it begins with them again.
    if (this.awaited.size > 0) return;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= MOST) break;
      this.entries.delete(oldest);
    }
  }

  /** Whether all have come once more, or were replaced: asked when everything was told that the bucket has. */
  get areLeft(): boolean {
    return this.awaited.size === 0;
  }

  clear(): void {
    this.entries.clear();
    this.awaited.clear();
  }
}
