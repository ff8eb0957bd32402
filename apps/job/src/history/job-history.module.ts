import { Logger, Module, type DynamicModule } from '@nestjs/common';
import {
  AckedPublisher,
  DurableAssets,
  ensureHistoryStream,
  handedOver,
  StoreClock,
  type Bus,
  type HandedOver,
} from '#bus';
import type { LiveConfig } from '#config';
import { HISTORY_STREAM } from '#contracts';
import { HistoryDatabase, historyModule, HistoryStore, HistoryWriter } from '#history';
import { MetricsModule } from '#observability';
import { deadLetterPublisher } from '../batches/dead-letter.js';
import type { JobConfig } from '../config/job.config.js';
import { HistoryBacklog } from './history-backlog.js';
import { HistoryFeed } from './history-feed.js';
import { HistoryMetrics } from './history-metrics.js';
import { HistoryWriting } from './history-writing.js';
import { LastIds } from './last-ids.js';
import { Pruning } from './pruning.js';

const PUBLISH_TIMEOUT_MS = 1_000;
/** A batch of each partition. */
const MAX_PENDING = 10_000;

/** What job does for the history: hands over what it delivers, and writes it where it may. */
@Module({})
export class JobHistoryModule {
  static async forRoot(live: LiveConfig<JobConfig>, bus: Bus): Promise<DynamicModule> {
    const clock = StoreClock.of(bus);
    const kept = await historyModule({ app: 'job', config: () => live.current.history, now: () => clock.now() });
    const publisher = new AckedPublisher(
      bus,
      PUBLISH_TIMEOUT_MS,
      { current: { maxPending: MAX_PENDING } },
      HISTORY_STREAM,
    );
    return {
      module: JobHistoryModule,
      imports: [kept, MetricsModule],
      providers: [
        {
          provide: HistoryBacklog,
          useFactory: async () => {
            const backlog = new HistoryBacklog(bus);
            const { queue, history } = live.current;
            await ensureHistoryStream(bus, { replicas: queue.replicas, maxBytes: history.maxBacklog });
            return backlog;
          },
        },
        { provide: LastIds, inject: [HistoryStore], useFactory: (store: HistoryStore) => new LastIds(store) },
        {
          provide: HistoryFeed,
          inject: [HistoryBacklog, LastIds],
          useFactory: (backlog: HistoryBacklog, lastIds: LastIds) => {
            const logger = new Logger(HistoryFeed.name);
            const onLost = (partition: number, messages: number, reason: string): void =>
              logger.error('messages are delivered that the history does not get', { partition, messages, reason });
            const before = (partition: number): Promise<HandedOver> => handedOver(bus, partition);
            const feed = new HistoryFeed({ bus, publisher, clock, backlog, lastIds, handedOver: before, onLost });
            DurableAssets.of(bus).on('recreated', (stream) => {
              if (stream === HISTORY_STREAM) feed.streamLost();
            });
            return feed;
          },
        },
        {
          provide: Pruning,
          inject: [HistoryWriter, HistoryDatabase],
          useFactory: (writer: HistoryWriter, database: HistoryDatabase) => {
            const logger = new Logger(Pruning.name);
            const limits = live.select(({ history }) => history);
            const pruning = new Pruning(
              writer,
              () => limits.current,
              () => database.opened(),
              (err) => logger.warn('cannot remove old messages now', { err }),
            );
            live.onChange('history', () => pruning.limitsChanged());
            return pruning;
          },
        },
        {
          provide: HistoryWriting,
          inject: [HistoryWriter, HistoryDatabase, Pruning, HistoryBacklog],
          useFactory: (writer: HistoryWriter, database: HistoryDatabase, pruning: Pruning) => {
            const opened = () => database.opened();
            return new HistoryWriting({ bus, writer, letters: deadLetterPublisher(bus), pruning, opened });
          },
        },
        HistoryMetrics,
      ],
      exports: [HistoryFeed, HistoryWriting, kept],
    };
  }
}
