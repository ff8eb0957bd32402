import type { CometId } from './ids.js';

/** A comet's entry in the bucket of nodes. The comet writes all of it at every refresh. */
export interface NodeInfo {
  id: CometId;
  region: string;
  zone: string;
  env: string;
  hostname: string;
  /** Host names or addresses that clients connect to, where they ask for no platform. */
  addrs: string[];
  weight: number;
  /** An offline node takes no new clients; those it has stay. */
  offline: boolean;
  connections: number;
  /** Number of different client addresses. */
  ips: number;
  version: string;
  /** Milliseconds since 1970, by the comet's clock. */
  startedAt: number;
  /** `host:port` where it serves goim.comet.Comet; absent where it does not. */
  grpc?: string;
  /** A legacy comet: it is not on the bus, gets its pushes by gRPC, and logics write its entry. */
  goim?: true;
}

/** How often a comet refreshes its entry, and how long the entry lives without a refresh: three refreshes may fail. */
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
