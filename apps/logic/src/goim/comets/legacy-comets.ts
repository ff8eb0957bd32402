import { Injectable, Logger } from '@nestjs/common';
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
import type { LogicConfig } from '../../config/logic.config.js';
import { SessionRegistry } from '../../sessions/session-registry.js';
import { cometAddress } from './comet-address.js';
import { Reachability } from './reachability.js';

/**
 * A comet of goim's own calls every 10 s at least (RenewOnline). With the life of its entry behind this, it is out of
 * every answer 30 s after its last call at the latest, and one call that is lost does no harm.
 */
const SILENT_AFTER_MS = 18_000;

interface Caller {
  readonly address: string;
  /** By `performance.now()`. */
  readonly heardAt: number;
}

/**
 * Keeps goim's own comets in the list of nodes while they call this logic and answer at their address: they know no bus,
 * so nobody else would.
 */
@Injectable()
export class LegacyComets {
  private readonly logger = new Logger(LegacyComets.name);
  private readonly callers = new Map<CometId, Caller>();
  private bucket: Promise<Bucket> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly directory: NodeDirectory,
    private readonly sessions: SessionRegistry,
    private readonly reachability: Reachability,
    private readonly config: LiveConfig<LogicConfig>,
  ) {}

  /**
   * A comet called. Resolves when it is in the list of nodes.
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
    // One of ours that somebody calls for: it keeps its own entry.
    if (listed && !listed.goim) return;
    const known = this.callers.get(id);
    const address = cometAddress(server, peer, this.config.current.goimComets);
    this.callers.set(id, { address, heardAt: performance.now() });
    this.timer ??= setInterval(() => void this.refresh(), NODE_REFRESH_MS);
    if (known?.address === address) return;
    this.logger.log("a comet of goim's own calls", { comet: id, address });
    await this.put(id, address);
  }

  /** Nest's hook. */
  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async refresh(): Promise<void> {
    if (this.bus.isConnected) await Promise.all([...this.callers].map(([id, caller]) => this.refreshOne(id, caller)));
  }

  private async refreshOne(id: CometId, { address, heardAt }: Caller): Promise<void> {
    if (performance.now() - heardAt > SILENT_AFTER_MS) {
      this.callers.delete(id);
      this.logger.log("a comet of goim's own calls here no more", { comet: id });
      return;
    }
    try {
      // What no job could push to must not be in the list: one that crashed is out of it as soon as one of ours.
      if (await this.reachability.check(address)) await this.put(id, address);
    } catch (err) {
      this.logger.warn("cannot refresh the entry of a comet of goim's own", { comet: id, err });
    }
  }

  private async put(id: CometId, address: string): Promise<void> {
    this.bucket ??= openNodeBucket(this.bus).catch((error: unknown) => {
      this.bucket = undefined;
      throw error;
    });
    await (await this.bucket).put(encodeToken(id), encodeNodeInfo(this.describe(id, address)));
  }

  /** Where its clients connect is not known here, so no new ones are sent there. */
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
