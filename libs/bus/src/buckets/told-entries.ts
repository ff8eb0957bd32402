const MOST = 64;

/**
 * The entries of a bucket that were told last. A server that lost its newest ones gives their revisions again, to others: by these it is
 * seen, however many it has given since.
 *
 * Cost: an entry of a map an entry told.
 */
export class ToldEntries {
  /** When each was stored, by its revision, in their order. */
  private readonly entries = new Map<number, number>();

  /** @param revision greater than those before */
  add(revision: number, storedAt: number): void {
    this.entries.set(revision, storedAt);
    if (this.entries.size > MOST) this.entries.delete(this.oldest!);
  }

  clear(): void {
    this.entries.clear();
  }

  /** Of those that are known; undefined = none is. */
  get oldest(): number | undefined {
    return this.entries.keys().next().value;
  }

  /** Whether the entry of a revision from `oldest` on is the one that was told. */
  has(revision: number, storedAt: number): boolean {
    return this.entries.get(revision) === storedAt;
  }
}
