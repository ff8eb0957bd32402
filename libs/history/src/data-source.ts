import { readNamedFile, type HistorySection } from '#config';
import type { DataSourceOptions } from 'typeorm';
import { historyEntities } from './entities.js';
import { CreateHistory1796000000000 } from './migrations/1796000000000-create-history.js';
import { NoteTheCount1796040000000 } from './migrations/1796040000000-note-the-count.js';

/** On top of the database's own limit: a database that hangs does not keep its limits. */
const ANSWER_GRACE_MS = 500;

/**
 * What TypeORM needs to reach the database. `extra` goes to `pg` as it is.
 *
 * @throws ConfigError that names the file that can't be read
 */
export function dataSourceOptions(config: HistorySection, app: string): DataSourceOptions {
  return {
    type: 'postgres',
    entities: historyEntities,
    migrations: [CreateHistory1796000000000, NoteTheCount1796040000000],
    migrationsTableName: 'goim_migrations',
    metadataTableName: 'goim_typeorm_metadata',
    applicationName: `goim-${app}`,
    connectTimeoutMS: config.connectTimeout,
    poolSize: config.poolSize,
    logging: false,
    // An idle connection that breaks is replaced when the next one is needed; that is when it is reported.
    poolErrorHandler: () => {},
    installExtensions: false,
    extra: {
      connectionString: config.url,
      statement_timeout: config.statementTimeout,
      query_timeout: config.statementTimeout + ANSWER_GRACE_MS,
      keepAlive: true,
      ...(config.tls && { ssl: tlsOptions(config) }),
    },
  };
}

function tlsOptions({ tlsCa, tlsCert, tlsKey, tlsVerify }: HistorySection) {
  return {
    rejectUnauthorized: tlsVerify,
    ...(tlsCa !== undefined && { ca: readNamedFile('history.tlsCa', tlsCa) }),
    ...(tlsCert !== undefined && { cert: readNamedFile('history.tlsCert', tlsCert) }),
    ...(tlsKey !== undefined && { key: readNamedFile('history.tlsKey', tlsKey) }),
  };
}
