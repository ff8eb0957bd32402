import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BanList, StoreClock } from '#bus';
import { AppError, BAN_KINDS, jsonMid, midOf, type Ban } from '#contracts';
import { Metrics } from '#observability';
import { AuditLog } from '#callers/nest';
import { pageOf } from '../http/page.js';
import type { BanListView, BansQuery, BanView, NewBan } from './bans.schema.js';

const SWEEP_MS = 60_000;

/** Who may not be connected, as the JSON API shows and changes it. */
@Injectable()
export class BansService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(BansService.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bans: BanList,
    private readonly audit: AuditLog,
    private readonly clock: StoreClock,
    metrics: Metrics,
  ) {
    metrics.observedGauge('goim_bans', 'Bans that are known here.', () => bans.size);
    bans.on('lost', (count) => this.logger.error('NATS has lost bans: they hold, and are stored again', { count }));
    bans.on('invalid', (id, err) => this.logger.warn('an entry is no ban, and was skipped', { id, err }));
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), SWEEP_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.bans.close();
  }

  /** @throws AppError `unavailable`, `conflict` where there are too many, `invalid-argument` where it would have ended */
  async add({ until = 0, reason, ...named }: NewBan): Promise<BanView> {
    const since = this.clock.now();
    if (until !== 0 && until <= since) throw new AppError('invalid-argument', 'until: is over');
    const by = BAN_KINDS.find((kind) => named[kind] !== undefined)!;
    const ban: Ban = { id: randomUUID(), by, value: String(named[by]), until, reason, since };
    await this.bans.add(ban);
    return viewOf(ban);
  }

  /** @throws InvalidInput where the cursor is none */
  list(query: BansQuery): BanListView {
    const { items, next } = pageOf(this.bans.all(), ({ id }) => id, query);
    return { bans: items.map(viewOf), ...(next !== undefined && { next }) };
  }

  /** @throws AppError `not-found`, `unavailable` */
  async lift(id: string): Promise<void> {
    if (!(await this.bans.lift(id))) throw new AppError('not-found', `there is no ban ${id}`);
  }

  /** Every logic does it: it harms nobody. */
  private async sweep(): Promise<void> {
    await this.liftEnded();
    // The next sweep tries again.
    await this.bans
      .removeOldMarkers()
      .catch((err: unknown) => this.logger.warn('markers of bans that ended are left', { err }));
  }

  /** Those whose time is over, by the cluster's clock, hold no more; this has them go from the bucket as well. */
  private async liftEnded(): Promise<void> {
    const now = this.clock.now();
    const ended = [...this.bans.all()].filter(({ until }) => until !== 0 && until <= now);
    for (const { id, by } of ended) {
      try {
        if (await this.bans.lift(id)) this.audit.record({ action: 'ban-ended', outcome: 'done', details: { id, by } });
      } catch (err) {
        // The next sweep tries again.
        this.logger.warn('a ban whose time is over could not be removed', { id, err });
        return;
      }
    }
  }
}

function viewOf({ id, by, value, until, reason, since }: Ban): BanView {
  const whom = by === 'mid' ? { mid: jsonMid(midOf(value)!) } : { [by]: value };
  return { id, ...whom, until: until === 0 ? null : until, reason, since };
}
