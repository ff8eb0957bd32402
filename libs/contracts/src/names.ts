import type { CometId, RoomKey } from './ids.js';
import { encodeToken } from './subject-token.js';

/** Every subject, stream and bucket of the system, so that none is typed by hand elsewhere. */

export const PUSH_STREAM = 'GOIM_PUSH';
export const DEAD_LETTER_STREAM = 'GOIM_DEAD';
export const UPSTREAM_STREAM = 'GOIM_UPSTREAM';

export const SESSION_BUCKET = 'goim_sessions';
export const NODE_BUCKET = 'goim_nodes';
export const LEASE_BUCKET = 'goim_leases';
export const CONFIG_BUCKET = 'goim_config';
export const IDEMPOTENCY_BUCKET = 'goim_idempotency';

/** What is meant for one comet alone. */
export function cometSubject(comet: CometId, name: string): string {
  return `goim.comet.${encodeToken(comet)}.${name}`;
}

export const subjects = {
  /** Where logic queues the tasks of one partition. */
  pushPartition: (partition: number): string => `goim.push.${partition}`,
  /** Where job puts the tasks of a partition that it gave up. */
  deadLetter: (partition: number): string => `goim.dead.${partition}`,
  allDeadLetters: 'goim.dead.*',
  /** Where logic keeps what clients sent by an operation. */
  upstream: (operation: number): string => `goim.upstream.${operation}`,
  allUpstream: 'goim.upstream.*',
  /** Pushes by key to one comet. */
  cometPush: (comet: CometId): string => cometSubject(comet, 'push'),
  /**
   * A request that the comet answers once it has taken every push that the same connection sent it before: the bus keeps
   * the order between two connections.
   */
  cometFence: (comet: CometId): string => cometSubject(comet, 'fence'),
  /** Pushes to one room. A comet listens while it holds members. */
  room: (room: RoomKey): string => `goim.room.${encodeToken(room)}`,
  /** What goim's own comets report of their rooms, from the logic that was told to all logics. */
  roomReport: 'goim.logic.room-report',
  /** Pushes to every connection of every comet. */
  broadcast: 'goim.broadcast',
} as const;

/** The durable consumer by which jobs work one partition. */
export function partitionConsumer(partition: number): string {
  return `job-${partition}`;
}

/** Queue group of logic's request handlers: one logic answers each request. */
export const LOGIC_QUEUE_GROUP = 'goim.logic';
