import { z } from 'zod';
import { allowedHosts, listenKeys, natsAddress } from './address.js';
import { byteSize } from './byte-size.js';
import { duration } from './duration.js';
import { live } from './live.js';
import { LOOPBACK_NETWORKS } from './loopback.js';
import { networks } from './network.js';
import { secret } from './traits.js';

/**
 * A part of the configuration that may be left out wholly and then has its defaults.
 * (`default` would want the defaults of every key spelled out; `prefault` parses `{}` and so fills them in.)
 */
export function section<Shape extends z.core.$ZodLooseShape>(schema: z.ZodObject<Shape, z.core.$strict>) {
  return schema.prefault({} as never);
}

const BusTlsSection = z
  .strictObject({
    ca: z
      .string()
      .min(1)
      .optional()
      .describe("File with the certificates that NATS' own is verified by, in PEM, in place of the known ones."),
    cert: z.string().min(1).optional().describe('File with the certificate that NATS asks the app for, in PEM.'),
    key: z.string().min(1).optional().describe('File with the private key of the certificate, in PEM.'),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
    path: ['cert'],
    message: 'and bus.tls.key belong together',
  })
  .describe('TLS to NATS. The files are read again at each connection; with one of them NATS must speak TLS.');

/** How the app reaches NATS. */
export const BusSection = z
  .strictObject({
    servers: z
      .array(natsAddress())
      .min(1)
      .default(['nats://127.0.0.1:4222'])
      .describe(
        'Addresses of the NATS servers, with user and password where they need them: "nats://user:password@host:4222", or "tls://…", which insists on TLS. NATS_URL (comma-separated) sets them for every app.',
      ),
    name: z
      .string()
      .min(1)
      .optional()
      .describe('Name of the connection in the reports of the NATS server; the app by default.'),
    inboxPrefix: z
      .string()
      .regex(/^_INBOX(\.[\w-]+)+$/, '"_INBOX." and words with dots between them')
      .optional()
      .describe(
        'Begins the subjects on which answers come, so that permissions of NATS can let the app hear its own alone: "_INBOX." and words with dots between them. "_INBOX." and the app by default.',
      ),
    bucketBytes: byteSize({ min: 1024 * 1024, max: Number.MAX_SAFE_INTEGER })
      .default(64 * 1024 * 1024)
      .describe(
        'Size at which a bucket in NATS, other than those of sessions and idempotency keys, refuses new entries. NATS reserves so much disk for each. The same for every logic and job; comets take the buckets as they are.',
      ),
    connectWithin: duration({ min: 100, max: 3_600_000 })
      .default(5_000)
      .describe('How long boot waits for NATS before it gives up.'),
    reconnectWait: duration({ min: 10, max: 60_000 })
      .default(250)
      .describe('Pause between two attempts to reconnect. Reconnecting never gives up.'),
    token: secret().optional().describe('Token to authenticate with.'),
    user: z.string().optional().describe('User to authenticate as, with password.'),
    password: secret().optional().describe('Password of the user.'),
    credsFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File with the JWT and the seed (.creds) to authenticate with. It is read again at each connection, so it may be replaced before the JWT expires.',
      ),
    tls: section(BusTlsSection),
  })
  .refine(({ user, password }) => !password || user, { path: ['user'], message: 'is needed with bus.password' })
  .describe('Connection to NATS, the only broker.');
export type BusSection = z.output<typeof BusSection>;

const tlsKeys = {
  cert: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File with the certificate and those between it and a known one, in PEM. With it, TLS is spoken. Several, separated by commas, for several names: each is shown to clients that ask for its name, the first to all others.',
    ),
  key: z
    .string()
    .min(1)
    .optional()
    .describe('File with the private key of the certificate, in PEM; of several, one for each, in their order.'),
  minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').describe('Oldest version of TLS that is spoken.'),
};

