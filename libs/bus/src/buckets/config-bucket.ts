import { CONFIG_BUCKET } from '#contracts';
import type { RemoteSettings } from '#config';
import { BucketWatch } from './bucket-watch.js';
import { Bucket } from './bucket.js';
import type { Bus } from '../connection/bus.js';

/** Changes that come within it are one. */
const SETTLE_MS = 100;
const FOR_EVER = 0;

/** The bucket of the configuration, mirrored. While the bus is away, what was known stays. */
export class ConfigBucket implements RemoteSettings {
  readonly name = CONFIG_BUCKET;
  readonly entries = new Map<string, string>();
  private readonly listeners: (() => void)[] = [];
  private readonly watch: BucketWatch;
  /** What was known of a bucket that was lost, and was not told of the one in its place. */
  private doubtful = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly bus: Bus,
    bucket: Bucket,
  ) {
    this.watch = new BucketWatch(bucket, {
      onPut: (key, value) => {
        this.doubtful.delete(key);
        this.changed(() => this.entries.set(key, Buffer.from(value).toString()));
      },
      onDelete: (key) => this.changed(() => this.entries.delete(key)),
      onReset: () => {
        this.doubtful = new Set(this.entries.keys());
      },
      onLoaded: () => {
        for (const key of this.doubtful) this.changed(() => this.entries.delete(key));
        this.doubtful.clear();
      },
    });
  }

  /** Opens the bucket, creates it where it does not exist, and resolves when it is known. @throws AppError `unavailable` */
  static async open(bus: Bus): Promise<ConfigBucket> {
    const bucket = new ConfigBucket(bus, await Bucket.open(bus, CONFIG_BUCKET, { ttlMs: FOR_EVER }));
    await bucket.watch.start();
    // What was there already is no change: whoever opens the bucket reads it now.
    clearTimeout(bucket.timer);
    return bucket;
  }

  /** From now on the bucket has so many copies, which it may say itself. @throws AppError `unavailable` */
  async keepCopies(replicas: number): Promise<void> {
    await Bucket.keep(this.bus, CONFIG_BUCKET, { ttlMs: FOR_EVER, replicas });
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  close(): void {
    clearTimeout(this.timer);
    this.watch.stop();
  }

  private changed(change: () => void): void {
    change();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      for (const listener of this.listeners) listener();
    }, SETTLE_MS);
    this.timer.unref();
  }
}
