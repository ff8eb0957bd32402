import { subjects, UPSTREAM_STREAM } from '#contracts';
import { DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { Bus } from '../connection/bus.js';
import { DurableAssets } from '../durable/durable-assets.js';

const NANOS_PER_MS = 1_000_000;
/** How long JetStream remembers message ids, so that a repeated one is not stored again. */
const DUPLICATE_WINDOW_MS = 120_000;

export interface UpstreamStreamOptions {
  /** Older messages are dropped. Milliseconds. */
  maxAge: number;
  /** Beyond it the oldest messages are dropped. */
  maxBytes: number;
  replicas: number;
}

/**
 * Creates the stream of what clients send where it is missing, gives it these limits where it has others, and keeps it so.
 *
 * The oldest messages go when a limit is reached, whether somebody read them or not: perhaps nobody reads, and clients
 * must be able to send all the same.
 *
 * @throws AppError `unavailable`
 */
export function ensureUpstreamStream(bus: Bus, options: UpstreamStreamOptions): Promise<void> {
  const maxAge = options.maxAge * NANOS_PER_MS;
  return DurableAssets.of(bus).keep({
    config: {
      name: UPSTREAM_STREAM,
      subjects: [subjects.allUpstream],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.Old,
      num_replicas: options.replicas,
      max_age: maxAge,
      max_bytes: options.maxBytes,
      // JetStream refuses a window that is longer than the messages live.
      duplicate_window: Math.min(DUPLICATE_WINDOW_MS * NANOS_PER_MS, maxAge),
    },
  });
}
