import { callerKeys } from '#callers';
import {
  allowedHosts,
  allowedOrigins,
  BusSection,
  byteSize,
  duration,
  GrpcSection,
  expects,
  host,
  listenKeys,
  HistorySection,
  live,
  liveFor,
  LogSection,
  LOOPBACK_NETWORKS,
  networks,
  OpsSection,
  port,
  proxyNetworks,
  proxyProtocolKeys,
  pushQueueKeys,
  section,
  TlsSection,
} from '#config';
import { POSITIONS } from '#contracts';
import { z } from 'zod';
import { AuthSection } from './auth-section.js';
import { RoomsSection } from './rooms-section.js';

/** In bytes: with what is put around it, it fits into what NATS takes. */
export const LONGEST_MESSAGE = 512 * 1024;

const COMET_ADDRESS = /^[^=]+=[^\s:]+:\d{1,5}$|^[^=]+=\[[\da-f:.]+\]:\d{1,5}$/i;

const HttpSection = z
  .strictObject({
    host: host().default('127.0.0.1').describe('Address that the HTTP API listens on.'),
    port: port().default(3111).describe('Port of the HTTP API; 0 takes any free one.'),
    maxMessage: byteSize({ min: 1, max: LONGEST_MESSAGE })
      .default(256 * 1024)
      .describe(
        'Longest body of a push, so of one message, or of a batch with all its messages; a longer one is answered with 413.',
      )
      .meta(live),
    maxHeader: byteSize({ min: 8 * 1024, max: 4 * 1024 * 1024 })
      .default(256 * 1024)
      .describe('Longest request line with its headers: goim puts the keys of a push into the query.'),
    allowedHosts: allowedHosts().describe(
      'Names that callers may ask for (Host), else they get 421: an address, localhost, the name of the machine and names without a dot always may; "*" = any, which a page that resolves its own name to this machine takes advantage of.',
    ),
    allowedOrigins: allowedOrigins().describe(
      'Origins whose pages may use this port (CORS), besides its own, else they get 403; "*" = any, without cookies.',
    ),
    requestTimeout: duration({ min: 1_000, max: 600_000 })
      .default(10_000)
      .describe('How long a request may take to arrive, with its body.'),
    keepAlive: duration({ min: 1_000, max: 600_000 })
      .default(72_000)
      .describe('How long a connection without a request is kept, also at the public port.'),
    maxPerAddress: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(1_000)
      .describe(
        'Connections of one address (of IPv6: of its first 64 bits) at a time, here and at the public port each; more are closed as they come. This machine, api.open, trustProxy and proxyProtocol have any number. 0 = no limit.',
      ),
    trustProxy: proxyNetworks().describe(
      "Proxies whose X-Forwarded-For is taken for the caller's address; nodes/weighted looks its region up.",
    ),
    ...proxyProtocolKeys('caller'),
  })
  .describe('HTTP API: pushes, Swagger UI, health and metrics; by HTTPS where tls.cert is set.');

const ApiSection = z
  .strictObject({
    ...callerKeys,
    open: networks()
      .default([...LOOPBACK_NETWORKS])
      .describe(
        'Networks whose callers of the HTTP API need no key. Those that come by a proxy that http.trustProxy does not name do.',
      ),
  })
  .describe('Who may call the HTTP API, and gRPC.');

const LogicOpsSection = OpsSection(3110)
  .safeExtend({
    enabled: z
      .boolean()
      .default(false)
      .describe('Whether health and metrics have a port of their own, and the HTTP API has none of them.'),
  })
  .describe('HTTP server of its own for /health/live, /health/ready and /metrics. Nobody needs a key there.');

const PublicSection = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe('Whether what anybody may ask has a port of its own. The HTTP API has it all the same.'),
    ...listenKeys(3112),
  })
  .describe(
    'HTTP server of its own for nodes/weighted of both APIs and health, by HTTPS where tls.cert is set: for everybody, while only programs reach the HTTP API.',
  );

const DocsSection = z
  .strictObject({
    enabled: z
      .boolean()
      .optional()
      .describe(
        'Serve Swagger UI at /docs and the document at /docs-json, to all who reach the HTTP API; without a value where http.host is a loopback address.',
      ),
  })
  .describe('Documentation of the HTTP API.');

