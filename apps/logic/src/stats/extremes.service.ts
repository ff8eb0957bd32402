import { Injectable } from '@nestjs/common';
import { StoreClock } from '#bus';
import type { RoomKey } from '#contracts';
import { InstanceTable } from '../instances/instance-table.js';
import { SessionRegistry } from '../sessions/session-registry.js';
import type { BusiestRooms, ExtremesQuery, SlowestSessions } from './extremes.schema.js';

/**
 * What stands out, by the last report of each process: of each its own 20, so that nothing is told of all the others. What one
 * that is silent has said last is no longer so: its rooms are another job's by now, and its sessions another comet's.
 */
@Injectable()
export class ExtremesService {
  constructor(
    private readonly instances: InstanceTable,
    private readonly sessions: SessionRegistry,
    private readonly clock: StoreClock,
  ) {}

  /** Those that most is pushed to, the busiest first. Jobs that share a room, as while it changes hands, are added up. */
  rooms({ limit }: ExtremesQuery): BusiestRooms {
    const pushes = new Map<string, number>();
    for (const { report } of this.instances.heardLately(this.clock.now())) {
      for (const busy of report.busiest) pushes.set(busy.room, (pushes.get(busy.room) ?? 0) + busy.pushes);
    }
    const busiest = [...pushes].toSorted(([, a], [, b]) => b - a).slice(0, limit);
    return {
      rooms: busiest.map(([room, perSecond]) => ({
        room,
        pushes: Math.round(perSecond * 100) / 100,
        sessions: this.sessions.roomCount(room as RoomKey),
      })),
    };
  }

  /** Those for which most waits to be sent, the most first, and those that were closed for it. */
  slowest({ limit }: ExtremesQuery): SlowestSessions {
    const waiting = this.instances
      .heardLately(this.clock.now())
      .flatMap(({ report: { id, slowest } }) =>
        slowest.map(({ key, pendingBytes, slow }) => ({ key, comet: id, pendingBytes, slow })),
      );
    // What a comet has closed stays closed, also when it is silent.
    const closed = this.instances
      .all()
      .flatMap(({ report: { id, closedAsSlow } }) =>
        closedAsSlow.map(({ key, closedAt, times }) => ({ key, comet: id, closedAt, times })),
      );
    return {
      sessions: waiting.toSorted((a, b) => b.pendingBytes - a.pendingBytes).slice(0, limit),
      closed: closed.toSorted((a, b) => b.closedAt - a.closedAt).slice(0, limit),
    };
  }
}
