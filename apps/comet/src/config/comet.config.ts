import { callerKeys } from '#callers';
import {
  allowedHosts,
  allowedOrigins,
  BusSection,
  byteSize,
  duration,
  GrpcSection,
  host,
  listenKeys,
  live,
  liveFor,
  LogSection,
  OpsSection,
  proxyNetworks,
  proxyProtocolKeys,
  section,
  TlsSection,
} from '#config';
import { z } from 'zod';
import { ConnectionSection } from './connection-section.js';

const NodeSection = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe(
        "Beginning of this comet's id, which ends with a part of its own for each start; the host name by default.",
      ),
    region: z.string().default('sh').describe('Region that this comet stands in.'),
    zone: z.string().default('sh001').describe('Zone of the region.'),
    env: z.string().default('dev').describe('Environment, such as dev or prod.'),
    host: host().optional().describe('Host name that clients are given; the name of the machine by default.'),
    addrs: z
      .array(z.string().min(1))
      .default([])
      .describe('Addresses that clients are given to connect to; the host name by default.')
      .meta(live),
    weight: z
      .number()
      .int()
      .min(0)
      .max(10_000)
      .default(10)
      .describe('Share of the new clients, against other comets.')
      .meta(live),
    offline: z
      .boolean()
      .default(false)
      .describe('Take no new clients by the list of nodes; those there are stay.')
      .meta(live),
  })
  .describe('What this comet says of itself.');

const CometBusSection = BusSection.safeExtend({
  bucketsBy: z
    .enum(['nats', 'logic'])
    .default('nats')
    .describe(
      'Who asks NATS for the buckets that this comet needs: "nats" = itself, "logic" = a logic, which has to run before a comet starts. Then its user at NATS needs no right to ask JetStream anything, as in docs/nats-permissions.conf.',
    ),
}).describe('Connection to NATS, the only broker.');

const TcpSection = z
  .strictObject({
    ...listenKeys(3101),
  })
  .describe('Clients by TCP.');

const WebsocketSection = z
  .strictObject({
    ...listenKeys(3102),
    maxSilence: duration({ min: 0, max: 3_600_000 })
      .default(50_000)
      .describe(
        'Longest time without anything sent to a client, also by TLS: then a ping is, since proxies often end what is quiet for a minute. 0 = no pings.',
      ),
  })
  .describe('Clients by WebSocket, path /sub.');

const TcpsSection = z
  .strictObject({
    ...listenKeys(3105),
  })
  .describe('Clients by TCP with TLS, where tls.cert is set.');

const WssSection = z
  .strictObject({
    ...listenKeys(3103),
  })
  .describe('Clients by WebSocket with TLS, path /sub, where tls.cert is set.');

const HttpSection = z
  .strictObject({
    ...listenKeys(3104),
    tls: z.boolean().default(true).describe('Speak HTTPS instead of HTTP, where tls.cert is set.'),
    maxConnections: z
      .number()
      .int()
      .min(1)
      .max(10_000_000)
      .default(100_000)
      .describe('Clients by HTTP that may be connected; one more is answered with 503.')
      .meta(live),
    maxBody: byteSize({ min: 8 * 1024, max: 1024 * 1024 })
      .default(64 * 1024)
      .describe('Longest body of a request; a longer one is answered with 413.'),
    maxWait: duration({ min: 1_000, max: 600_000 })
      .default(60_000)
      .describe('How long a poll may wait for messages, whatever it asks for.'),
    keepAlive: duration({ min: 1_000, max: 600_000 })
      .default(15_000)
      .describe('How often something is written to an event stream, so that nobody on the way takes it for dead.')
      .meta(live),
    replay: byteSize({ min: 0, max: 1024 * 1024 * 1024 })
      .default(64 * 1024)
      .describe('Bytes kept of what an event stream was sent, for a client that comes back after its stream broke.')
      .meta(live),
    allowedHosts: allowedHosts().describe(
      'Names by which clients may ask for this comet (Host), by WebSocket as well, else they get 421: those of node.host and node.addrs, an address, localhost, the name of the machine and names without a dot always may; "*" = any.',
    ),
    allowedOrigins: allowedOrigins().describe(
      'Origins whose pages may use this port (CORS) and the WebSocket, else they get 403. Pages of the host that they connect to may use the WebSocket anyway, whatever its port; "*" = any, without cookies by HTTP.',
    ),
  })
  .describe('Clients by HTTP: long polling and Server-Sent Events.');