const ConsoleSection = z
  .strictObject({
    enabled: z
      .boolean()
      .optional()
      .describe(
        'Serve the console at /console, to all who reach the HTTP API; what it shows needs the same keys as the API. Without a value where http.host is a loopback address.',
      ),
  })
  .describe('The web console for operators.');

const QueueSection = z
  .strictObject({
    ...pushQueueKeys,
    ackTimeout: duration({ min: 100, max: 60_000 })
      .default(1_500)
      .describe('How long a push waits for JetStream to store it before it is answered with 503.'),
    maxPending: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(20_000)
      .describe('Pushes that may wait for JetStream at a time; one more is answered with 503.')
      .meta(live),
    groupMax: z
      .number()
      .int()
      .min(1)
      .max(POSITIONS)
      .default(256)
      .describe(
        "Pushes that are stored as one message at most, where many come at once for a partition; 1 = each by itself, as goim's own jobs read them.",
      )
      .meta(live),
    gather: duration({ min: 0, max: 100 })
      .default(2)
      .describe(
        'So far apart pushes are stored where they come faster than that, those of all partitions together; one that comes alone is stored at once. It spares NATS and job wake-ups. 0 = as soon as possible.',
      )
      .meta(live),
    idempotencyBytes: byteSize({ min: 1024 * 1024, max: Number.MAX_SAFE_INTEGER })
      .default(256 * 1024 * 1024)
      .describe(
        'Size at which the bucket of idempotency keys, each kept for 2 minutes, takes no new ones: pushes with them are stored once by the ids that the queue knows alone. NATS reserves so much disk.',
      ),
  })
  .describe('Push queue in JetStream.');

const SessionSection = z
  .strictObject({
    ttl: duration({ min: 10_000, max: 24 * 3_600_000 })
      .default(30 * 60_000)
      .describe('Life of a session that its comet does not renew.'),
    heartbeat: duration({ min: 1_000, max: 3_600_000 })
      .default(4 * 60_000)
      .describe('How often clients are to send a heartbeat.')
      .meta(liveFor('new sessions')),
    heartbeatMax: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(2)
      .describe('Heartbeats that may be missed: heartbeat x heartbeatMax without one closes the connection.')
      .meta(liveFor('new sessions')),
    maxPerMember: z
      .number()
      .int()
      .min(0)
      .max(10_000)
      .default(0)
      .describe('Sessions that one member may have at a time; 0 = no limit. Anonymous clients have none.')
      .meta(liveFor('new sessions')),
    onTooMany: z
      .enum(['refuse', 'close-oldest'])
      .default('refuse')
      .describe("What happens above maxPerMember: the new session is refused, or the member's oldest one is closed.")
      .meta(liveFor('new sessions')),
    keyTakeover: z
      .enum(['same-member', 'anyone'])
      .default('same-member')
      .describe(
        "Who may take over the key of a session that is online: another connection of its member, or whoever names it, as in goim. An anonymous client's key may be taken by other anonymous ones.",
      ),
    maxBytes: byteSize({ min: 1024 * 1024, max: Number.MAX_SAFE_INTEGER })
      .default(1024 * 1024 * 1024)
      .describe(
        'Size at which the bucket of sessions refuses new ones, and renewals; some 300 bytes each. NATS reserves so much disk.',
      ),
  })
  .describe('Sessions.');

const NodesSection = z
  .strictObject({
    defaultDomain: z
      .string()
      .default('127.0.0.1')
      .describe('Where clients are sent while no comet is known.')
      .meta(live),
    hostDomain: z
      .string()
      .default('')
      .describe("Appended to a comet's host name for clients of platform web.")
      .meta(live),
    tcpPort: port().default(3101).describe('TCP port that clients are told.').meta(live),
    wsPort: port().default(3102).describe('WebSocket port that clients are told.').meta(live),
    wssPort: port().default(3103).describe('Secure WebSocket port that clients are told.').meta(live),
    regions: z
      .string()
      .default('')
      .describe(
        'TOML file with the networks of each region, such as `[regions] sh = ["10.0.0.0/8"]`; read again when it changes. Empty = no client has a region.',
      ),
    regionWeight: z
      .number()
      .min(1)
      .max(100)
      .default(1.6)
      .describe("Gain of the comets in the client's own region.")
      .meta(live),
  })
  .describe('What clients are told when they ask where to connect.');

