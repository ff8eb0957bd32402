import { z } from 'zod';
import { duration } from './duration.js';
import { secret, valueTraits } from './traits.js';

/** Where messages are kept: what logic and job must know alike. Each extends it by what is its own. */
export const HistorySection = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether messages are kept, where history.url names a database.'),
    url: databaseUrl()
      .optional()
      .describe(
        'PostgreSQL database, such as "postgres://user:password@host:5432/goim". Without one there is no history.',
      ),
    poolSize: z.number().int().min(1).max(1_000).default(10).describe('Connections of this app to the database.'),
    connectTimeout: duration({ min: 50, max: 60_000 })
      .default(2_000)
      .describe('How long to wait for a connection, a new one or a free one of the pool.'),
    statementTimeout: duration({ min: 50, max: 86_400_000 })
      .default(5_000)
      .describe('How long the database may take for a statement, and the app waits for its answer.'),
    migrate: z
      .boolean()
      .default(true)
      .describe(
        'Whether the app brings the tables up to date when it starts; otherwise npm run migrate does, or node dist/apps/logic/src/migrate.js. A migration that takes longer than history.statementTimeout is tried again and again: it is to be run by that, which has an hour.',
      ),
    tls: z
      .boolean()
      .default(false)
      .describe('Whether the connections are encrypted. sslmode in the address does it too.'),
    tlsCa: z
      .string()
      .min(1)
      .optional()
      .describe("File with the authorities that sign the database's certificate, in PEM."),
    tlsCert: z.string().min(1).optional().describe('File with the certificate to show to the database, in PEM.'),
    tlsKey: z.string().min(1).optional().describe('File with the private key of history.tlsCert, in PEM.'),
    tlsVerify: z.boolean().default(true).describe("Whether the database's certificate has to be valid for its host."),
  })
  .refine(({ tlsCert, tlsKey }) => (tlsCert === undefined) === (tlsKey === undefined), {
    path: ['tlsKey'],
    message: 'history.tlsCert and history.tlsKey need each other',
  })
  .refine(({ tls, tlsCa, tlsCert, tlsVerify }) => tls || (tlsCa === undefined && tlsCert === undefined && tlsVerify), {
    path: ['tls'],
    message: 'is needed with history.tlsCa, history.tlsCert and history.tlsVerify',
  })
  .describe('History of messages, in PostgreSQL.');
export type HistorySection = z.output<typeof HistorySection>;

/** Whether there is a history: it is wanted, and has a database. */
export function keepsHistory({ enabled, url }: HistorySection): boolean {
  return enabled && url !== undefined;
}

/** Holds a password, so errors never repeat it. A Unix socket is named by its folder: `postgres:///database?host=/folder`. */
function databaseUrl(): z.ZodType<string, string> {
  const schema = secret().refine(isDatabaseUrl);
  valueTraits.add(schema, {
    expects: 'an address such as "postgres://user:password@host:5432/database"',
    secret: true,
  });
  return schema;
}

function isDatabaseUrl(text: string): boolean {
  return /^(?:postgres(?:ql)?:\/\/|socket:\/)/.test(text) && URL.canParse(text);
}
