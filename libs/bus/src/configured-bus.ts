import { LiveConfig, type BusSection, type CheckedConfig } from '#config';
import type { z } from 'zod';
import type { Bus } from './bus.js';
import { ConfigBucket } from './config-bucket.js';
import { connectBus } from './connect.js';

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
  const { bus: section, queue } = config as { bus: BusSection; queue?: { replicas: number } };
  const { app } = options;
  const { name = app, inboxPrefix = `_INBOX.${app}` } = section;
  const bus = await connectBus({ ...section, name, inboxPrefix });
  return { bus, live: LiveConfig.open(options, await ConfigBucket.open(bus, { replicas: queue?.replicas })) };
}
