import { readNamedFile, type HistorySection } from '#config';
import type { DataSourceOptions } from 'typeorm';
import { historyEntities } from './entities.js';
import { CreateHistory1796000000000 } from './migrations/1796000000000-create-history.js';
import { NoteTheCount1796040000000 } from './migrations/1796040000000-note-the-count.js';
import { NoteTheWritersPlace1796130000000 } from './migrations/1796130000000-note-the-writers-place.js';

/** All that `pg` reads of TLS in an address. */
const TLS_PARAMETERS = ['ssl', 'sslmode', 'uselibpqcompat', 'sslnegotiation', 'sslrootcert', 'sslcert', 'sslkey'];
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
    migrations: [CreateHistory1796000000000, NoteTheCount1796040000000, NoteTheWritersPlace1796130000000],
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
      ...(config.tls && config.url !== undefined && encrypted(config, new URL(config.url))),
    },
  };
}

/**
 * As `history.tls*` say, which the address does not contradict. `pg` would put what stands there above them, and take
 * `sslmode=require` to mean that there are no files.
 */
function encrypted({ tlsCa, tlsCert, tlsKey, tlsVerify }: HistorySection, url: URL) {
  const inAddress = (name: string): string | undefined => url.searchParams.getAll(name).at(-1);
  const file = (setting: string, named: string | undefined, parameter: string): string | undefined => {
    if (named !== undefined) return readNamedFile(setting, named);
    const other = inAddress(parameter);
    return other === undefined ? undefined : readNamedFile(`${parameter} in history.url`, other);
  };
  const ssl = {
    rejectUnauthorized: tlsVerify,
    ca: file('history.tlsCa', tlsCa, 'sslrootcert'),
    cert: file('history.tlsCert', tlsCert, 'sslcert'),
    key: file('history.tlsKey', tlsKey, 'sslkey'),
  };
  const sslnegotiation = inAddress('sslnegotiation');
  for (const name of TLS_PARAMETERS) url.searchParams.delete(name);
  return { connectionString: url.href, ssl, sslnegotiation };
}
