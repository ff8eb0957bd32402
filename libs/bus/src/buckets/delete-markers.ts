import type { Bucket } from './bucket.js';

/** Requests to JetStream at a time. */
const AT_ONCE = 16;

/**
 * The markers of entries that were removed, in a bucket whose entries live for ever: without an end to them they fill it, and each
 * watch that starts is told of all. Cost: some 40 bytes each, and no more of them than the bucket has room for.
 */
export class DeleteMarkers {
  /** When each was written, by its revision: the oldest first. */
  private readonly markers = new Map<number, number>();

  constructor(private readonly bucket: Bucket) {}

  /** @param writtenAt milliseconds since 1970, by the store's clock */
  add(revision: number, writtenAt: number): void {
    this.markers.set(revision, writtenAt);
  }

  /** The bucket is told from its beginning. */
  clear(): void {
    this.markers.clear();
  }

  /**
   * Removes the oldest of those that were written before a time of the store's clock. Every process may: what is gone already
   * is passed over.
   *
   * @param most to remove
   * @throws AppError `unavailable`: those that are left are tried by the next call
   */
  async remove(writtenBefore: number, most: number): Promise<void> {
    const old: number[] = [];
    for (const [revision, writtenAt] of this.markers) {
      if (old.length === most || writtenAt >= writtenBefore) break;
      old.push(revision);
    }
    for (let from = 0; from < old.length; from += AT_ONCE) {
      await Promise.all(
        old.slice(from, from + AT_ONCE).map(async (revision) => {
          await this.bucket.eraseMarker(revision);
          this.markers.delete(revision);
        }),
      );
    }
  }
}
