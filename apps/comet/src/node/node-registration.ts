import { hostname } from 'node:os';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Bus, openNodeBucket, type Bucket } from '#bus';
import { LiveConfig, packageVersion } from '#config';
import { encodeNodeInfo, encodeToken, NODE_REFRESH_MS, type CometId, type NodeInfo } from '#contracts';
import { printAddress } from '#lifecycle';
import type { CometConfig } from '../config/comet.config.js';
import { Hub } from '../hub/hub.js';
import { COMET_ID } from './comet-id.js';

/** Keeps this comet in the list of nodes, by which jobs and logics know it. */
@Injectable()
export class NodeRegistration {
  private readonly logger = new Logger(NodeRegistration.name);
  private readonly startedAt = Date.now();
  private readonly version = packageVersion();
  private readonly refresh = (): void => void this.put();
  private bucket: Bucket | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** What an operator said since the start, which overrides the configuration. */
  private offline: boolean | undefined;
  /** This comet ends: whatever it hears of from now on, it does not come back into the list. */
  private isWithdrawn = false;
  failures = 0;

  constructor(
    private readonly bus: Bus,
    private readonly hub: Hub,
    private readonly config: LiveConfig<CometConfig>,
    @Inject(COMET_ID) private readonly id: CometId,
  ) {}

  /** @throws AppError `unavailable` */
  async register(): Promise<void> {
    this.bucket = await openNodeBucket(this.bus);
    await this.bucket.put(encodeToken(this.id), encodeNodeInfo(this.describe()));
    this.timer = setInterval(this.refresh, NODE_REFRESH_MS);
    // Whoever waits for this comet to be back need not wait for the next refresh.
    this.bus.on('reconnect', this.refresh);
    this.bucket.onRecreated(this.refresh);
    this.config.onChange('node', this.refresh);
  }

  /** Leaves the list: from now on nobody pushes to the sessions here. */
  async withdraw(): Promise<void> {
    this.isWithdrawn = true;
    clearInterval(this.timer);
    this.bus.off('reconnect', this.refresh);
    try {
      await this.bucket?.delete(encodeToken(this.id));
    } catch (err) {
      this.logger.warn('cannot withdraw from the list of nodes; the entry ends by itself', { err });
    }
  }

  /**
   * Has the list of nodes send no new clients here, or send them again, until the next call or start. Clients that are here
   * stay.
   *
   * @throws AppError `unavailable` where the entry could not be written; the next refresh writes it
   */
  async setOffline(offline: boolean): Promise<void> {
    this.offline = offline;
    this.logger.log(offline ? 'offline: the list of nodes sends no new clients here' : 'online', { comet: this.id });
    await this.write();
  }

  private async put(): Promise<void> {
    if (!this.bus.isConnected) return;
    try {
      await this.write();
    } catch (err) {
      this.failures++;
      this.logger.warn('cannot refresh the entry in the list of nodes', { err });
    }
  }

  private async write(): Promise<void> {
    if (!this.isWithdrawn) await this.bucket?.put(encodeToken(this.id), encodeNodeInfo(this.describe()));
  }

  private describe(): NodeInfo {
    const { region, zone, env, host = hostname(), addrs, weight, offline } = this.config.current.node;
    return {
      id: this.id,
      region,
      zone,
      env,
      hostname: host,
      addrs: addrs.length > 0 ? addrs : [host],
      weight,
      offline: this.offline ?? offline,
      connections: this.hub.connections,
      ips: this.hub.addresses,
      version: this.version,
      startedAt: this.startedAt,
      grpc: grpcAddress(this.config.current.grpc, host),
    };
  }
}

/** A comet that listens on all addresses of its machine is reached by its name. A port that the system chose is not known here. */
function grpcAddress({ enabled, host, port }: CometConfig['grpc'], name: string): string | undefined {
  if (!enabled || port === 0) return undefined;
  return printAddress({ host: host === '0.0.0.0' || host === '::' ? name : host, port });
}
