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
      .describe(
        'Whether the connections are encrypted. sslmode in the address does it too. Where this is true, history.tls* say how, and an address that says otherwise is refused.',
      ),
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
  .superRefine((section, context) => {
    for (const [key, message] of tlsContradictions(section)) context.addIssue({ code: 'custom', path: [key], message });
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
    expects:
      'an address such as "postgres://user:password@host:5432/database" (in a password "/" is %2F, "@" is %40 and "#" is %23)',
    secret: true,
  });
  return schema;
}

/** A password with an unencoded "/", "?" or "#" ends the host before its time: the rest of it would be taken for a name, and shown. */
function isDatabaseUrl(text: string): boolean {
  if (!/^(?:postgres(?:ql)?:\/\/|socket:\/)/.test(text) || !URL.canParse(text)) return false;
  const { username, pathname, search, searchParams } = new URL(text);
  if (text.includes('#') || pathname.includes('@')) return false;
  if ([...searchParams.keys()].some((name) => name.includes('@'))) return false;
  return username !== '' || searchParams.has('user') || !search.includes('@');
}

const FILES = { tlsCa: 'sslrootcert', tlsCert: 'sslcert', tlsKey: 'sslkey' } as const;

/** What the address says of TLS would win without a word: `tls` with `sslmode=disable` was plain text. */
function* tlsContradictions(section: {
  readonly url?: string | undefined;
  readonly tls: boolean;
  readonly tlsVerify: boolean;
  readonly tlsCa?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
}): Iterable<[key: string, message: string]> {
  const { url, tls, tlsVerify } = section;
  if (!tls || url === undefined) return;
  const { searchParams } = new URL(url);
  for (const name of ['sslmode', 'ssl']) {
    for (const mode of searchParams.getAll(name)) {
      const said = `contradicts ${name}=${mode} in history.url: leave one of the two out`;
      if (/^(?:disable|false|0)$/.test(mode)) yield ['tls', said];
      if (tlsVerify ? mode === 'no-verify' : /^verify-(?:ca|full)$/.test(mode)) yield ['tlsVerify', said];
    }
  }
  for (const [key, name] of Object.entries(FILES) as [keyof typeof FILES, string][]) {
    const file = section[key];
    if (file === undefined || searchParams.getAll(name).every((other) => other === file)) continue;
    yield [key, `is another file than ${name} in history.url: leave one of the two out`];
  }
}
