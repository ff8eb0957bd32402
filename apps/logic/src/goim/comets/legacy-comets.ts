import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Bus, NodeDirectory, openNodeBucket, type Bucket } from '#bus';
import { LiveConfig } from '#config';
import {
  AppError,
  encodeNodeInfo,
  encodeToken,
  isUsableKey,
  MAX_KEY_BYTES,
  NODE_REFRESH_MS,
  type CometId,
  type NodeInfo,
} from '#contracts';
import { Metrics, type Counts } from '#observability';
import type { LogicConfig } from '../../config/logic.config.js';
import { SessionRegistry } from '../../sessions/session-registry.js';
import { cometAddress } from './comet-address.js';
import { OwnComets } from './own-comets.js';
import { Reachability } from './reachability.js';

/**
 * A legacy comet calls at least every 10 s (RenewOnline), so one lost call does no harm. Its entry expires after this, so
 * that it is out of every answer 30 s after its last call at the latest.
 */
const SILENT_AFTER_MS = 18_000;

interface Caller {
  readonly address: string;
  /** By `performance.now()`. */
  readonly heardAt: number;
}

/**
 * Keeps legacy comets in the node directory while they call this logic and answer at their address. They are not on the bus,
 * so they can't register themselves.
 */
@Injectable()
export class LegacyComets implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LegacyComets.name);
  private readonly callers = new Map<CometId, Caller>();
  /** Those of which the log has told. */
  private readonly refused = new Set<CometId>();
  private readonly refusals: Counts;
  private bucket: Promise<Bucket> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly directory: NodeDirectory,
    private readonly sessions: SessionRegistry,
    private readonly reachability: Reachability,
    private readonly ownComets: OwnComets,
    private readonly config: LiveConfig<LogicConfig>,
    metrics: Metrics,
  ) {
    this.refusals = metrics.counter(
      'goim_legacy_comets_refused_total',
      'Calls of legacy comets that were refused, since a comet on the bus answers at their address.',
    );
  }

  /**
   * Notes that a comet called. Resolves when it is in the node directory.
   *
   * @param server what it calls itself: its host's name
   * @param peer `host:port` that the call came from
   * @throws AppError `invalid-argument`, `unavailable`
   */
  async heard(server: string, peer: string): Promise<void> {
    if (!isUsableKey(server))
      throw new AppError('invalid-argument', `server: 1 to ${MAX_KEY_BYTES} bytes are expected`);
    const id = server as CometId;
    const listed = this.directory.get(id);
    // The name is that of a comet on the bus, which keeps its own entry.
    if (listed && !listed.goim) return;
    const known = this.callers.get(id);
    const address = cometAddress(server, peer, this.config.current.goimComets);
    if (known?.address !== address && (await this.ownComets.isOurs(address))) throw this.refuse(id, address);
    this.callers.set(id, { address, heardAt: performance.now() });
    this.timer ??= setInterval(() => void this.refresh(), NODE_REFRESH_MS);
    if (known?.address === address) return;
    this.refused.delete(id);
    this.logger.log('a legacy comet calls', { comet: id, address });
    await this.put(id, address);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** A comet on the bus gets every push already: called as well, it would get each twice. Says so once, and counts. */
  private refuse(id: CometId, address: string): AppError {
    this.refusals.inc();
    this.callers.delete(id);
    if (!this.refused.has(id)) {
      this.logger.error(
        'a legacy comet calls whose address is that of a comet on the bus; goimComets.addresses can give its own',
        { comet: id, address },
      );
    }
    this.refused.add(id);
    return new AppError('conflict', `${id}: a comet on the bus answers at ${address} (goimComets.addresses of logic)`);
  }

  private async refresh(): Promise<void> {
    if (this.bus.isConnected) await Promise.all([...this.callers].map(([id, caller]) => this.refreshOne(id, caller)));
  }

  private async refreshOne(id: CometId, { address, heardAt }: Caller): Promise<void> {
    if (performance.now() - heardAt > SILENT_AFTER_MS) {
      this.callers.delete(id);
      this.logger.log('a legacy comet calls here no more', { comet: id });
      return;
    }
    try {
      // A comet that no job can push to must not be listed: one that crashed leaves the list as soon as one on the bus would.
      if (!(await this.reachability.check(address))) return;
      if (await this.ownComets.isOurs(address)) this.refuse(id, address);
      else await this.put(id, address);
    } catch (err) {
      this.logger.warn('cannot refresh the entry of a legacy comet', { comet: id, err });
    }
  }

  private async put(id: CometId, address: string): Promise<void> {
    this.bucket ??= this.open().catch((error: unknown) => {
      this.bucket = undefined;
      throw error;
    });
    await (await this.bucket).put(encodeToken(id), encodeNodeInfo(this.describe(id, address)));
  }

  private async open(): Promise<Bucket> {
    const bucket = await openNodeBucket(this.bus);
    bucket.onRecreated(() => void this.refresh());
    return bucket;
  }

  /** Where its clients connect is unknown here, so no new ones are sent there. */
  private describe(id: CometId, grpc: string): NodeInfo {
    return {
      id,
      region: '',
      zone: '',
      env: '',
      hostname: id,
      addrs: [],
      weight: 0,
      offline: true,
      connections: this.sessions.countAt(id),
      ips: 0,
      version: '',
      startedAt: this.directory.get(id)?.startedAt ?? Date.now(),
      grpc,
      goim: true,
    };
  }
}
