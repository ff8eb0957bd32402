import type { CometId, RoomKey } from './ids.js';

// FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
const FNV_OFFSET_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** What does not stay as it is in a token of a subject. */
const ESCAPED = /[^A-Za-z0-9_-]/gu;
const FIRST_OF_SEVERAL_BYTES = 0x80;

/** Every subject, stream and bucket of the system, so that none is typed by hand elsewhere. */

export const PUSH_STREAM = 'GOIM_PUSH';
export const DEAD_LETTER_STREAM = 'GOIM_DEAD';
export const UPSTREAM_STREAM = 'GOIM_UPSTREAM';
export const HISTORY_STREAM = 'GOIM_HISTORY';

export const SESSION_BUCKET = 'goim_sessions';
export const NODE_BUCKET = 'goim_nodes';
export const LEASE_BUCKET = 'goim_leases';
export const CONFIG_BUCKET = 'goim_config';
export const IDEMPOTENCY_BUCKET = 'goim_idempotency';
export const BAN_BUCKET = 'goim_bans';

/** Begins the subjects on which a logic asks JetStream of the buckets for comets that may not; what follows is as JetStream has it. */
export const BUCKETS_BY_LOGIC = 'goim.buckets';
/** The same for what jobs ask of the streams that they make. */
export const STREAMS_BY_LOGIC = 'goim.streams';

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
  /** Where job puts the messages of a partition for the writer of the history. */
  historyPartition: (partition: number): string => `goim.history.${partition}`,
  allHistory: 'goim.history.*',
  /** Messages that were taken back, to all comets. */
  withdrawn: 'goim.withdrawn',
  /** Where logic keeps what clients sent by an operation. */
  upstream: (operation: number): string => `goim.upstream.${operation}`,
  allUpstream: 'goim.upstream.*',
  /**
   * Pushes by key to one comet, which answers one that wants an answer as it does a fence. One without keys is a probe: it is
   * answered where the comet has taken it.
   */
  cometPush: (comet: CometId): string => cometSubject(comet, 'push'),
  /**
   * A request that the comet answers once it has taken every push that the same connection sent it before: the bus keeps
   * the order between two connections.
   */
  cometFence: (comet: CometId): string => cometSubject(comet, 'fence'),
  /** A request that a job answers for as long as its process is on the bus. */
  jobPresence: (job: string): string => `goim.job.${encodeToken(job)}.presence`,
  /** Pushes to one room. A comet listens while it holds members. */
  room: (room: RoomKey): string => `goim.room.${encodeToken(room)}`,
  /** A legacy comet's counts of its rooms, from the logic that it reported to, to all logics. */
  roomReport: 'goim.logic.room-report',
  /** What became of the pushes whose pushers asked, from whoever knows something of one, to all logics. */
  receipts: 'goim.logic.receipts',
  /** What each process tells the logics of itself. */
  report: 'goim.report',
  /** Pushes to every connection of every comet. */
  broadcast: 'goim.broadcast',
} as const;

/**
 * The partition of the push queue that a name belongs to: the FNV-1a hash of its UTF-8 bytes, modulo the number of
 * partitions. Every process must agree on it, so it never changes for a given number of partitions.
 */
export function partitionOf(name: string, partitions: number): number {
  let hash = FNV_OFFSET_BASIS;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code >= FIRST_OF_SEVERAL_BYTES) return hashOf(Buffer.from(name)) % partitions;
    hash = Math.imul(hash ^ code, FNV_PRIME);
  }
  return (hash >>> 0) % partitions;
}

function hashOf(bytes: Uint8Array): number {
  let hash = FNV_OFFSET_BASIS;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash >>> 0;
}

/** The durable consumer that jobs work one partition through. */
export function partitionConsumer(partition: number): string {
  return `job-${partition}`;
}

/** The durable consumer that one job at a time writes the history by. */
export const HISTORY_CONSUMER = 'history-writer';

/** Queue group of logic's request handlers: one logic answers each request. */
export const LOGIC_QUEUE_GROUP = 'goim.logic';

/**
 * Turns any string into one token of a NATS subject or a KV key that people can still read: letters, digits, `_` and `-`
 * stay, every other UTF-8 byte becomes `=XX`. Reversible by `decodeToken`. At most three characters a byte.
 */
export function encodeToken(text: string): string {
  return text.replaceAll(ESCAPED, escape);
}

/** Those of one byte: rooms have `://` in them. */
const ESCAPES: readonly string[] = Array.from({ length: FIRST_OF_SEVERAL_BYTES }, (_, byte) => escapeByte(byte));

function escapeByte(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function escape(character: string): string {
  const known = ESCAPES[character.charCodeAt(0)];
  if (known) return known;
  let token = '';
  for (const byte of Buffer.from(character)) token += escapeByte(byte);
  return token;
}

/** @throws URIError where `token` was not made by `encodeToken` */
export function decodeToken(token: string): string {
  return decodeURIComponent(token.replaceAll('=', '%'));
}
