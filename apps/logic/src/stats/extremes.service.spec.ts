import { expect, it } from '@jest/globals';
import { reportOf } from '#contracts';
import { InstanceTable } from '../instances/instance-table.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import { ExtremesService } from './extremes.service.js';

it('adds up what jobs tell of a room, and ranks what comets tell of their sessions', () => {
  const instances = new InstanceTable(9);
  const busy = (room: string, pushes: number) => ({ room, pushes });
  const waiting = (key: string, pendingBytes: number) => ({ key, pendingBytes, slow: pendingBytes > 5 });
  instances.take(reportOf({ app: 'job', id: 'j1', busiest: [busy('a', 3), busy('b', 2)] }), 0);
  instances.take(reportOf({ app: 'job', id: 'j2', busiest: [busy('b', 1.5)] }), 0);
  const closed = (key: string, closedAt: number) => ({ key, closedAt, times: 1 });
  instances.take(reportOf({ app: 'comet', id: 'c1', slowest: [waiting('k', 1)], closedAsSlow: [closed('x', 3)] }), 0);
  const [last, first] = [closed('y', 5), closed('z', 1)];
  instances.take(
    reportOf({ app: 'comet', id: 'c2', slowest: [waiting('l', 7), waiting('m', 2)], closedAsSlow: [last, first] }),
    0,
  );
  const extremes = new ExtremesService(instances, { roomCount: () => 4 } as Pick<
    SessionRegistry,
    'roomCount'
  > as SessionRegistry);
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
