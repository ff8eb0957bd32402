import { z } from 'zod';
import { byteSize } from './byte-size.js';
import { duration } from './duration.js';
import { live } from './live.js';
import { secret, valueTraits } from './traits.js';

const DAY_MS = 86_400_000;
/** Ten years, which no timer waits for. */
const LONGEST_KEPT_MS = 3_650 * DAY_MS;

/** Where messages are kept, and for how long. The same for every logic and job. */
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
      .describe('Whether the app brings the tables up to date when it starts; otherwise npm run migrate does.'),
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
    keepFor: duration({ min: 1_000, max: LONGEST_KEPT_MS })
      .default(30 * DAY_MS)
      .describe('Age at which messages are removed.')
      .meta(live),
    keepCount: z
      .number()
      .int()
      .min(1)
      .max(10_000_000)
      .default(100_000)
      .describe('Messages of a room, a member or a session that are kept; older ones are removed.')
      .meta(live),
    maxPageBytes: byteSize({ min: 64 * 1024, max: 256 * 1024 * 1024 })
      .default(4 * 1024 * 1024)
      .describe('Bodies that one page may hold; a page ends early rather than to exceed it.')
      .meta(live),
  })
  .refine(({ tlsCert, tlsKey }) => (tlsCert === undefined) === (tlsKey === undefined), {
    path: ['tlsKey'],
    message: 'history.tlsCert and history.tlsKey need each other',
  })
  .describe('History of messages, in PostgreSQL.');
export type HistorySection = z.output<typeof HistorySection>;

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
