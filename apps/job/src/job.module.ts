import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { AckedPublisher, Bus, BusModule, BusReadiness, NodeDirectory, RpcClient } from '#bus';
import { configModule, type LiveConfig } from '#config';
import { ConfigMonitor, Metrics, MetricsModule, OpsModule } from '#observability';
import type { JobConfig } from './config/job.config.js';
import { CometCalls } from './comets/grpc/comet-calls.js';
import { CometRollCall } from './comets/bus/comet-roll-call.js';
import { DispatchController } from './dispatch/dispatch.controller.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { GrpcCometCalls } from './comets/grpc/grpc-comet-calls.js';
import { PushQueueStrategy } from './queue/push-queue.strategy.js';
import { Settlement } from './queue/settlement.js';
import { JobMetrics } from './job-metrics.js';

/** Half of the bus's longest message, so that a joined one always fits. */
const ROOM_MESSAGE_SHARE = 0.5;
const DEAD_LETTER_TIMEOUT_MS = 2_000;
const MAX_PENDING_DEAD_LETTERS = 10_000;

/** Composition root: which adapter stands behind which port. */
@Module({})
export class JobModule {
  static forRoot(live: LiveConfig<JobConfig>, bus: Bus): DynamicModule {
    const config = live.current;
    const logger = new Logger(Settlement.name);
    return {
      module: JobModule,
      imports: [
        configModule(live),
        BusModule.forRoot(bus),
        MetricsModule,
        OpsModule.forRoot({ checks: [BusReadiness] }),
      ],
      controllers: [DispatchController],
      providers: [
        { provide: NodeDirectory, useFactory: () => NodeDirectory.open(bus) },
        {
          provide: CometRollCall,
          inject: [NodeDirectory],
          useFactory: (directory: NodeDirectory) =>
            new CometRollCall(
              bus,
              directory,
              live.view(({ dispatch: { cometTimeout, waitForComet } }) => ({
                confirmWithin: cometTimeout,
                waitForComet,
              })),
            ),
        },
        {
          provide: CometCalls,
          inject: [NodeDirectory, Metrics],
          useFactory: (directory: NodeDirectory, metrics: Metrics) =>
            new GrpcCometCalls(
              directory,
              metrics,
              live.view(({ dispatch: { cometTimeout } }) => ({ timeout: cometTimeout })),
            ),
        },
        {
          provide: Dispatcher,
          inject: [NodeDirectory, CometRollCall, CometCalls],
          useFactory: (directory: NodeDirectory, rollCall: CometRollCall, calls: CometCalls) =>
            new Dispatcher(
              bus,
              directory,
              rollCall,
              new RpcClient(bus, config.dispatch.logicTimeout),
              calls,
              live.view(({ roomBatch: { batch } }) => ({
                maxPushes: batch,
                maxBytes: bus.maxPayloadBytes * ROOM_MESSAGE_SHARE,
              })),
            ),
        },
        {
          provide: AckedPublisher,
          useFactory: () =>
            new AckedPublisher(bus, { timeoutMs: DEAD_LETTER_TIMEOUT_MS, maxPending: MAX_PENDING_DEAD_LETTERS }),
        },
        {
          provide: Settlement,
          inject: [AckedPublisher],
          useFactory: (publisher: AckedPublisher) =>
            new Settlement(publisher, config.queue, (sequence, reason) =>
              logger.warn('gave up a task: it is a dead letter', { sequence, reason }),
            ),
        },
        {
          provide: PushQueueStrategy,
          inject: [Settlement, CometRollCall],
          useFactory: (settlement: Settlement, rollCall: CometRollCall) =>
            new PushQueueStrategy(
              bus,
              live.view(({ queue, roomBatch }) => ({ ...queue, gather: roomBatch.signal })),
              settlement,
              () => rollCall.ready(),
            ),
        },
        JobMetrics,
        ConfigMonitor,
      ],
    };
  }
}
