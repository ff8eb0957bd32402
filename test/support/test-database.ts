import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedDatabase, type EmbeddedDatabase } from '../../launcher/embedded-database.mjs';
import { PostgresServer } from '../databases/postgres-server.mjs';
import { eventually } from './eventually.mjs';
import { standstill } from './standstill.mjs';

const STARTS_WITHIN_MS = 60_000;

/** A database that a test starts, and ends as it likes. */
export interface TestDatabase {
  readonly url: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** It is back, with its data. */
  revive(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  stop(): Promise<void>;
}

class Embedded implements TestDatabase {
  private killed = 0;

  private constructor(
    private readonly folder: string,
    private readonly database: EmbeddedDatabase,
  ) {}

  static async start(parent = tmpdir()): Promise<Embedded> {
    const folder = await mkdtemp(join(parent, 'goim-db-'));
    return new Embedded(folder, await startEmbeddedDatabase({ dataDir: folder }));
  }

  get url(): string {
    return this.database.url;
  }

  async kill(): Promise<void> {
    this.killed = this.database.pid();
    this.database.kill('SIGKILL');
  }

  /** It is started again without being asked. */
  async revive(): Promise<void> {
    await eventually('the database runs again', STARTS_WITHIN_MS, () => this.database.pid() !== this.killed);
  }

  async freeze(): Promise<void> {
    this.database.kill('SIGSTOP');
    await standstill(this.database.pid());
  }

  async thaw(): Promise<void> {
    this.database.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.database.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

class Postgres implements TestDatabase {
  private constructor(private readonly server: PostgresServer) {}

  static async start(parent?: string): Promise<Postgres> {
    return new Postgres(await PostgresServer.start({}, parent));
  }

  get url(): string {
    return this.server.url;
  }

  kill(): Promise<void> {
    return this.server.kill();
  }

  revive(): Promise<void> {
    return this.server.restart();
  }

  freeze(): Promise<void> {
    return this.server.freeze();
  }

  thaw(): Promise<void> {
    return this.server.thaw();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

type Start = (parent?: string) => Promise<TestDatabase>;

const every = {
  postgres: ['PostgreSQL', (parent) => Postgres.start(parent)],
  pglite: ['PGlite', (parent) => Embedded.start(parent)],
} as const satisfies Record<string, readonly [name: string, start: Start]>;

const chosen = chosenOne();

/** For `describe.each`: the same has to hold on both. */
export const databases: readonly (readonly [name: string, start: Start])[] = chosen
  ? [every[chosen]]
  : Object.values(every);

/**
 * Starts one, for a test that is the same on both, and costs too much to be run twice.
 *
 * @param usual where none is chosen
 * @param parent of its data folder
 */
export function startDatabase(usual: keyof typeof every = 'postgres', parent?: string): Promise<TestDatabase> {
  return every[chosen ?? usual][1](parent);
}

/** `GOIM_TEST_DATABASE=pglite` or `=postgres`: every spec that has a history has it there. */
function chosenOne(): keyof typeof every | undefined {
  const name = process.env['GOIM_TEST_DATABASE'] || undefined;
  if (name === undefined || name === 'postgres' || name === 'pglite') return name;
  throw new Error(`GOIM_TEST_DATABASE: expected postgres or pglite, got "${name}"`);
}
