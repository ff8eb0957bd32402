import { BusSection, byteSize, duration, host, LogSection, OpsSection, port, section, SecuritySection } from '#config';
import { z } from 'zod';

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
    addrs: z
      .array(z.string().min(1))
      .default([])
      .describe('Addresses that clients are told to connect to; the host name by default.'),
    weight: z.number().int().min(0).max(10_000).default(10).describe('Share of the new clients, against other comets.'),
    offline: z.boolean().default(false).describe('Take no new clients by the list of nodes; those there are stay.'),
  })
  .describe('What this comet says of itself.');

const TcpSection = z
  .strictObject({
    host: host().default('127.0.0.1').describe('Address to listen on.'),
    port: port().default(3101).describe('Port to listen on; 0 takes any free one.'),
  })
  .describe('Clients by TCP.');

const WebsocketSection = z
  .strictObject({
    host: host().default('127.0.0.1').describe('Address to listen on.'),
    port: port().default(3102).describe('Port to listen on; 0 takes any free one.'),
  })
  .describe('Clients by WebSocket, path /sub.');

const ConnectionSection = z
  .strictObject({
    handshakeTimeout: duration({ min: 100, max: 600_000 })
      .default(8_000)
      .describe('How long a client may take until it is authenticated.'),
    maxPending: byteSize({ min: 1024, max: 1024 * 1024 * 1024 })
      .default(256 * 1024)
      .describe('Bytes that may wait for a client that reads slowly.'),
    onOverflow: z
      .enum(['disconnect', 'drop'])
      .default('disconnect')
      .describe(
        'What happens to a client above maxPending: it is disconnected, or pushes to it are dropped (as goim does).',
      ),
    maxUpstream: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(32)
      .describe('Messages of one client that may wait for logic; then it is not read from.'),
    upstreamRate: z
      .number()
      .min(0)
      .max(1_000_000)
      .default(100)
      .describe('Messages a second that one client may send to logic; more are refused as rate-limited. 0 = no limit.'),
    upstreamBurst: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(200)
      .describe('Messages of one client that may come at once, above upstreamRate.'),
    maxAccepts: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(1_000)
      .describe('Operations that one client may subscribe to.'),
    maxRooms: z
      .number()
      .int()
      .min(0)
      .max(1_000)
      .default(16)
      .describe("Rooms that one client may join beside goim's one (operation 18)."),
    backlog: z
      .number()
      .int()
      .min(1)
      .max(65_535)
      .default(4_096)
      .describe('Connections that the kernel keeps until they are accepted (bounded by net.core.somaxconn).'),
  })
  .describe('Limits of one client, on any transport.');

const SessionSection = z
  .strictObject({
    renewInterval: duration({ min: 1_000, max: 3_600_000 })
      .default(10 * 60_000)
      .describe("How often a session is renewed with logic while heartbeats come; well below logic's session.ttl."),
    logicTimeout: duration({ min: 100, max: 60_000 }).default(3_000).describe('How long logic may take to answer.'),
    onlineInterval: duration({ min: 100, max: 600_000 })
      .default(10_000)
      .describe('How often the online counts of the rooms are asked for.'),
  })
  .describe('Sessions.');

const HubSection = z
  .strictObject({
    buckets: z.number().int().min(1).max(1_024).default(32).describe('Shards of the table of connections.'),
    flushInterval: duration({ min: 0, max: 1_000 })
      .default(5)
      .describe('A room that pushes keep coming to is written to at most once in this time; a quiet one at once.'),
    slice: duration({ min: 1, max: 1_000 })
      .default(2)
      .describe('Longest time of writing without letting heartbeats and joins through.'),
  })
  .describe('Fan-out to the connections.');

const ShutdownSection = z
  .strictObject({
    window: duration({ min: 0, max: 60_000 })
      .default(5_000)
      .describe('Time over which the clients are closed at shutdown, so that not all come back at once.'),
  })
  .describe('Shutdown.');

export const CometConfig = z.strictObject({
  workers: z
    .number()
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe('Processes that share the ports of the clients, each a comet of its own; one for each core.'),
  bus: section(BusSection),
  node: section(NodeSection),
  tcp: section(TcpSection),
  websocket: section(WebsocketSection),
  connection: section(ConnectionSection),
  session: section(SessionSection),
  hub: section(HubSection),
  shutdown: section(ShutdownSection),
  ops: section(OpsSection(3100)),
  security: section(SecuritySection),
  log: section(LogSection),
});
export type CometConfig = z.output<typeof CometConfig>;
