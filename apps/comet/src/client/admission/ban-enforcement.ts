import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { BanIndex, type BanList, type BanSubject, type StoreClock } from '#bus';
import { Disconnects, withMessage, type Ban, type Disconnect } from '#contracts';
import type { SessionTable } from '../session/session-table.js';

/** How long bans are gathered: one look at the sessions is then for all of them. */
const GATHER_MS = 50;

/** Why a client may not be here; undefined where no ban is for it. */
export function banOf(bans: Pick<BanList, 'find'>, who: BanSubject): Disconnect | undefined {
  const ban = bans.find(who);
  return ban && withMessage(Disconnects.banned, ban.reason);
}

/** Closes the sessions that a new ban is for. Those that come afterwards are looked at as they come. */
export class BanEnforcement implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private fresh: Ban[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly heard = (ban: Ban): void => {
    this.fresh.push(ban);
    this.timer ??= setTimeout(() => void this.enforce(), GATHER_MS);
  };

  constructor(
    private readonly bans: Pick<BanList, 'on' | 'off' | 'close'>,
    private readonly table: Pick<SessionTable, 'closeEach'>,
    private readonly onInvalid: (id: string, error: unknown) => void,
    private readonly clock: Pick<StoreClock, 'now'>,
  ) {}

  onApplicationBootstrap(): void {
    this.bans.on('banned', this.heard);
    this.bans.on('invalid', this.onInvalid);
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.bans.off('banned', this.heard);
    this.bans.off('invalid', this.onInvalid);
    this.bans.close();
  }

  private async enforce(): Promise<void> {
    const index = new BanIndex();
    for (const ban of this.fresh) index.add(ban);
    this.fresh = [];
    this.timer = undefined;
    const now = this.clock.now();
    await this.table.closeEach(({ who }) => banOf({ find: (subject) => index.find(subject, now) }, who));
  }
}
