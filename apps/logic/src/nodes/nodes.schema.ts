import { z } from 'zod';
import { cometId, text } from '../http/values.js';

export const NodePath = z.object({
  id: cometId.meta({ description: "The node's id, as the list tells it", example: 'comet-1' }),
});
export type NodePath = z.output<typeof NodePath>;

export const WeightedQuery = z.object({
  platform: text
    .default('')
    .meta({ description: "`web` gets host names, anything else the nodes' own addresses", example: 'web' }),
});
export type WeightedQuery = z.output<typeof WeightedQuery>;

export const NodeOffline = z
  .strictObject({ offline: z.boolean().describe('Whether it is to take no new clients; those it has stay') })
  .meta({ id: 'NodeOffline', example: { offline: true } });
export type NodeOffline = z.output<typeof NodeOffline>;

const count = z.number().int().min(0);
const seconds = z.number().describe('Seconds');

export const NodeView = z
  .strictObject({
    id: z.string(),
    region: z.string(),
    zone: z.string(),
    env: z.string(),
    hostname: z.string(),
    addrs: z.array(z.string()).describe('Where clients that ask for no platform connect'),
    weight: z.number(),
    offline: z.boolean().describe('Takes no new clients'),
    connections: count,
    ips: count.describe("Different addresses among its clients'"),
    version: z.string(),
    startedAt: z.iso.datetime(),
  })
  .meta({ id: 'Node' });
export type NodeView = z.output<typeof NodeView>;

export const NodeList = z.strictObject({ nodes: z.array(NodeView) }).meta({ id: 'NodeList' });
export type NodeList = z.output<typeof NodeList>;

export const WeightedNodes = z
  .strictObject({
    domain: z.string().describe('Where to connect if none of the nodes answers'),
    tcpPort: count,
    wsPort: count,
    wssPort: count,
    nodes: z.array(z.string()).describe('Host names or addresses, the best first'),
    heartbeat: seconds.describe('Seconds between two heartbeats'),
    heartbeatMax: count.describe('Heartbeats that may be missed'),
    backoff: z
      .strictObject({ baseDelay: seconds, maxDelay: seconds, factor: z.number(), jitter: z.number() })
      .describe('How to wait between two attempts to connect'),
  })
  .meta({ id: 'WeightedNodes' });
export type WeightedNodes = z.output<typeof WeightedNodes>;
