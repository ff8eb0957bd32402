import { beforeEach, expect, it } from '@jest/globals';
import type { StoreClock } from '#bus';
import { reportOf } from '#contracts';
import { InstanceTable, SILENT_AFTER_MS } from '../instances/instance-table.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import { ExtremesService } from './extremes.service.js';

const busy = (room: string, pushes: number) => ({ room, pushes });
const waiting = (key: string, pendingBytes: number) => ({ key, pendingBytes, slow: pendingBytes > 5 });
const closed = (key: string, closedAt: number) => ({ key, closedAt, times: 1 });

let now: number;
let instances: InstanceTable;
let extremes: ExtremesService;

beforeEach(() => {
  now = 0;
  instances = new InstanceTable(9);
  const sessions: Pick<SessionRegistry, 'roomCount'> = { roomCount: () => 4 };
  const clock: Pick<StoreClock, 'now'> = { now: () => now };
  extremes = new ExtremesService(instances, sessions as SessionRegistry, clock as StoreClock);
});

it('adds up what jobs tell of a room, and ranks what comets tell of their sessions', () => {
  instances.take(reportOf({ app: 'job', id: 'j1', busiest: [busy('a', 3), busy('b', 2)] }), now);
  instances.take(reportOf({ app: 'job', id: 'j2', busiest: [busy('b', 1.5)] }), now);
  instances.take(reportOf({ app: 'comet', id: 'c1', slowest: [waiting('k', 1)], closedAsSlow: [closed('x', 3)] }), now);
  const [last, first] = [closed('y', 5), closed('z', 1)];
  instances.take(
    reportOf({ app: 'comet', id: 'c2', slowest: [waiting('l', 7), waiting('m', 2)], closedAsSlow: [last, first] }),
    now,
  );
  expect(extremes.rooms({ limit: 20 })).toEqual({
    rooms: [
      { room: 'b', pushes: 3.5, sessions: 4 },
      { room: 'a', pushes: 3, sessions: 4 },
    ],
  });
  expect(extremes.slowest({ limit: 2 })).toEqual({
    sessions: [
      { key: 'l', comet: 'c2', pendingBytes: 7, slow: true },
      { key: 'm', comet: 'c2', pendingBytes: 2, slow: false },
    ],
    closed: [
      { key: 'y', comet: 'c2', closedAt: 5, times: 1 },
      { key: 'x', comet: 'c1', closedAt: 3, times: 1 },
    ],
  });
});

// The rooms of a job that was killed were told as twice as busy for a minute, since another job had taken them over.
it('leaves out what a silent process has said last, and keeps whom it has closed', () => {
  instances.take(reportOf({ app: 'job', id: 'killed', busiest: [busy('a', 10)] }), now);
  instances.take(reportOf({ id: 'gone', slowest: [waiting('k', 7)], closedAsSlow: [closed('x', 3)] }), now);
  now += SILENT_AFTER_MS + 1;
  instances.take(reportOf({ app: 'job', id: 'other', busiest: [busy('a', 10)] }), now);
  expect(extremes.rooms({ limit: 20 })).toEqual({ rooms: [{ room: 'a', pushes: 10, sessions: 4 }] });
  expect(extremes.slowest({ limit: 20 })).toEqual({
    sessions: [],
    closed: [{ key: 'x', comet: 'gone', closedAt: 3, times: 1 }],
  });
});
