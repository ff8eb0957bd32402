import { Injectable } from '@nestjs/common';
import type { CometId, HeartbeatRequest, SessionKey } from '#contracts';
import { SessionLifecycle } from '../../sessions/session-lifecycle.js';
import { SessionRegistry } from '../../sessions/session-registry.js';

/** With the longest keys 3 MB. */
const MAX_ANSWERED_ROOMS = 10_000;

/** What legacy comets do not say of a session. */
const UNSAID = { connection: 0, room: '', joined: [], ip: '', platform: '', region: '' } as const;

/** The sessions of legacy comets, which say less of them and ask for more. */
@Injectable()
export class LegacySessions {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly lifecycle: SessionLifecycle,
  ) {}

  /**
   * Renews a session of which the comet says no more than whose it is; what else is known of it stays.
   *
   * @returns false where the key belongs to another comet by now
   * @throws AppError `unavailable`
   */
  async renew({ mid, key, server }: Pick<HeartbeatRequest, 'mid' | 'key' | 'server'>): Promise<boolean> {
    const known = this.sessions.byKey(key as SessionKey);
    return this.sessions.renew({
      ...UNSAID,
      ...(known?.comet === server && known),
      key: key as SessionKey,
      mid,
      comet: server as CometId,
    });
  }

  /**
   * Sessions in every room of the cluster; above 10,000 rooms, in those of `rooms`. goim answers with all, but its comets
   * look at their own only, and take no longer answer than 4 MiB.
   */
  countByRoom(rooms: readonly string[]): Record<string, number> {
    const all = this.sessions.rooms({ limit: MAX_ANSWERED_ROOMS + 1 });
    if (all.length > MAX_ANSWERED_ROOMS) return this.lifecycle.roomCounts(rooms);
    return Object.fromEntries(all.map(({ room, count }) => [room, count]));
  }
}
