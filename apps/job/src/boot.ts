import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { connectBus } from '#bus';
import { assertLoopbackOrAllowed, loadConfig, type CommandLine } from '#config';
import { listenOn, type RunningApp } from '#lifecycle';
import { Metrics, nestLogger } from '#observability';
import { JobConfig } from './config/job.config.js';
import { CometRollCall } from './dispatch/comet-roll-call.js';
import { PushQueueStrategy } from './intake/push-queue.strategy.js';
import { Settlement } from './intake/settlement.js';
import { JobModule } from './job.module.js';

/** Starts job: the bus first, then Nest, then the queue. */
export async function boot({ configFile }: CommandLine): Promise<RunningApp> {
  const config = loadConfig({ app: 'job', schema: JobConfig, file: configFile });
  const { ops, security, log } = config;
  assertLoopbackOrAllowed('job', [{ key: 'ops.host', host: ops.host }], security);
  const logger = nestLogger({ app: 'job', level: log.level });
  const bus = await connectBus({ ...config.bus, name: config.bus.name ?? 'job' });
  const app = await NestFactory.create<NestFastifyApplication>(JobModule.forRoot(config, bus), new FastifyAdapter(), {
    logger,
    abortOnError: false,
    forceCloseConnections: true,
  });
  const rollCall = app.get(CometRollCall);
  const strategy = new PushQueueStrategy(
    bus,
    { ...config.queue, gather: config.roomBatch.signal },
    app.get(Settlement),
    () => rollCall.ready(),
  );
  app
    .get(Metrics)
    .observedGauge(
      'goim_partitions_held',
      'Partitions of the queue that this job works.',
      () => strategy.heldPartitions,
    );
  app.connectMicroservice({ strategy });
  await app.startAllMicroservices();
  await listenOn({ key: 'ops.port', ...ops }, () => app.listen(ops.port, ops.host));
  return { addresses: { ops: await app.getUrl() }, close: () => app.close() };
}
