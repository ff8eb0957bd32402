import { z } from 'zod';
import { text } from '../../http/values.js';

export const NodesWeightedQuery = z.object({
  platform: text
    .default('')
    .meta({ description: "`web` gets host names, anything else the comets' own addresses", example: 'web' }),
});
export type NodesWeightedQuery = z.output<typeof NodesWeightedQuery>;

export const NodesWeighted = z.object({
  domain: z.string().meta({ example: 'conn.example.com' }),
  tcp_port: z.int().meta({ example: 3101 }),
  ws_port: z.int().meta({ example: 3102 }),
  wss_port: z.int().meta({ example: 3103 }),
  heartbeat: z.int().describe('Seconds between two heartbeats').meta({ example: 240 }),
  nodes: z
    .array(z.string())
    .describe('Where to connect, the best first')
    .meta({ example: ['comet-1.example.com'] }),
  backoff: z
    .object({ max_delay: z.int(), base_delay: z.int(), factor: z.number(), jitter: z.number() })
    .describe('How to wait between two attempts, in seconds'),
  heartbeat_max: z.int().describe('Heartbeats that may be missed').meta({ example: 2 }),
});

/** A comet as goim's discovery describes it: what is counted is text. */
export const NodeInstance = z.object({
  region: z.string().meta({ example: 'sh' }),
  zone: z.string().meta({ example: 'sh001' }),
  env: z.string().meta({ example: 'dev' }),
  appid: z.literal('goim.comet'),
  hostname: z.string().meta({ example: 'comet-1' }),
  addrs: z
    .array(z.string())
    .describe('Where it takes pushes by gRPC')
    .meta({ example: ['grpc://10.0.0.1:3109'] }),
  version: z.string(),
  latest_timestamp: z.number().describe('When it was last heard of, in nanoseconds since the epoch'),
  metadata: z.object({
    addrs: z.string().describe('Where clients connect, comma-separated'),
    conn_count: z.string().meta({ example: '1' }),
    ip_count: z.string().meta({ example: '1' }),
    offline: z.string().meta({ example: 'false' }),
    weight: z.string().meta({ example: '10' }),
  }),
});
export type NodeInstance = z.output<typeof NodeInstance>;
