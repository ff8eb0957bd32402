import { setTimeout as delay } from 'node:timers/promises';
import { LiveConfig, type BusSection, type CheckedConfig } from '#config';
import {
  AppError,
  BUCKETS_BY_LOGIC,
  CONFIG_BUCKET,
  DEAD_LETTER_STREAM,
  errorText,
  PUSH_STREAM,
  STREAMS_BY_LOGIC,
} from '#contracts';
import { jetstream, JetStreamApiError } from '@nats-io/jetstream';
import type { z } from 'zod';
import { streamOf } from '../buckets/bucket.js';
import type { Bus } from './bus.js';
import { ConfigBucket } from '../buckets/config-bucket.js';
import { connectBus } from './connect.js';
import { DurableAssets } from '../durable/durable-assets.js';
import { API_TIMEOUT_MS, streamInfo } from '../streams/jetstream-api.js';

/** Between two questions whether there is a logic. */
const RETRY_WAIT_MS = 250;

type Schema = z.ZodObject<{ bus: z.ZodType<BusSection> }>;

/**
 * What an app begins with: the bus that its file and its environment name, and the configuration, a part of which is kept
 * there, and which is read again with it.
 *
 * @throws ConfigError with every problem found, AppError where the bus or its bucket can't be had
 */
export async function connectConfigured<S extends Schema>(
  checked: CheckedConfig<S>,
): Promise<{ bus: Bus; live: LiveConfig<z.output<S>> }> {
  const { options, config } = checked;
  const { bus: section } = config as { bus: BusSection };
  const { app } = options;
  const { name = app, inboxPrefix = `_INBOX.${app}` } = section;
  const bus = await connectBus({ ...section, name, inboxPrefix });
  try {
    return { bus, live: await readLive(bus, checked) };
  } catch (error) {
    // It would connect again for ever.
    await bus.connection.close();
    throw error;
  }
}

async function readLive<S extends Schema>(
  bus: Bus,
  { options, config }: CheckedConfig<S>,
): Promise<LiveConfig<z.output<S>>> {
  const { bus: section } = config as { bus: BusSection };
  const { app } = options;
  if (bus.isServedByLogic) {
    await logicAnswers(bus, `${BUCKETS_BY_LOGIC}.STREAM.INFO.${streamOf(CONFIG_BUCKET)}`, section.connectWithin);
  }
  const assets = DurableAssets.of(bus);
  // Nothing logs yet. What is logged later names what took long, once it is there.
  assets.on('unanswered', (asset) => {
    process.stderr.write(`${app}: JetStream does not answer about ${asset}: asking again\n`);
  });
  // Where a job has been before, another needs no logic to start.
  if (
    bus.hasStreamsByLogic &&
    !(await assets.untilAnswered(DEAD_LETTER_STREAM, () => hasStream(bus, DEAD_LETTER_STREAM)))
  ) {
    await logicAnswers(bus, `${STREAMS_BY_LOGIC}.STREAM.INFO.${PUSH_STREAM}`, section.connectWithin);
  }
  const bucket = await ConfigBucket.open(bus);
  const live = LiveConfig.open(options, bucket);
  const { queue } = live.current as { queue?: { replicas: number } };
  if (queue) await bucket.keepCopies(queue.replicas);
  return live;
}

/** Asks JetStream itself, whoever answers about buckets. @throws what `isUnanswered` tells where nothing is answered in time */
async function hasStream({ connection }: Bus, stream: string): Promise<boolean> {
  const manager = await jetstream(connection, { timeout: API_TIMEOUT_MS }).jetstreamManager(false);
  try {
    await streamInfo(manager, stream);
    return true;
  } catch (error) {
    if (error instanceof JetStreamApiError) return false;
    throw error;
  }
}

/** A logic may be starting as well. @throws AppError `unavailable` where none answers in time */
async function logicAnswers(bus: Bus, question: string, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      await bus.request(question, new Uint8Array(0), API_TIMEOUT_MS);
      return;
    } catch (cause) {
      if (performance.now() >= deadline) {
        const why = `no logic answers (bus.bucketsBy, bus.streamsBy = "logic"): ${errorText(cause)}`;
        throw new AppError('unavailable', why, { cause });
      }
      await delay(RETRY_WAIT_MS);
    }
  }
}
