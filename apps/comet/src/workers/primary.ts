import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Bus } from '#bus';
import { GrpcCallers } from '#callers/nest';
import { LiveConfig } from '#config';
import { COMET_ON_THE_BUS, cometGrpc } from '#contracts';
import { createGrpcServer } from '#grpc';
import { listenOn, type RunningApp, type UnfinishedBoot } from '#lifecycle';
import { AddedUpMetrics, ConfigMonitor, guardOps, nestLogger, opsAdapter, OpsModule } from '#observability';
import { ServerCertificate, showCertificates } from '#tls';
import { assertClientsVerified } from '../client/admission/verified-clients.js';
import type { CometConfig } from '../config/comet.config.js';
import { CometGrpc } from '../inbound/grpc/comet.grpc.js';
import { GRPC_CALLERS } from '../inbound/grpc/grpc-callers.providers.js';
import { PushTarget } from '../inbound/push-target.js';
import { WorkerCalls } from '../inbound/worker-ipc/worker-calls.js';
import { WorkersPushTarget } from '../inbound/worker-ipc/workers-push-target.js';
import { WorkerPool } from './worker-pool.js';
import { WORKER_COUNT, WorkersHealth, WorkersProblems, WorkersReadiness } from './workers-readiness.js';

/** How long a worker may take to answer before it is taken for stuck. */
const WORKER_TIMEOUT_MS = 2_000;

@Module({})
class PoolModule {
  static of(live: LiveConfig<CometConfig>, workers: WorkerCalls): DynamicModule {
    return {
      module: PoolModule,
      controllers: [CometGrpc],
      providers: [
        { provide: LiveConfig, useValue: live },
        ...GRPC_CALLERS,
        { provide: PushTarget, useValue: new WorkersPushTarget(workers) },
        { provide: WorkerCalls, useValue: workers },
        { provide: WORKER_COUNT, useValue: live.current.workers },
        WorkersHealth,
        WorkersReadiness,
        WorkersProblems,
      ],
      exports: [WorkersReadiness, WorkersProblems],
    };
  }
}

/**
 * Starts the primary process, which keeps the workers: it holds no clients, shows the health and metrics of all workers,
 * and takes the calls of goim's jobs for them.
 */
export async function bootPrimary(
  live: LiveConfig<CometConfig>,
  bus: Bus,
  unfinished: UnfinishedBoot,
): Promise<RunningApp> {
  const config = live.current;
  const logger = nestLogger({ app: 'comet', level: config.log.level });
  const log = new Logger(WorkerPool.name);
  const pool = new WorkerPool(config.workers, {
    onLost: (pid, how) => log.error('a worker is gone; it is replaced', { worker: pid, how }),
    onMessage: (worker, message) => {
      workers.heard(worker, message);
      metrics.heard(worker, message);
    },
    onEnd: (worker) => {
      workers.ended(worker);
      metrics.ended(worker);
    },
  });
  const workers = new WorkerCalls(() => pool.serving, WORKER_TIMEOUT_MS);
  const ofOps = ServerCertificate.of(live, config.ops.tls, 'ops.tls');
  const ofGrpc = config.grpc.enabled ? ServerCertificate.of(live, config.grpc.tls, 'grpc.tls') : undefined;
  const metrics = new AddedUpMetrics(() => pool.serving, WORKER_TIMEOUT_MS);
  showCertificates(metrics, [ofOps, ofGrpc]);
  metrics.observedGauge('goim_workers', 'Workers that serve.', () => pool.serving.size);
  metrics.observedCounter('goim_workers_lost_total', 'Workers that ended by themselves.', () => pool.lost);
  const app = await NestFactory.create<NestFastifyApplication>(
    OpsModule.forRoot({
      imports: [PoolModule.of(live, workers)],
      metrics,
      checks: [WorkersReadiness, WorkersProblems],
    }),
    opsAdapter(ofOps),
    { logger, abortOnError: false, forceCloseConnections: true },
  );
  await assertClientsVerified(bus, config);
  const grpc = config.grpc.enabled
    ? await createGrpcServer({
        ...config.grpc,
        guard: app.get(GrpcCallers).guard,
        certificate: ofGrpc,
        service: cometGrpc,
        alsoKnownAs: [COMET_ON_THE_BUS],
        metrics,
        checks: [app.get(WorkersReadiness)],
      })
    : undefined;
  if (grpc) app.connectMicroservice({ strategy: grpc });
  guardOps(app, config.ops);
  const { host, port } = config.ops;
  await listenOn({ key: 'ops.port', host, port }, () => app.listen(port, host));
  // Without metrics: the workers count the same readings, and their counts are added up.
  new ConfigMonitor(live);
  // The first workers have clients while the later ones start.
  unfinished.abandon = () => pool.stop();
  const addresses = await pool.start();
  await app.startAllMicroservices();
  return {
    addresses: { ...addresses, ...(grpc && { grpc: grpc.address }), ops: await app.getUrl() },
    reload: async () => {
      pool.reload();
      await live.reload('signal');
    },
    close: async () => {
      pool.replaceNone();
      for (const certificate of [ofOps, ofGrpc]) certificate?.close();
      live.close();
      await grpc?.close();
      await pool.stop();
      await app.close();
      await bus.drain();
    },
  };
}