/** A certificate and its key are given together, or neither is. */
function paired<Schema extends z.ZodType<{ cert?: string | undefined; key?: string | undefined }>>(
  schema: Schema,
): Schema {
  return schema
    .refine(({ cert, key }) => cert === undefined || key !== undefined, {
      path: ['key'],
      message: 'is needed with tls.cert',
    })
    .refine(({ cert, key }) => key === undefined || cert !== undefined, {
      path: ['cert'],
      message: 'is needed with tls.key',
    });
}

/** The certificate that an app speaks TLS with. */
export const TlsSection = paired(z.strictObject(tlsKeys)).describe(
  'Certificate. The files are read again when one has changed, and on SIGHUP; connections stay.',
);
export type TlsSection = z.output<typeof TlsSection>;

/** The certificate of a port that only programs of the operator call. */
const PortTlsSection = paired(
  z.strictObject({
    ...tlsKeys,
    clientCa: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File with the certificates, in PEM, that those of clients are verified by: with it, who shows none is refused.',
      ),
  }),
)
  .refine(({ cert, clientCa }) => clientCa === undefined || cert !== undefined, {
    path: ['cert'],
    message: 'is needed with tls.clientCa',
  })
  .describe(
    'Certificate of this port. The files are read again when one has changed, and on SIGHUP; connections stay.',
  );
export type PortTlsSection = z.output<typeof PortTlsSection>;

/** Where health and metrics are served. */
export function OpsSection(defaultPort: number) {
  return z
    .strictObject({
      ...listenKeys(defaultPort),
      open: networks()
        .default([...LOOPBACK_NETWORKS])
        .describe('Networks that may ask here; others get 403.'),
      allowedHosts: allowedHosts().describe(
        'Names that may be asked for here (Host), besides an address, localhost, the name of the machine, ops.host and names without a dot; others get 421. At logic http.allowedHosts counts here as well.',
      ),
      tls: section(PortTlsSection),
    })
    .describe('HTTP server for /health/live, /health/ready and /metrics.');
}
export type OpsSection = z.output<ReturnType<typeof OpsSection>>;

/** Where the gRPC service that goim's programs call is served. */
export function GrpcSection(defaultPort: number) {
  return z
    .strictObject({
      enabled: z.boolean().default(false).describe('Whether gRPC is served. Only programs of goim need it.'),
      ...listenKeys(defaultPort),
      open: networks()
        .default([...LOOPBACK_NETWORKS])
        .describe(
          "Networks whose programs need no key, as goim's, which can show none; for the health nobody does. Others get UNAUTHENTICATED. Calls that a proxy passes on need one.",
        ),
      maxConnections: z
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .default(1_000)
        .describe('Connections at a time; those above are closed as they come.'),
      failedCallRate: z
        .number()
        .min(0)
        .max(1_000_000)
        .default(100)
        .describe(
          'Calls from one address (of IPv6: from its first 64 bits) a second that may be reset by their caller or refused for their key or method; a connection that makes more of them is closed. 0 = any number.',
        ),
      failedCallBurst: z
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .default(1_000)
        .describe('Such calls from one address at once, above failedCallRate: all that one connection has under way.'),
      tls: section(PortTlsSection),
    })
    .describe("gRPC, as goim's programs speak it, with health and reflection.");
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

export const LogSection = z
  .strictObject({
    level: z
      .enum(logLevels)
      .default('info')
      .describe('Least severe level that is written. JSON lines go to standard output.')
      .meta(live),
  })
  .describe('Log lines.');
export type LogSection = z.output<typeof LogSection>;

/** What logic and job must know of the push queue alike. */
export const pushQueueKeys = {
  partitions: z
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe(
      'Partitions of the push queue, each worked by one job at a time. By default those that the stream has, which are fixed once it exists; 4 where it is created. More of them are for more than 4 jobs; each costs messages of its own.',
    ),
  replicas: z.number().int().min(1).max(5).default(1).describe('Copies that JetStream keeps; 3 in a NATS cluster.'),
  maxBytes: byteSize({ min: 1024 * 1024, max: Number.MAX_SAFE_INTEGER })
    .default(1024 * 1024 * 1024)
    .describe('Backlog at which the queue refuses pushes (503) rather than to lose older ones.'),
};
