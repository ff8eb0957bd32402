import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { connectConfigured } from '#bus';
import type { CheckedConfig } from '#config';
import { listenOn, type RunningApp } from '#lifecycle';
import { guardOps, Metrics, nestLogger, opsAdapter } from '#observability';
import { ServerCertificate, showCertificates } from '#tls';
import { JobConfig } from './config/job.config.js';
import { JobModule } from './job.module.js';

/** Starts job: the bus first, then Nest, which starts the queue's consumer, and the ops port last. */
export async function boot(checked: CheckedConfig<typeof JobConfig>): Promise<RunningApp> {
  const { bus, live } = await connectConfigured(checked);
  const { ops, log } = live.current;
  const logger = nestLogger({ app: 'job', level: log.level });
  const certificate = ServerCertificate.of(live, ops.tls, 'ops.tls');
  const app = await NestFactory.create<NestFastifyApplication>(JobModule.forRoot(live, bus), opsAdapter(certificate), {
    logger,
    abortOnError: false,
    forceCloseConnections: true,
  });
  showCertificates(app.get(Metrics), [certificate]);
  guardOps(app, ops);
  await app.init();
  await listenOn({ key: 'ops.port', ...ops }, () => app.listen(ops.port, ops.host));
  return {
    addresses: { ops: await app.getUrl() },
    reload: () => live.reload('signal'),
    close: async () => {
      certificate?.close();
      await app.close();
    },
  };
}