const BackoffSection = z
  .strictObject({
    maxDelay: z.number().int().min(0).max(86_400).default(300).describe('Longest wait, in seconds.').meta(live),
    baseDelay: z.number().int().min(0).max(86_400).default(3).describe('First wait, in seconds.').meta(live),
    factor: z.number().min(1).max(100).default(1.8).describe('Each wait is so many times the one before.').meta(live),
    jitter: z.number().min(0).max(1).default(0.3).describe('Share of a wait that is left to chance.').meta(live),
  })
  .describe("How clients are told to wait between two attempts to connect, in goim's names and units.");

const GoimCometsSection = z
  .strictObject({
    port: port().default(3109).describe("gRPC port of goim's comets, at the address that they call from."),
    addresses: z
      .array(expects(z.string().regex(COMET_ADDRESS), 'a comet and its address, such as "goim-host-1=10.0.0.5:3109"'))
      .default([])
      .describe('gRPC addresses of those that are reached elsewhere.'),
  })
  .describe("Comets of goim's own that call by gRPC, as while a cluster moves from goim.");

const UpstreamSection = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Keep what clients send in the stream GOIM_UPSTREAM.'),
    maxAge: duration({ min: 60_000, max: 365 * 24 * 3_600_000 })
      .default(72 * 3_600_000)
      .describe('Older messages are dropped from the stream, read or not.'),
    maxBytes: byteSize({ min: 1024 * 1024, max: Number.MAX_SAFE_INTEGER })
      .default(512 * 1024 * 1024)
      .describe('Size at which the oldest messages are dropped from the stream, read or not.'),
    timeout: duration({ min: 10, max: 60_000 })
      .default(1_000)
      .describe(
        "How long the interceptors may take for a message; with queue.ackTimeout below comet's session.logicTimeout.",
      ),
    relay: z
      .enum(['members', 'off'])
      .default('off')
      .describe(
        'Who may have a message relayed to a room, by operation 4: its members, anonymous ones as well, or nobody, as in goim.',
      ),
    relayOperation: z
      .number()
      .int()
      .min(4)
      .max(2_147_483_647)
      .default(4)
      .describe('Operation by which relayed messages are pushed. No pushes of business systems should have the same.'),
  })
  .describe('What clients send: operation 4, and those that are not of the protocol.');

const LogicHistorySection = HistorySection.safeExtend({
  maxPageBytes: byteSize({ min: 64 * 1024, max: 256 * 1024 * 1024 })
    .default(4 * 1024 * 1024)
    .describe('Bodies that one page may hold; a page ends early rather than to exceed it.'),
}).describe('History of messages, in PostgreSQL.');

const ExamplesSection = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe(
        'Serve the chat at /examples/chat. Anybody may write there, so only `npm start` turns it on by itself.',
      ),
  })
  .describe('Pages that show what can be made with the client library.');

export const LogicConfig = z.strictObject({
  extensions: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Nest modules to load: the default exports of JavaScript files (paths from the working directory) or packages.',
    ),
  bus: section(BusSection),
  http: section(HttpSection),
  api: section(ApiSection),
  ops: section(LogicOpsSection),
  public: section(PublicSection),
  docs: section(DocsSection),
  console: section(ConsoleSection),
  tls: section(TlsSection),
  grpc: section(GrpcSection(3119)),
  queue: section(QueueSection),
  session: section(SessionSection),
  auth: section(AuthSection),
  rooms: section(RoomsSection),
  upstream: section(UpstreamSection),
  history: section(LogicHistorySection),
  nodes: section(NodesSection),
  backoff: section(BackoffSection),
  goimComets: section(GoimCometsSection),
  examples: section(ExamplesSection),
  log: section(LogSection),
});
export type LogicConfig = z.output<typeof LogicConfig>;
