export { databaseAddress, dataSourceOptions } from './data-source.js';
export { HistoryDatabase } from './history-database.js';
export { HistoryReadiness } from './history-readiness.js';
export {
  HistoryStore,
  type MessagePage,
  type MessageRange,
  type PageRequest,
  type StoredMessage,
} from './history-store.js';
export { HistoryUnavailable } from './history-unavailable.js';
export {
  HistoryWriter,
  type AppendRequest,
  type GapRequest,
  type NewMessage,
  type Pruned,
  type PruneLimits,
} from './history-writer.js';
export { HISTORY_DATA_SOURCE, HistoryModule, type HistoryConfig } from './history.module.js';
export { runMigrations } from './run-migrations.js';
