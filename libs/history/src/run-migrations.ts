import { DataSource, MigrationExecutor } from 'typeorm';
import type { HistorySection } from '#config';
import { dataSourceOptions } from './data-source.js';

/** "goim" in ASCII: whoever else locks in this database has another number. */
const LOCK = 0x676f696d;

/**
 * Brings the tables up to date, in one transaction: all of it or nothing. Of several processes that start at once one does
 * the work while the others wait, bounded by the statement timeout. (The embedded database gives every lock to anybody,
 * being one session; there the open transaction itself keeps the others out.)
 *
 * @returns the names of the migrations that were run
 * @throws what the database, or TypeORM, has against it
 */
export async function runMigrations(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'all';
    const done = await executor.executePendingMigrations();
    await runner.commitTransaction();
    return done.map(({ name }) => name);
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => {});
    throw error;
  } finally {
    await runner.release();
  }
}

/** The same by a connection of its own. */
export async function migrateDatabase(section: HistorySection): Promise<string[]> {
  const source = new DataSource(dataSourceOptions({ ...section, poolSize: 1 }, 'migrate'));
  await source.initialize();
  try {
    return await runMigrations(source);
  } finally {
    await source.destroy();
  }
}
