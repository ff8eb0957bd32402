import { IdempotencyStore, type IdempotencyRecord } from '../src/idempotency/idempotency-store.js';

/** Records in a map. */
export class FakeIdempotencyStore extends IdempotencyStore {
  readonly records = new Map<string, IdempotencyRecord>();
  /** What the next calls fail with. */
  failure: Error | undefined;

  async claim(id: string, record: IdempotencyRecord): Promise<IdempotencyRecord | null> {
    if (this.failure) throw this.failure;
    const known = this.records.get(id);
    if (!known) this.records.set(id, record);
    return known ?? null;
  }

  async settle(id: string, record: IdempotencyRecord): Promise<void> {
    if (this.failure) throw this.failure;
    this.records.set(id, record);
  }
}
