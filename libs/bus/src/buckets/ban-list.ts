import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, BAN_BUCKET, decodeBan, encodeBan, type Ban } from '#contracts';
import { BanIndex, isInForce, type BanSubject } from './ban-index.js';
import { BucketWatch, type BucketListener } from './bucket-watch.js';
import { Bucket } from './bucket.js';
import type { Bus } from '../connection/bus.js';
import { DeleteMarkers } from './delete-markers.js';
import { StoreClock } from '../streams/store-clock.js';

/** Every comet and logic has them in memory. */
const MAX_BANS = 100_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** A process that heard nothing for half as long reads all bans anew: it may have missed that one was lifted. */
const MARKERS_LIVE_MS = 60 * 60_000;
/** Markers that one call removes: 16 requests at a time, for a second or so. */
const MOST_MARKERS = 5_000;
/** From one try to store a lost ban again to the next. */
const RESTORE_PAUSE_MS = 1_000;

interface BanListOptions {
  readonly replicas?: number | undefined;
  /** It writes bans: it removes old markers when asked to, and stores bans again that NATS has lost. */
  readonly isWriter?: boolean;
}

interface BanEvents {
  /** One that was not known before. */
  banned: [ban: Ban];
  /** An entry that is no ban was skipped. */
  invalid: [key: string, error: unknown];
  /** NATS has lost bans that this process knows: they hold, and are stored again. */
  lost: [count: number];
}

/** The bans of the cluster: kept in a bucket that every comet and logic follows. While NATS is away, those that were known hold. */
export class BanList extends EventEmitter<BanEvents> {
  private readonly bans = new Map<string, Ban>();
  private readonly index = new BanIndex();
  private readonly watch: BucketWatch;
  private readonly clock: StoreClock;
  private readonly markers: DeleteMarkers | undefined;
  /** Known before the bucket was lost, and not told of since. */
  private doubtful = new Set<string>();
  /** Those were lost, as far as they hold, and this process stores them again. */
  private areLost = false;
  private readonly closing = new AbortController();

  private constructor(
    private readonly bucket: Bucket,
    isWriter: boolean,
  ) {
    super();
    this.clock = StoreClock.of(bucket.bus);
    if (isWriter) this.markers = new DeleteMarkers(bucket);
    const listener: BucketListener = {
      onPut: (id, value) => this.put(id, value),
      onDelete: (id, revision, at) => {
        this.forget(id);
        this.markers?.add(revision, at);
      },
      onReset: (isLost) => {
        this.areLost = isLost && isWriter;
        this.doubtful = new Set(this.bans.keys());
        this.markers?.clear();
      },
      onLoaded: () => {
        const lost: string[] = [];
        for (const id of this.doubtful) {
          const ban = this.bans.get(id);
          if (this.areLost && ban && isInForce(ban, this.clock.now())) lost.push(id);
          else this.forget(id);
        }
        this.doubtful.clear();
        void this.restore(lost);
      },
    };
    this.watch = new BucketWatch(bucket, listener, { markersLiveMs: MARKERS_LIVE_MS });
  }

  /**
   * Resolves when every ban is known.
   *
   * @param options without replicas, those that the bucket has are left as they are
   * @throws AppError `unavailable`
   */
  static async open(bus: Bus, { replicas, isWriter = false }: BanListOptions = {}): Promise<BanList> {
    const bucket = await Bucket.open(bus, BAN_BUCKET, { ttlMs: 0, replicas, maxBytes: MAX_BYTES });
    const list = new BanList(bucket, isWriter);
    await list.watch.start();
    return list;
  }

  /** A ban that holds for the client. */
  find(who: BanSubject): Ban | undefined {
    return this.bans.size === 0 ? undefined : this.index.find(who, this.clock.now());
  }

  /** Those that hold, and those whose time has been over for less than a minute or so. */
  all(): Iterable<Ban> {
    return this.bans.values();
  }

  get size(): number {
    return this.bans.size;
  }

  /** Resolves when it is stored; the others know of it some milliseconds later. @throws AppError `unavailable`, `conflict` where there are too many */
  async add(ban: Ban): Promise<void> {
    if (this.bans.size >= MAX_BANS) throw new AppError('conflict', `there are ${MAX_BANS} bans already`);
    await this.bucket.put(ban.id, encodeBan(ban));
    this.know(ban);
  }

  /** @returns whether there was such a ban @throws AppError `unavailable` */
  async lift(id: string): Promise<boolean> {
    // One that another process has just made is in the bucket before it is known here.
    if (!this.bans.has(id) && (await this.bucket.get(id)) === null) return false;
    await this.bucket.delete(id);
    this.forget(id);
    return true;
  }

  /**
   * Of each ban that was lifted a marker stays in the bucket, by which the others hear of it. This takes out those that are older;
   * at most 5,000. A writer's alone does.
   *
   * @throws AppError `unavailable`
   */
  async removeOldMarkers(olderThanMs = MARKERS_LIVE_MS): Promise<void> {
    await this.markers?.remove(this.clock.now() - olderThanMs, MOST_MARKERS);
  }

  close(): void {
    this.closing.abort();
    this.watch.stop();
  }

  /** Each writer does it: one of them is first. */
  private async restore(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) this.emit('lost', ids.length);
    for (const id of ids) await this.storeAgain(id);
  }

  /** Unless it is lifted meanwhile. */
  private async storeAgain(id: string): Promise<void> {
    const { signal } = this.closing;
    for (let ban = this.bans.get(id); ban && !signal.aborted; ban = this.bans.get(id)) {
      try {
        await this.bucket.create(id, encodeBan(ban));
        return;
      } catch {
        await delay(RESTORE_PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private put(id: string, value: Uint8Array): void {
    try {
      this.know(decodeBan(value));
    } catch (error) {
      this.emit('invalid', id, error);
    }
  }

  private know(ban: Ban): void {
    this.doubtful.delete(ban.id);
    if (this.bans.has(ban.id)) return;
    this.index.add(ban);
    this.bans.set(ban.id, ban);
    this.emit('banned', ban);
  }

  private forget(id: string): void {
    const ban = this.bans.get(id);
    if (!ban) return;
    this.bans.delete(id);
    this.index.remove(ban);
  }
}
