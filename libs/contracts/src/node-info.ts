import type { CometId } from './ids.js';

/** What a comet says of itself in the node bucket. Written whole at every refresh. */
export interface NodeInfo {
  id: CometId;
  region: string;
  zone: string;
  env: string;
  hostname: string;
  /** Where clients that ask for no platform connect: host names or addresses. */
  addrs: string[];
  weight: number;
  /** An offline node takes no new clients; those it has stay. */
  offline: boolean;
  connections: number;
  /** Different client addresses. */
  ips: number;
  version: string;
  /** Milliseconds since the epoch, by the comet's clock. */
  startedAt: number;
  /** `host:port` where it serves goim.comet.Comet; absent where it does not. */
  grpc?: string;
  /** A comet of goim's own: it is not on the bus, gets its pushes by gRPC, and is kept in the list by logics. */
  goim?: true;
}

/** How often a comet refreshes its entry, and how long the entry lives without: three refreshes may fail. */
export const NODE_REFRESH_MS = 3_000;
export const NODE_TTL_MS = 12_000;

/** @throws Error where the bytes are no node's entry */
export function decodeNodeInfo(bytes: Uint8Array): NodeInfo {
  const value: unknown = JSON.parse(Buffer.from(bytes).toString());
  if (typeof value !== 'object' || value === null || typeof (value as NodeInfo).id !== 'string') {
    throw new Error('a node entry is an object with an id');
  }
  return value as NodeInfo;
}

export function encodeNodeInfo(info: NodeInfo): Uint8Array {
  return Buffer.from(JSON.stringify(info));
}
