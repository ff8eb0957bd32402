import { Bucket, type Bus } from '#bus';
import { IDEMPOTENCY_BUCKET } from '#contracts';
import { IdempotencyStore, type IdempotencyRecord } from '../idempotency-store.js';

const RECORD_TTL_MS = 120_000;

/** The records in a JetStream KV bucket. */
export class KvIdempotencyStore extends IdempotencyStore {
  private constructor(private readonly bucket: Bucket) {
    super();
  }

  /** @throws AppError `unavailable` */
  static async open(
    bus: Bus,
    { replicas, idempotencyBytes: maxBytes }: { replicas: number; idempotencyBytes?: number },
  ): Promise<KvIdempotencyStore> {
    const options = { ttlMs: RECORD_TTL_MS, replicas, maxBytes };
    return new KvIdempotencyStore(await Bucket.open(bus, IDEMPOTENCY_BUCKET, options));
  }

  async claim(id: string, record: IdempotencyRecord): Promise<IdempotencyRecord | null> {
    for (;;) {
      if ((await this.bucket.create(id, encode(record))) !== null) return null;
      const entry = await this.bucket.get(id);
      if (entry) return decode(entry.value);
      // It ended between the two.
    }
  }

  async settle(id: string, record: IdempotencyRecord): Promise<void> {
    await this.bucket.put(id, encode(record));
  }
}

function encode(record: IdempotencyRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record));
}

function decode(bytes: Uint8Array): IdempotencyRecord {
  return JSON.parse(Buffer.from(bytes).toString()) as IdempotencyRecord;
}
