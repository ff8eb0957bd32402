import type { DynamicModule } from '@nestjs/common';
import type { HistorySection } from '#config';
import type { HistoryModuleOptions } from './history.module.js';

export { databaseAddress, HISTORY_DATA_SOURCE, HistoryDatabase } from './history-database.js';
export { HistoryReadiness } from './history-readiness.js';
export {
  HistoryStore,
  HistoryUnavailable,
  type MessagePage,
  type MessageRange,
  type PageRequest,
  type StoredMessage,
  type TargetCursor,
} from './history-store.js';
export {
  HistoryWriter,
  WatermarkBehind,
  type AppendRequest,
  type GapRequest,
  type NewMessage,
  type Pruned,
  type PruneKind,
  type PruneLimits,
  type WriterPlace,
} from './history-writer.js';
export type { HistoryConfig } from './history.module.js';

/**
 * What gives the ports above. The call loads TypeORM, so that an app without a history does not pay for it (0.3 s of CPU).
 *
 * @throws ConfigError where a file of the section can't be read
 */
export async function historyModule(options: HistoryModuleOptions): Promise<DynamicModule> {
  const { HistoryModule } = await import('./history.module.js');
  return HistoryModule.forRoot(options);
}

/**
 * Brings the tables of a database up to date by one connection, which is closed again.
 *
 * @returns the names of the migrations that were run
 * @throws what the database, or TypeORM, has against it
 */
export async function migrateHistory(section: HistorySection): Promise<string[]> {
  const { migrateDatabase } = await import('./run-migrations.js');
  return migrateDatabase(section);
}
