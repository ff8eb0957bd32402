import { Bucket, type Bus } from '#bus';
import { AppError, IDEMPOTENCY_BUCKET } from '#contracts';
import { IdempotencyStore, NO_ROOM, type IdempotencyRecord } from '../idempotency-store.js';

const RECORD_TTL_MS = 120_000;

interface RecordOptions {
  readonly replicas: number;
  readonly idempotencyBytes?: number;
}

/** A bucket of what all logics are to know for two minutes. @throws AppError `unavailable` */
export function openRecords(bus: Bus, { replicas, idempotencyBytes: maxBytes }: RecordOptions): Promise<Bucket> {
  return Bucket.open(bus, IDEMPOTENCY_BUCKET, { ttlMs: RECORD_TTL_MS, replicas, maxBytes });
}

/** The records in a JetStream KV bucket. */
export class KvIdempotencyStore extends IdempotencyStore {
  private constructor(private readonly bucket: Bucket) {
    super();
  }

  /** @throws AppError `unavailable` */
  static async open(bus: Bus, options: RecordOptions): Promise<KvIdempotencyStore> {
    return new KvIdempotencyStore(await openRecords(bus, options));
  }

  async claim(id: string, record: IdempotencyRecord): Promise<IdempotencyRecord | typeof NO_ROOM | null> {
    for (;;) {
      const outcome = await this.create(id, record);
      if (outcome === 'created') return null;
      const entry = await this.bucket.get(id);
      if (entry) return decode(entry.value);
      if (outcome === 'no-room') return NO_ROOM;
      // It ended between the two.
    }
  }

  async settle(id: string, record: IdempotencyRecord): Promise<void> {
    await this.bucket.put(id, encode(record));
  }

  private async create(id: string, record: IdempotencyRecord): Promise<'created' | 'exists' | 'no-room'> {
    try {
      return (await this.bucket.create(id, encode(record))) === null ? 'exists' : 'created';
    } catch (error) {
      if (saysFull(error)) return 'no-room';
      throw error;
    }
  }
}

/** The bucket says `unavailable` of itself when it is full, as of everything; what stands behind that tells the two apart. */
function saysFull(error: unknown): boolean {
  return error instanceof AppError && error.cause instanceof Error && error.cause.message === 'the bucket is full';
}

function encode(record: IdempotencyRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record));
}

function decode(bytes: Uint8Array): IdempotencyRecord {
  return JSON.parse(Buffer.from(bytes).toString()) as IdempotencyRecord;
}