const ProxiesSection = z
  .strictObject({
    trusted: proxyNetworks().describe(
      "Proxies and load balancers whose X-Forwarded-For is taken for the client's address, by WebSocket and HTTP; without them it is theirs.",
    ),
    ...proxyProtocolKeys('client', ', at all ports for clients'),
  })
  .describe('What stands between comet and its clients.');

const SessionSection = z
  .strictObject({
    renewInterval: duration({ min: 1_000, max: 3_600_000 })
      .default(10 * 60_000)
      .describe(
        "How often a session is renewed with logic, at least; more often where a third of logic's session.ttl is less.",
      )
      .meta(liveFor('the next renewal of each session')),
    renewSpacing: duration({ min: 0, max: 60_000 })
      .default(200)
      .describe(
        'Least time between two renewals of a session. A change of its rooms is one, and every logic hears of each; changes in between go together.',
      )
      .meta(live),
    maxAdmissions: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(256)
      .describe(
        'Clients that logic is asked about at a time, at most. They go in by a rate: 500 a second, and up to 5,000 where they would wait for more than 4 s by that, or more come all the time. Others wait, until connection.handshakeTimeout.',
      )
      .meta(live),
    logicTimeout: duration({ min: 100, max: 60_000 }).default(3_000).describe('How long logic may take to answer.'),
    onlineInterval: duration({ min: 100, max: 600_000 })
      .default(10_000)
      .describe('How often the online counts of the rooms are asked for.')
      .meta(live),
  })
  .describe('Sessions.');

const HubSection = z
  .strictObject({
    buckets: z.number().int().min(1).max(1_024).default(32).describe('Shards of the table of connections.'),
    flushInterval: duration({ min: 0, max: 1_000 })
      .default(5)
      .describe('A room that pushes keep coming to is written to at most once in this time; a quiet one at once.')
      .meta(live),
    slice: duration({ min: 1, max: 1_000 })
      .default(2)
      .describe('Longest time of writing without letting heartbeats and joins through.')
      .meta(live),
  })
  .describe('Fan-out to the connections.');

const CatchUpSection = z
  .strictObject({
    maxMessages: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(300)
      .describe('Messages of one target that a client of version 2 is sent when it comes back; of more, the newest.'),
    maxPerConnection: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .default(1_000)
      .describe('The same over all targets of one connection.'),
    concurrency: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(32)
      .describe('Requests for missed messages to logic at a time.'),
    timeout: duration({ min: 100, max: 60_000 })
      .default(4_000)
      .describe('How long logic may take for such a request; above the 2 s that it waits for the history.'),
    resumeWithin: duration({ min: 100, max: 600_000 })
      .default(8_000)
      .describe('How long a client of version 2 may take to say where it goes on; then it goes on from where it is.'),
  })
  .describe('Messages that clients have missed.');

const ShutdownSection = z
  .strictObject({
    window: duration({ min: 0, max: 60_000 })
      .default(5_000)
      .describe(
        'Time over which the clients are closed at shutdown, so that not all come back at once. What stops the process must wait ' +
          'for some 20 s longer before it kills it.',
      )
      .meta(live),
  })
  .describe('Shutdown.');

const ApiSection = z
  .strictObject(callerKeys)
  .describe('Who may push by gRPC from networks that grpc.open does not have.');

export const CometConfig = z.strictObject({
  workers: z
    .number()
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe('Processes that share the ports of the clients, each a comet of its own; one for each core.'),
  bus: section(CometBusSection),
  node: section(NodeSection),
  tcp: section(TcpSection),
  websocket: section(WebsocketSection),
  tcps: section(TcpsSection),
  wss: section(WssSection),
  http: section(HttpSection),
  tls: section(TlsSection),
  proxies: section(ProxiesSection),
  connection: section(ConnectionSection),
  session: section(SessionSection),
  hub: section(HubSection),
  catchUp: section(CatchUpSection),
  shutdown: section(ShutdownSection),
  grpc: section(GrpcSection(3109)),
  api: section(ApiSection),
  ops: section(OpsSection(3100)),
  log: section(LogSection),
});
export type CometConfig = z.output<typeof CometConfig>;
