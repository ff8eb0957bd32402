import { afterAll, beforeAll } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { HistorySection } from '#config';
import { Metrics, MetricsModule } from '#observability';
import { HistoryDatabase, historyModule, HistoryStore, HistoryWriter, type HistoryConfig } from '#history';
import type { TestDatabase } from '#test-support';

/** For those who wait for a database that does not answer. */
export const IMPATIENT: Partial<HistoryConfig> = { statementTimeout: 3_000, connectTimeout: 2_000 };

const STARTED_WITHIN_MS = 60_000;

/** One history for all tests of a block, on a database of its own. @param opened is given both before the first test */
export function historyOn(
  start: () => Promise<TestDatabase>,
  opened: (history: History, database: TestDatabase) => void,
): void {
  let database: TestDatabase;
  let history: History;

  beforeAll(async () => {
    database = await start();
    history = await History.open(database.url);
    opened(history, database);
  }, STARTED_WITHIN_MS);

  afterAll(async () => {
    await history.close();
    await database.stop();
  }, STARTED_WITHIN_MS);
}

/** An app's history. */
export class History {
  private constructor(private readonly app: INestApplicationContext) {}

  /** Does not wait for the database. */
  static async create(url: string, settings: Partial<HistoryConfig> = {}, now = Date.now): Promise<History> {
    const section = { ...HistorySection.parse({ url, statementTimeout: '30s', connectTimeout: '30s' }), ...settings };
    const history = await historyModule({ app: 'test', config: () => section, now });
    const metrics = MetricsModule.of(new Metrics({ processMetrics: false }));
    const module = { module: History, imports: [metrics, history] };
    const app = await NestFactory.createApplicationContext(module, { logger: false });
    return new History(await app.init());
  }

  /** @param now the clock that messages expire by */
  static async open(url: string, settings: Partial<HistoryConfig> = {}, now = Date.now): Promise<History> {
    const history = await History.create(url, settings, now);
    await history.database.opened();
    return history;
  }

  get database(): HistoryDatabase {
    return this.app.get(HistoryDatabase);
  }

  get store(): HistoryStore {
    return this.app.get(HistoryStore);
  }

  get writer(): HistoryWriter {
    return this.app.get(HistoryWriter);
  }

  /** Statements that the database did not answer, as the metrics tell it. */
  async unanswered(): Promise<number | undefined> {
    const [count] = await this.app.get(Metrics).read('goim_history_unanswered_total');
    return count?.value;
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}
