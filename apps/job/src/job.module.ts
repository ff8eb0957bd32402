import { hostname } from 'node:os';
import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { Bus, NodeDirectory, RpcClient, StoreClock } from '#bus';
import { BusModule, BusReadiness, DurableReadiness, StoreReadiness } from '#bus/nest';
import { configModule, keepsHistory, type LiveConfig } from '#config';
import { HistoryReadiness } from '#history';
import { ConfigMonitor, MetricsModule, OpsModule } from '#observability';
import { newInstanceId, Reporter, REPORTED_AS, type ReportedAs } from '#reports';
import { deadLetterPublisher } from './batches/dead-letter.js';
import { BusCometLink } from './comets/bus/bus-comet-link.js';
import { CometsModule } from './comets/comets.module.js';
import { LegacyCometLink } from './comets/grpc/legacy-comet-link.js';
import { CometProbes } from './comets/probes/comet-probes.js';
import { CometsReadiness } from './comets/probes/comets-readiness.js';
import type { JobConfig } from './config/job.config.js';
import { DispatchReceipts } from './dispatch/dispatch-receipts.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { HistoryFeed } from './history/history-feed.js';
import { HistoryWriting } from './history/history-writing.js';
import { JobHistoryModule } from './history/job-history.module.js';
import { JobMetrics } from './job-metrics.js';
import { unkeptFeeds } from './history/unkept-feed.js';
import { QueueConsumer } from './queue/queue-consumer.js';
import { QueueReadiness } from './queue/queue-readiness.js';
import { Settlement } from './queue/settlement.js';
import { WaitingTasksModule } from './queue/waiting-tasks.module.js';
import { WaitingTasks } from './queue/waiting-tasks.js';

/** Composition root: the queue's consumer calls the dispatcher, which calls a link for each kind of comet. */
@Module({})
export class JobModule {
  /** @param OwnDispatcher a team's own class of it (docs/extending.md) */
  static async forRoot(
    live: LiveConfig<JobConfig>,
    bus: Bus,
    OwnDispatcher: typeof Dispatcher = Dispatcher,
  ): Promise<DynamicModule> {
    const history = keepsHistory(live.current.history) ? [await JobHistoryModule.forRoot(live, bus)] : [];
    const comets = CometsModule.forRoot(live);
    return {
      module: JobModule,
      imports: [
        await configModule(live),
        BusModule.forRoot(bus),
        MetricsModule,
        WaitingTasksModule,
        comets,
        ...history,
        OpsModule.forRoot({
          imports: [WaitingTasksModule, comets, ...history],
          checks: [
            BusReadiness,
            DurableReadiness,
            StoreReadiness,
            QueueReadiness,
            CometsReadiness,
            ...(history.length > 0 ? [HistoryReadiness] : []),
          ],
        }),
      ],
      providers: [
        {
          provide: Dispatcher,
          inject: [NodeDirectory, BusCometLink, LegacyCometLink],
          useFactory: (directory: NodeDirectory, ...links: [BusCometLink, LegacyCometLink]) =>
            new OwnDispatcher(
              directory,
              links,
              new RpcClient(bus, live.current.dispatch.logicTimeout),
              live,
              StoreClock.of(bus),
              new DispatchReceipts(bus, StoreClock.of(bus)),
            ),
        },
        {
          provide: Settlement,
          useFactory: () => {
            const logger = new Logger(Settlement.name);
            return new Settlement(deadLetterPublisher(bus), live, (id, reason, isStored) => {
              const about = { id: String(id), reason };
              if (isStored) logger.warn('gave up a task: it is a dead letter', about);
              else logger.error('gave up a task that is lost: NATS takes no dead letter as long (max_payload)', about);
            });
          },
        },
        {
          provide: QueueConsumer,
          inject: [
            Settlement,
            Dispatcher,
            WaitingTasks,
            CometProbes,
            { token: HistoryFeed, optional: true },
            { token: HistoryWriting, optional: true },
          ],
          useFactory: (
            settlement: Settlement,
            dispatcher: Dispatcher,
            waiting: WaitingTasks,
            probes: CometProbes,
            feed?: HistoryFeed,
            writing?: HistoryWriting,
          ) => {
            const keeping = feed && writing ? { feed, writing } : { feed: unkeptFeeds(bus) };
            const consumer = new QueueConsumer(bus, live, settlement, dispatcher, waiting, keeping);
            probes.sendBy(() => consumer.anyLease);
            return consumer;
          },
        },
        JobMetrics,
        Reporter,
        {
          provide: REPORTED_AS,
          inject: [QueueConsumer, Dispatcher],
          useFactory: (consumer: QueueConsumer, { roomPushes }: Dispatcher): ReportedAs => ({
            app: 'job',
            id: newInstanceId(`job-${hostname()}`),
            leases: () =>
              consumer.heldLeases.map(({ partition, epoch }) => ({ partition, epoch: epoch?.revision ?? 0 })),
            busiest: () => roomPushes.take(),
          }),
        },
        ConfigMonitor,
      ],
    };
  }
}
