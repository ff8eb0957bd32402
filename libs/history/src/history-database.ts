import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { errorText } from '#contracts';
import type { Counts } from '#observability';
import { HistoryUnavailable } from './history-store.js';

/** Its data source has a name, which leaves TypeORM's default one to a team's own database. */
export const HISTORY_DATA_SOURCE = 'history';

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** A database that hangs does not answer a goodbye either. */
const GOODBYE_MS = 2_000;

/** Classes of SQLSTATE that speak of the database's state, not of the statement. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const TROUBLE_CLASSES: ReadonlySet<string> = new Set([
  '08', // connection exception
  '25', // invalid transaction state
  '28', // invalid authorization
  '53', // insufficient resources
  '57', // operator intervention: shutdown, canceled by the timeout
  '58', // system error
  'XX', // internal error
]);
/** A write on a replica, after a failover, or where a full disk has its owner refuse writes: reading goes on. */
const READ_ONLY = '25006';
/** Tables and columns that are not there yet, missing rights, deadlocks, locks that others have, a database that is not there. */
const TROUBLE_CODES: ReadonlySet<string> = new Set(['42P01', '42703', '42501', '40P01', '40001', '55P03', '3D000']);

export interface HistoryDatabaseOptions {
  /** Whether the tables are brought up to date when the database is reached. */
  readonly migrate: boolean;
  /** Where it is, without credentials. */
  readonly address: string;
}

/**
 * The connection to the database. Nothing waits for it: an app starts and works while the database is away, and it is tried
 * again with growing pauses until it is there. Statements are bounded by the pool's and the statements' timeouts.
 */
@Injectable()
export class HistoryDatabase implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(HistoryDatabase.name);
  private readonly stopping = new AbortController();
  private readonly clients = new Set<PoolClient>();
  private pool: Pool | undefined;
  private trouble = 'not connected yet';
  /** What may work all the same. */
  private outdated = '';
  /** Reading works all the same, and says nothing of it. */
  private readOnly = '';
  private opening: Promise<void> | undefined;

  constructor(
    readonly dataSource: DataSource,
    private readonly options: HistoryDatabaseOptions,
    /** Statements that whoever needed them did not get an answer to. */
    private readonly unanswered: Counts,
  ) {}

  onApplicationBootstrap(): void {
    this.opening = this.open();
  }

  /** TypeORM's module closes the data source afterwards, which must not be opened meanwhile, and must not hang. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.opening;
    setTimeout(() => {
      for (const client of this.clients) client.connection.stream.destroy();
    }, GOODBYE_MS).unref();
  }

  /** Why the database can't be used, or not for all; undefined while it can, as far as is known. */
  get whyUnavailable(): string | undefined {
    return this.trouble || this.readOnly || this.outdated || undefined;
  }

  /** Resolves when the database can be used for the first time. */
  async opened(): Promise<void> {
    await this.opening;
  }

  /**
   * Runs one statement. A connection whose statement failed is not used again.
   *
   * @throws HistoryUnavailable within the timeouts; what the database has against the statement itself as it is
   */
  async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      return await this.run<Row>(text, values);
    } catch (error) {
      if (error instanceof HistoryUnavailable) this.unanswered.inc();
      throw error;
    }
  }

  /** Finds out whether the database can be used, which `whyUnavailable` tells afterwards. Nobody needs the answer itself. */
  async look(): Promise<void> {
    if (!this.pool) return;
    await this.run<ReadOnlyRow>(IS_READ_ONLY).then(
      ([row]) => (this.readOnly = whyReadOnly(row)),
      () => undefined,
    );
    if (this.outdated && this.pool) this.outdated = await this.whyOutdated(this.pool);
  }

  private async run<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    if (!this.pool) throw new HistoryUnavailable(`the history is unavailable: ${this.trouble}`);
    try {
      const { rows } = await this.pool.query<Row>(text, values as unknown[]);
      this.trouble = '';
      return rows;
    } catch (cause) {
      if (!isTrouble(cause)) throw cause;
      const reason = errorText(cause);
      if ((cause as { code?: unknown }).code === READ_ONLY) this.readOnly = whyReadOnly({ setting: 'on' });
      else this.trouble = reason;
      throw new HistoryUnavailable(`the history is unavailable: ${reason}`, { cause });
    }
  }

  private async open(): Promise<void> {
    let pause = FIRST_RETRY_MS;
    let reported = '';
    while (!this.stopping.signal.aborted) {
      try {
        await this.dataSource.initialize();
        const pool = this.watched(poolOf(this.dataSource));
        if (this.options.migrate) {
          // Loads TypeORM, which this class's importers need not have.
          const { runMigrations } = await import('./run-migrations.js');
          await runMigrations(this.dataSource);
        }
        await pool.query('SELECT FROM goim_messages LIMIT 1');
        this.readOnly = whyReadOnly((await pool.query<ReadOnlyRow>(IS_READ_ONLY)).rows[0]);
        this.outdated = this.options.migrate ? '' : await this.whyOutdated(pool);
        this.pool = pool;
        this.trouble = '';
        this.logger.log('the history is open', { database: this.options.address });
        for (const limit of [this.readOnly, this.outdated]) {
          if (limit) this.logger.warn(limit, { database: this.options.address });
        }
        return;
      } catch (error) {
        this.trouble = errorText(error) || 'no connection';
        if (reported !== this.trouble) {
          this.logger.warn('the history is unavailable', { database: this.options.address, reason: this.trouble });
        }
        reported = this.trouble;
        // Its pool may hold a connection whose statement has timed out.
        if (this.dataSource.isInitialized) await this.dataSource.destroy().catch(() => {});
      }
      await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => {});
      pause = Math.min(pause * 2, LONGEST_RETRY_MS);
    }
  }

  /** Empty where the tables are up to date, or it can't be seen whether they are, as without the right to. */
  private async whyOutdated(pool: Pool): Promise<string> {
    const done = await pool.query<{ name: string }>('SELECT name FROM goim_migrations').catch(() => undefined);
    if (!done) return '';
    const names = new Set(done.rows.map(({ name }) => name));
    const missing = this.dataSource.migrations.filter(({ name }) => !names.has(name!)).map(({ name }) => name);
    if (missing.length === 0) return '';
    return `the tables are not up to date: ${missing.join(', ')} is missing, see npm run migrate`;
  }

  private watched(pool: Pool): Pool {
    pool.on('acquire', (client) => this.clients.add(client));
    pool.on('remove', (client) => this.clients.delete(client));
    return pool;
  }
}

/**
 * TypeORM's own pool. Its query runners give a connection back to the pool whose statement has timed out and still runs;
 * the pool's own `query` closes it.
 */
function poolOf({ driver }: DataSource): Pool {
  return (driver as unknown as { master: Pool }).master;
}

interface ReadOnlyRow {
  readonly setting: string;
}

const IS_READ_ONLY = "SELECT current_setting('transaction_read_only') AS setting";

function whyReadOnly(row: ReadOnlyRow | undefined): string {
  return row?.setting === 'on' ? 'the database is read-only: nothing is written or removed' : '';
}

function isTrouble(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  // Without an SQLSTATE it was not the database that spoke: the socket, the pool or a timeout did.
  if (typeof code !== 'string' || code.length !== 5 || !('severity' in (error as object))) return true;
  return TROUBLE_CLASSES.has(code.slice(0, 2)) || TROUBLE_CODES.has(code);
}

/** Where the database is, for logs: no user, no password, no parameters but the folder of a socket. */
export function databaseAddress(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `${searchParams.get('host') ?? host}${pathname}`;
}
