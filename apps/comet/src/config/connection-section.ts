import { byteSize, duration, live, liveFor } from '#config';
import { z } from 'zod';

export const ConnectionSection = z
  .strictObject({
    handshakeTimeout: duration({ min: 100, max: 600_000 })
      .default(8_000)
      .describe('How long a client may take until it is authenticated.')
      .meta(liveFor('new connections')),
    expiryGrace: duration({ min: 0, max: 600_000 })
      .default(25_000)
      .describe('How long a client may stay after its token has ended, to send another (operation 32).'),
    extensions: z
      .boolean()
      .default(true)
      .describe(
        "What goim does not have: extra rooms (18, 20), pages of the history (26), other tokens (32), version 2. Off = goim's protocol alone: such operations are messages like others, for clients that use these numbers themselves.",
      )
      .meta(live),
    maxPending: byteSize({ min: 1024, max: 1024 * 1024 * 1024 })
      .default(256 * 1024)
      .describe('Bytes that may wait for a client that reads slowly.')
      .meta(live),
    onOverflow: z
      .enum(['disconnect', 'drop'])
      .default('disconnect')
      .describe(
        'What happens to a client above maxPending: it is disconnected, or pushes to it are dropped (as goim does).',
      )
      .meta(live),
    maxUpstream: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(32)
      .describe('Messages of one client that may wait for logic; then it is not read from.')
      .meta(live),
    upstreamRate: z
      .number()
      .min(0)
      .max(1_000_000)
      .default(100)
      .describe('Messages a second that one client may send to logic; more are refused as rate-limited. 0 = no limit.')
      .meta(liveFor('new connections')),
    upstreamBurst: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(200)
      .describe('Messages of one client that may come at once, above upstreamRate.')
      .meta(liveFor('new connections')),
    memberRate: z
      .number()
      .min(0)
      .max(1_000_000)
      .default(200)
      .describe(
        'Messages a second that one member may send to logic over all its connections with a process; more are refused as rate-limited. Clients without a member, and those whose token is taken at its word, are not counted together. 0 = no limit.',
      ),
    memberBurst: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(400)
      .describe('Messages of one member that may come at once, above memberRate.'),
    controlRate: z
      .number()
      .min(0)
      .max(1_000_000)
      .default(100)
      .describe(
        'Packets a second that one client may send beside its messages, such as heartbeats and changes of rooms, also before its auth; more close its connection as rate-limited. 0 = no limit.',
      ),
    controlBurst: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(2_000)
      .describe(
        'Such packets of one client that may come at once, above controlRate; messages above upstreamRate count too.',
      ),
    maxAccepts: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(1_000)
      .describe('Operations that one client may subscribe to.')
      .meta(live),
    maxRooms: z
      .number()
      .int()
      .min(0)
      .max(1_000)
      .default(16)
      .describe('Extra rooms that one client may join (operation 18).')
      .meta(live),
    maxConnections: z
      .number()
      .int()
      .min(0)
      .max(10_000_000)
      .default(0)
      .describe(
        'Connections that each process has at a time; one more is closed as too-many-connections. 0 = as many as it may open files for (ulimit -n), less 256, or a quarter, which are kept back for health, metrics and NATS.',
      ),
    maxPerAddress: z
      .number()
      .int()
      .min(0)
      .max(10_000_000)
      .default(2_000)
      .describe(
        'Connections from one address (of IPv6: from its first 64 bits) that each process has at a time; one more is closed as too-many-connections. This machine and the networks of proxies are not counted. 0 = any number.',
      ),
    maxPerMember: z
      .number()
      .int()
      .min(0)
      .max(10_000_000)
      .default(100)
      .describe(
        'Connections of one member that each process has at a time; one more is closed as too-many-connections, unless it takes the place of one with its key. Clients without a member, and those whose token is taken at its word, are not counted. 0 = any number.',
      ),
    addressRate: z
      .number()
      .min(0)
      .max(1_000_000)
      .default(200)
      .describe('New connections from one address a second, in the same way. 0 = any number.'),
    addressBurst: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(2_000)
      .describe('New connections from one address that may come at once, above addressRate.'),
    backlog: z
      .number()
      .int()
      .min(1)
      .max(65_535)
      .default(4_096)
      .describe('Connections that the kernel keeps until they are accepted (bounded by net.core.somaxconn).'),
  })
  .describe('Limits of one client, on any transport.');
