import { EventEmitter } from 'node:events';
import { decodeNodeInfo, decodeToken, NODE_BUCKET, NODE_TTL_MS, type CometId, type NodeInfo } from '#contracts';
import { BucketWatch, type BucketListener } from './bucket-watch.js';
import { Bucket } from './bucket.js';
import type { Bus } from '../connection/bus.js';

interface KnownNode {
  info: NodeInfo;
  /** Milliseconds since 1970, by the store's clock. */
  refreshedAt: number;
  /** By `performance.now()`. */
  expiresAt: number;
  isSuspect: boolean;
}

interface DirectoryEvents {
  join: [comet: CometId];
  leave: [comet: CometId];
  /** It takes new clients again, or no more. */
  turn: [comet: CometId];
  /** An entry that is no node's, or the removal of one, was skipped. */
  invalid: [key: string, error: unknown];
}

const SWEEP_INTERVAL_MS = 1_000;

/** Opens the bucket in which comets register. @param options without replicas, those that it has are left as they are */
export function openNodeBucket(bus: Bus, { replicas }: { replicas?: number | undefined } = {}): Promise<Bucket> {
  return Bucket.open(bus, NODE_BUCKET, { ttlMs: NODE_TTL_MS, replicas });
}

/**
 * The comets that are alive, as every job and logic sees them: those whose entry was refreshed within its lifetime.
 *
 * While the bus is away, or the watch is not current, nobody expires; afterwards everyone has a whole lifetime to refresh.
 */
export class NodeDirectory extends EventEmitter<DirectoryEvents> {
  private readonly nodes = new Map<CometId, KnownNode>();
  private readonly watch: BucketWatch;
  private readonly sweeper: NodeJS.Timeout;
  /** At the last sweep. */
  private current = true;
  private readonly grant = (): void => {
    const expiresAt = performance.now() + NODE_TTL_MS;
    for (const node of this.nodes.values()) node.expiresAt = expiresAt;
  };

  private constructor(private readonly bucket: Bucket) {
    super();
    const listener: BucketListener = {
      onPut: (key, value, _revision, writtenAt) => this.put(key, value, writtenAt),
      onDelete: (key) => this.deleted(key),
      onReset: () => this.grant(),
    };
    this.watch = new BucketWatch(bucket, listener, { isRewritten: true });
    this.sweeper = setInterval(() => this.sweep(), SWEEP_INTERVAL_MS);
    this.sweeper.unref();
  }

  /**
   * Opens the bucket and resolves when every registered comet is known.
   *
   * @param onInvalid called with the key of each entry that is no comet, and is left out
   * @throws AppError `unavailable`
   */
  static async open(
    bus: Bus,
    options?: { replicas?: number | undefined },
    onInvalid: (key: string, error: unknown) => void = () => undefined,
  ): Promise<NodeDirectory> {
    const directory = new NodeDirectory(await openNodeBucket(bus, options));
    directory.on('invalid', onInvalid);
    bus.on('reconnect', directory.grant);
    try {
      await directory.watch.start();
    } catch (error) {
      directory.close();
      throw error;
    }
    return directory;
  }

  /** Whether it knows which comets are registered. */
  get isCurrent(): boolean {
    return this.watch.isCurrent;
  }

  get size(): number {
    return this.nodes.size;
  }

  has(comet: CometId): boolean {
    return this.nodes.has(comet);
  }

  get(comet: CometId): NodeInfo | undefined {
    return this.nodes.get(comet)?.info;
  }

  ids(): CometId[] {
    return [...this.nodes.keys()];
  }

  all(): NodeInfo[] {
    return [...this.nodes.values()].map(({ info }) => info);
  }

  /** When a comet last wrote its entry, in milliseconds since 1970 by the store's clock. */
  refreshedAt(comet: CometId): number | undefined {
    return this.nodes.get(comet)?.refreshedAt;
  }

  /** Nobody listened for this comet when it was asked: it may have ended. It counts as there until its entry ends. */
  suspect(comet: CometId): void {
    const node = this.nodes.get(comet);
    if (node) node.isSuspect = true;
  }

  /** Whether the comet was suspected since it last refreshed its entry. */
  isSuspect(comet: CometId): boolean {
    return this.nodes.get(comet)?.isSuspect ?? false;
  }

  close(): void {
    clearInterval(this.sweeper);
    this.bucket.bus.off('reconnect', this.grant);
    this.watch.stop();
  }

  private put(key: string, value: Uint8Array, refreshedAt: number): void {
    let info: NodeInfo;
    try {
      info = decodeNodeInfo(value);
    } catch (error) {
      this.emit('invalid', key, error);
      return;
    }
    const known = this.nodes.get(info.id)?.info;
    this.nodes.set(info.id, { info, refreshedAt, expiresAt: performance.now() + NODE_TTL_MS, isSuspect: false });
    if (!known) this.emit('join', info.id);
    else if (known.offline !== info.offline) this.emit('turn', info.id);
  }

  private deleted(key: string): void {
    let comet: CometId;
    try {
      comet = decodeToken(key) as CometId;
    } catch (error) {
      this.emit('invalid', key, error);
      return;
    }
    this.remove(comet);
  }

  private remove(comet: CometId): void {
    if (this.nodes.delete(comet)) this.emit('leave', comet);
  }

  private sweep(): void {
    const wasCurrent = this.current;
    this.current = this.watch.isCurrent;
    if (!this.current) return;
    if (!wasCurrent) this.grant();
    const now = performance.now();
    for (const [comet, node] of this.nodes) if (node.expiresAt <= now) this.remove(comet);
  }
}
