import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { AckedPublisher, Bus, NodeDirectory, RpcClient, StoreClock } from '#bus';
import { BusModule, BusReadiness, DurableReadiness } from '#bus/nest';
import { configModule, keepsHistory, type LiveConfig } from '#config';
import { HistoryReadiness } from '#history';
import { ConfigMonitor, Metrics, MetricsModule, OpsModule } from '#observability';
import { BusCometLink } from './comets/bus/bus-comet-link.js';
import { CometRollCall } from './comets/bus/comet-roll-call.js';
import { CometCalls } from './comets/grpc/comet-calls.js';
import { LegacyCometLink } from './comets/grpc/legacy-comet-link.js';
import type { JobConfig } from './config/job.config.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { HistoryFeed } from './history/history-feed.js';
import { HistoryWriting } from './history/history-writing.js';
import { JobHistoryModule } from './history/job-history.module.js';
import { JobMetrics } from './job-metrics.js';
import { QueueConsumer } from './queue/queue-consumer.js';
import { QueueReadiness } from './queue/queue-readiness.js';
import { Settlement } from './queue/settlement.js';
import { WaitingTasksModule } from './queue/waiting-tasks.module.js';
import { WaitingTasks } from './queue/waiting-tasks.js';

const DEAD_LETTER_TIMEOUT_MS = 2_000;
const MAX_PENDING_DEAD_LETTERS = 10_000;

/** Composition root: the queue's consumer calls the dispatcher, which calls a link for each kind of comet. */
@Module({})
export class JobModule {
  static async forRoot(live: LiveConfig<JobConfig>, bus: Bus): Promise<DynamicModule> {
    const history = keepsHistory(live.current.history) ? [await JobHistoryModule.forRoot(live, bus)] : [];
    return {
      module: JobModule,
      imports: [
        await configModule(live),
        BusModule.forRoot(bus),
        MetricsModule,
        WaitingTasksModule,
        ...history,
        OpsModule.forRoot({
          imports: [WaitingTasksModule, ...history],
          checks: [BusReadiness, DurableReadiness, QueueReadiness, ...(history.length > 0 ? [HistoryReadiness] : [])],
        }),
      ],
      providers: [
        { provide: NodeDirectory, useFactory: () => NodeDirectory.open(bus, live.current.queue) },
        {
          provide: BusCometLink,
          inject: [NodeDirectory],
          useFactory: (directory: NodeDirectory) => new BusCometLink(bus, new CometRollCall(bus, directory), live),
        },
        {
          provide: CometCalls,
          inject: [NodeDirectory, Metrics],
          useFactory: (directory: NodeDirectory, metrics: Metrics) => new CometCalls(directory, metrics, live),
        },
        {
          provide: LegacyCometLink,
          inject: [NodeDirectory, CometCalls],
          useFactory: (directory: NodeDirectory, calls: CometCalls) => new LegacyCometLink(directory, calls),
        },
        {
          provide: Dispatcher,
          inject: [NodeDirectory, BusCometLink, LegacyCometLink],
          useFactory: (directory: NodeDirectory, ...links: [BusCometLink, LegacyCometLink]) =>
            new Dispatcher(
              directory,
              links,
              new RpcClient(bus, live.current.dispatch.logicTimeout),
              live,
              StoreClock.of(bus),
            ),
        },
        {
          provide: Settlement,
          useFactory: () => {
            const logger = new Logger(Settlement.name);
            const letters = new AckedPublisher(bus, DEAD_LETTER_TIMEOUT_MS, {
              current: { maxPending: MAX_PENDING_DEAD_LETTERS },
            });
            return new Settlement(letters, live, (sequence, reason) =>
              logger.warn('gave up a task: it is a dead letter', { sequence, reason }),
            );
          },
        },
        {
          provide: QueueConsumer,
          inject: [
            Settlement,
            Dispatcher,
            WaitingTasks,
            { token: HistoryFeed, optional: true },
            { token: HistoryWriting, optional: true },
          ],
          useFactory: (
            settlement: Settlement,
            dispatcher: Dispatcher,
            waiting: WaitingTasks,
            feed?: HistoryFeed,
            writing?: HistoryWriting,
          ) => new QueueConsumer(bus, live, settlement, dispatcher, waiting, feed && writing && { feed, writing }),
        },
        JobMetrics,
        ConfigMonitor,
      ],
    };
  }
}
