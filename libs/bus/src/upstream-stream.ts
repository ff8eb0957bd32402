import { subjects, UPSTREAM_STREAM } from '#contracts';
import { DiscardPolicy, jetstream, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { Bus } from './bus.js';
import { attempt, ensureStream } from './ensure-stream.js';

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
 * Creates the stream of what clients send where it is missing, and gives it these limits where it has others.
 *
 * The oldest messages go when a limit is reached, whether somebody read them or not: perhaps nobody reads, and clients
 * must be able to send all the same.
 *
 * @throws AppError `unavailable`
 */
export async function ensureUpstreamStream(bus: Bus, options: UpstreamStreamOptions): Promise<void> {
  const manager = await attempt('reach JetStream', () => jetstream(bus.connection).jetstreamManager());
  const maxAge = options.maxAge * NANOS_PER_MS;
  const limits = {
    max_age: maxAge,
    max_bytes: options.maxBytes,
    // JetStream refuses a window that is longer than the messages live.
    duplicate_window: Math.min(DUPLICATE_WINDOW_MS * NANOS_PER_MS, maxAge),
  };
  const { config } = await attempt(`open the stream ${UPSTREAM_STREAM}`, () =>
    ensureStream(manager, {
      name: UPSTREAM_STREAM,
      subjects: [subjects.allUpstream],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.Old,
      num_replicas: options.replicas,
      ...limits,
    }),
  );
  if (config.max_age === limits.max_age && config.max_bytes === limits.max_bytes) return;
  await attempt(`change the limits of ${UPSTREAM_STREAM}`, () => manager.streams.update(UPSTREAM_STREAM, limits));
}
