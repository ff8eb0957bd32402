import { Logger } from '@nestjs/common';
import { Bucket, type Bus } from '#bus';
import { IDEMPOTENCY_BUCKET } from '#contracts';
import { IdempotencyStore, type IdempotencyRecord } from '../idempotency-store.js';

const RECORD_TTL_MS = 120_000;

/** The records in a JetStream KV bucket. */
export class KvIdempotencyStore extends IdempotencyStore {
  private readonly logger = new Logger(KvIdempotencyStore.name);
  private isReopening = false;

  private constructor(private readonly bucket: Bucket) {
    super();
    bucket.bus.on('reconnect', () => void this.reopen());
  }

  /** @throws AppError `unavailable` */
  static async open(bus: Bus, { replicas }: { replicas: number }): Promise<KvIdempotencyStore> {
    return new KvIdempotencyStore(await Bucket.open(bus, IDEMPOTENCY_BUCKET, { ttlMs: RECORD_TTL_MS, replicas }));
  }

  async claim(id: string, record: IdempotencyRecord): Promise<IdempotencyRecord | null> {
    try {
      for (;;) {
        if ((await this.bucket.create(id, encode(record))) !== null) return null;
        const entry = await this.bucket.get(id);
        if (entry) return decode(entry.value);
        // It ended between the two.
      }
    } catch (error) {
      // This call fails at once; the caller's retry finds the bucket open.
      if (this.bucket.bus.isConnected) void this.reopen();
      throw error;
    }
  }

  async settle(id: string, record: IdempotencyRecord): Promise<void> {
    await this.bucket.put(id, encode(record));
  }

  /** A server that comes back without its data has lost the bucket as well. */
  private async reopen(): Promise<void> {
    if (this.isReopening) return;
    this.isReopening = true;
    try {
      await this.bucket.ensure();
    } catch (err) {
      this.logger.error('cannot open the bucket of idempotency keys', { err });
    } finally {
      this.isReopening = false;
    }
  }
}

function encode(record: IdempotencyRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record));
}

function decode(bytes: Uint8Array): IdempotencyRecord {
  return JSON.parse(Buffer.from(bytes).toString()) as IdempotencyRecord;
}
