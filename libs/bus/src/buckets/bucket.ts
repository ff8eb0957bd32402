import { AppError, BUCKETS_BY_LOGIC, errorText } from '#contracts';
import { DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { Kvm, type KV } from '@nats-io/kv';
import { AckedPublisher, isFull, isMoved } from '../streams/acked-publisher.js';
import type { Bus } from '../connection/bus.js';
import { onServerRestart } from '../connection/server-restarts.js';
import type { StreamAsset } from '../durable/assets.js';
import { DurableAssets } from '../durable/durable-assets.js';
import { API_TIMEOUT_MS, isNoMessage, jetStreamApi, jetStreamClient } from '../streams/jetstream-api.js';

const MAX_PENDING_WRITES = 100_000;
/** Consumers of a bucket: one a process that watches it. Whoever may make them, as comets, must not have the server run out of memory. */
export const MAX_WATCHES = 4_096;
/** What the KV library creates a bucket with, where it lives as long. */
const MAX_DUPLICATE_WINDOW_MS = 120_000;
const NANOS_PER_MS = 1_000_000;
const NOTHING = new Uint8Array(0);
/** Header of an entry that says that the key was removed. */
export const KEY_OPERATION = 'KV-Operation';

export interface BucketOptions {
  /** Milliseconds that an entry lives after it was written; 0 = for ever. */
  readonly ttlMs: number;
  /** Copies; without it, those that the bucket has are left as they are, and its size as well. */
  readonly replicas?: number | undefined;
  /** Beyond it new entries are refused; by default what the bus has for each bucket. JetStream reserves it, or less where it has no room. */
  readonly maxBytes?: number | undefined;
}

export interface BucketEntry {
  readonly value: Uint8Array;
  readonly revision: number;
}

/** One JetStream key-value bucket: each key keeps its newest value, entries end `ttlMs` after they were written. */
export class Bucket {
  /** Writes are most of what a bucket is asked: the KV library would make a request of each. */
  private readonly publisher: AckedPublisher;

  private constructor(
    readonly bus: Bus,
    readonly name: string,
    private readonly kv: KV,
  ) {
    this.publisher = new AckedPublisher(
      bus,
      API_TIMEOUT_MS,
      { current: { maxPending: MAX_PENDING_WRITES } },
      streamOf(name),
    );
  }

  /**
   * Opens the bucket, creates it where it does not exist, and keeps it: an existing bucket's lifetime is changed to `ttlMs`,
   * and a bucket that is lost is created again, without its entries.
   *
   * @throws AppError `unavailable`
   */
  static async open(bus: Bus, name: string, options: BucketOptions): Promise<Bucket> {
    await Bucket.keep(bus, name, options);
    try {
      const kvm = new Kvm(jetStreamClient(bus));
      const open = (): Promise<KV> => kvm.open(name, { bindOnly: true, allow_direct: false });
      return new Bucket(bus, name, await DurableAssets.of(bus).untilAnswered(streamOf(name), open));
    } catch (cause) {
      throw cannotOpen(name, cause);
    }
  }

  /** Has the bucket be as the options say, from now on; whoever has opened it needs not open it again. @throws AppError `unavailable` */
  static async keep(bus: Bus, name: string, options: BucketOptions): Promise<void> {
    const stream = bucketStream(name, { ...options, maxBytes: options.maxBytes ?? bus.bucketBytes });
    await DurableAssets.of(bus)
      .keep(stream)
      .catch((cause: unknown) => {
        throw cannotOpen(name, cause);
      });
  }

  /** Creates the bucket again where it is gone, and does not wait for that to be noticed. @throws AppError `unavailable` */
  async ensure(): Promise<void> {
    await DurableAssets.of(this.bus).ensure(this.stream);
  }

  /** When it was created: milliseconds since 1970, by the store's clock; NaN: it was not seen yet. */
  createdAt(): number {
    return Date.parse(DurableAssets.of(this.bus).createdAt(this.stream) ?? '');
  }

  /**
   * Which of the buckets that had this name it is, as the store has it now: when it was created. Revisions of two of them
   * can't be compared.
   *
   * @throws AppError `unavailable`
   */
  async incarnation(): Promise<number> {
    return this.attempt('cannot look', async () => {
      const { streams } = await jetStreamApi(this.bus);
      return Date.parse((await streams.info(this.stream)).created);
    });
  }

  /** Calls the listener whenever the bucket was created anew, without its entries. @returns what ends that */
  onRecreated(listener: () => void): () => void {
    return onBucketRecreated(this.bus, this.name, listener);
  }

  /** @returns the entry's new revision; @throws AppError `unavailable` */
  async put(key: string, value: Uint8Array): Promise<number> {
    return this.attempt(`cannot write ${key}`, () => this.write(key, value));
  }

  /** Writes a key that does not exist. @returns its revision, or null where the key exists; @throws AppError */
  async create(key: string, value: Uint8Array): Promise<number | null> {
    return this.attempt(`cannot create ${key}`, () => unlessMoved(this.kv.create(key, value)));
  }

  /** Writes a key whose newest revision is `revision`; 0 = it does not exist. @returns null where it is not; @throws AppError */
  async update(key: string, value: Uint8Array, revision: number): Promise<number | null> {
    if (revision === 0) return this.create(key, value);
    return this.attempt(`cannot update ${key}`, () => unlessMoved(this.write(key, value, expecting(revision))));
  }

  /** Removes a key; with `revision`, only where that is its newest; 0 = none. @returns whether it did; @throws AppError */
  async delete(key: string, revision?: number): Promise<boolean> {
    if (revision === 0) return false;
    return this.attempt(`cannot delete ${key}`, async () => {
      const headers = { [KEY_OPERATION]: 'DEL', ...(revision !== undefined && expecting(revision)) };
      return (await unlessMoved(this.write(key, NOTHING, headers))) !== null;
    });
  }

  /**
   * Takes the marker of a removed entry out of the bucket; no watch is told. Whatever else is at the revision stays, as in a
   * bucket that was created anew.
   *
   * @throws AppError `unavailable`
   */
  async eraseMarker(revision: number): Promise<void> {
    await this.attempt(`cannot erase the marker ${revision}`, async () => {
      const { streams } = await jetStreamApi(this.bus);
      const found = await streams.getMessage(this.stream, { seq: revision });
      if (!found?.header.has(KEY_OPERATION)) return;
      await streams.deleteMessage(this.stream, revision, false).catch((error: unknown) => {
        if (!isNoMessage(error)) throw error;
      });
    });
  }

  /**
   * Reads what was written last. (The KV library's own reads go to any replica, which may be behind.)
   *
   * @throws AppError `unavailable`
   */
  async get(key: string): Promise<BucketEntry | null> {
    const entry = await this.attempt(`cannot read ${key}`, async () => {
      const { streams } = await jetStreamApi(this.bus);
      return streams.getMessage(this.stream, { last_by_subj: `${this.subjectPrefix}${key}` });
    });
    if (entry === null || entry.header.has(KEY_OPERATION)) return null;
    return { value: entry.data, revision: entry.seq };
  }

  get stream(): string {
    return streamOf(this.name);
  }

  /** What precedes a key in the subjects of the bucket's stream. */
  get subjectPrefix(): string {
    return `$KV.${this.name}.`;
  }

  /** The same of the subjects that entries are written to. */
  private get writePrefix(): string {
    return this.bus.isServedByLogic ? `${BUCKETS_BY_LOGIC}.${this.subjectPrefix}` : this.subjectPrefix;
  }

  private async write(key: string, value: Uint8Array, headers?: Record<string, string>): Promise<number> {
    const { sequence } = await this.publisher.publish(`${this.writePrefix}${key}`, value, headers);
    return sequence;
  }

  private async attempt<T>(what: string, operation: () => Promise<T>): Promise<T> {
    if (!this.bus.isConnected) throw unavailable(`${what} in ${this.name}`, new Error('not connected to NATS'));
    try {
      return await operation();
    } catch (cause) {
      const assets = DurableAssets.of(this.bus);
      if (isFull(cause)) {
        assets.emit('full', this.name);
        throw unavailable(`${what} in ${this.name}`, new Error('the bucket is full', { cause }));
      }
      assets.suspect(this.stream);
      throw unavailable(`${what} in ${this.name}`, cause);
    }
  }
}

/** The same for a bucket that only other processes open. @returns what ends that */
function onBucketRecreated(bus: Bus, bucket: string, listener: () => void): () => void {
  const assets = DurableAssets.of(bus);
  const heard = (stream: string): void => {
    if (stream === streamOf(bucket)) listener();
  };
  assets.follow(streamOf(bucket));
  assets.on('recreated', heard);
  return () => assets.off('recreated', heard);
}

function cannotOpen(name: string, cause: unknown): AppError {
  return unavailable(`cannot open the bucket ${name}`, cause);
}

/**
 * Tells of what a bucket that only other processes open may have lost: all of it, or what was written last, by a server that was
 * started again.
 *
 * @param listener is told since when, by `performance.now()`; -Infinity = ever
 * @returns what ends that
 */
export function onBucketLoss(bus: Bus, bucket: string, listener: (since: number) => void): () => void {
  const end = onBucketRecreated(bus, bucket, () => listener(-Infinity));
  const endRestarts = onServerRestart(bus, listener);
  return () => {
    end();
    endRestarts();
  };
}

/** As the KV library would create it. */
function bucketStream(name: string, { ttlMs, replicas, maxBytes }: BucketOptions): StreamAsset {
  const config: StreamAsset['config'] = {
    name: streamOf(name),
    subjects: [`$KV.${name}.>`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_msgs_per_subject: 1,
    max_age: ttlMs * NANOS_PER_MS,
    max_bytes: maxBytes,
    // The server refuses a window that is longer than the entries live.
    duplicate_window: Math.min(ttlMs || Infinity, MAX_DUPLICATE_WINDOW_MS) * NANOS_PER_MS,
    num_replicas: replicas ?? 1,
    max_consumers: MAX_WATCHES,
    allow_direct: true,
    allow_rollup_hdrs: true,
  };
  const undecided =
    replicas === undefined ? { undecided: ['num_replicas', 'max_bytes', 'max_consumers'] as const } : {};
  return { config, mayBeSmaller: true, ...undecided };
}

/** Name of the stream that holds a bucket. */
export function streamOf(bucket: string): string {
  return `KV_${bucket}`;
}

function unavailable(what: string, cause: unknown): AppError {
  return new AppError('unavailable', `${what}: ${errorText(cause)}`, { cause });
}

/** The entry is stored where this is the newest revision of its key. */
function expecting(revision: number): Record<string, string> {
  return { 'Nats-Expected-Last-Subject-Sequence': `${revision}` };
}

async function unlessMoved<T>(operation: Promise<T>): Promise<T | null> {
  try {
    return await operation;
  } catch (error) {
    if (isMoved(error)) return null;
    throw error;
  }
}
