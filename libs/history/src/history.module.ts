import { Module, type DynamicModule } from '@nestjs/common';
import type { HistorySection } from '#config';
import { Metrics, type Counts } from '#observability';
import { getDataSourceToken, TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';
import { databaseAddress, HISTORY_DATA_SOURCE, HistoryDatabase } from './history-database.js';
import { HistoryReadiness } from './history-readiness.js';
import { HistoryStore } from './history-store.js';
import { HistoryWriter } from './history-writer.js';
import { PgHistoryStore } from './pg-history-store.js';
import { PgHistoryWriter } from './pg-history-writer.js';

/** Bodies of a page, where the app does not say. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

export type HistoryConfig = HistorySection & {
  /** Bodies that one page may hold; its first message may be longer. */
  readonly maxPageBytes?: number;
};

export interface HistoryModuleOptions {
  /** Names the connections in the database's own lists. */
  readonly app: string;
  /** As it is now: its live keys are read each time. */
  readonly config: () => HistoryConfig;
  /** Milliseconds since 1970 by the clock that messages expire by (`StoreClock`). The database's may differ by any amount. */
  readonly now: () => number;
}

/**
 * Gives the ports of the history, and TypeORM's connection to its database: `@InjectDataSource(HISTORY_DATA_SOURCE)`. The
 * app starts without waiting for it.
 */
@Module({})
export class HistoryModule {
  /** @throws ConfigError where a file of the section can't be read */
  static forRoot({ app, config, now }: HistoryModuleOptions): DynamicModule {
    const section = config();
    if (section.url === undefined) throw new Error('the history needs history.url');
    const address = databaseAddress(section.url);
    const options: TypeOrmModuleOptions = {
      ...dataSourceOptions(section, app),
      name: HISTORY_DATA_SOURCE,
      autoLoadEntities: true,
      manualInitialization: true,
    };
    return {
      module: HistoryModule,
      imports: [TypeOrmModule.forRoot(options)],
      providers: [
        HistoryReadiness,
        {
          provide: HistoryDatabase,
          inject: [getDataSourceToken(HISTORY_DATA_SOURCE), Metrics],
          useFactory: (source: DataSource, metrics: Metrics) =>
            new HistoryDatabase(source, { migrate: section.migrate, address }, unansweredIn(metrics)),
        },
        {
          provide: HistoryStore,
          inject: [HistoryDatabase],
          useFactory: (database: HistoryDatabase) =>
            new PgHistoryStore(database, () => config().maxPageBytes ?? MAX_PAGE_BYTES, now),
        },
        {
          provide: HistoryWriter,
          inject: [HistoryDatabase],
          useFactory: (database: HistoryDatabase) => new PgHistoryWriter(database, now),
        },
      ],
      exports: [HistoryReadiness, HistoryDatabase, HistoryStore, HistoryWriter],
    };
  }
}

function unansweredIn(metrics: Metrics): Counts {
  return metrics.counter(
    'goim_history_unanswered_total',
    'Statements for the history that its database did not answer: it is away or too slow, or its tables are not up to date.',
  );
}
