import { LiveConfig, loadConfig, type BusSection, type LoadConfigOptions } from '#config';
import type { z } from 'zod';
import type { Bus } from './bus.js';
import { ConfigBucket } from './config-bucket.js';
import { connectBus } from './connect.js';

type Schema = z.ZodObject<{ bus: z.ZodType<BusSection> }>;

/**
 * What an app begins with: the bus that its file and its environment name, and the configuration, a part of which is kept
 * there.
 *
 * @throws ConfigError with every problem found, AppError where the bus or its bucket can't be had
 */
export async function connectConfigured<S extends Schema>(
  options: LoadConfigOptions<S>,
): Promise<{ bus: Bus; live: LiveConfig<z.output<S>> }> {
  const { bus: section, queue } = loadConfig(options) as { bus: BusSection; queue?: { replicas: number } };
  const bus = await connectBus({ ...section, name: section.name ?? options.app });
  return { bus, live: LiveConfig.open(options, await ConfigBucket.open(bus, { replicas: queue?.replicas })) };
}
