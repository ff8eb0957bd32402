import { describe, expect, it } from '@jest/globals';
import type { NodeDirectory } from '#bus';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { OnlineRoomsQuery, TopQuery } from './online.schema.js';
import { OnlineService } from './online.service.js';

const registry = new FakeRegistry();
registry.add(
  fakeSession('a', { room: 'live://1', platform: 'web', region: 'sh' }),
  fakeSession('b', { room: 'live://1', platform: 'web' }),
  fakeSession('c', { room: 'live://2' }),
);
const nodes = [
  { id: 'comet-1', connections: 2, ips: 1 },
  { id: 'comet-2', connections: 1, ips: 1 },
];
const online = new OnlineService(registry, { all: () => nodes } as unknown as NodeDirectory);

describe('OnlineService', () => {
  it('counts sessions in all, by platform, by region and by node', () => {
    expect(online.total()).toEqual({
      sessions: 3,
      ips: 2,
      platforms: [
        { name: 'web', sessions: 2 },
        { name: '', sessions: 1 },
      ],
      regions: [
        { name: '', sessions: 2 },
        { name: 'sh', sessions: 1 },
      ],
      nodes,
    });
  });

  it('shows a hundred platforms, whatever clients say', () => {
    const crowd = new FakeRegistry();
    crowd.add(...Array.from({ length: 101 }, (_, n) => fakeSession(`k${n}`, { platform: `p${n}` })));
    const service = new OnlineService(crowd, { all: () => [] } as unknown as NodeDirectory);
    expect(service.total().platforms).toHaveLength(100);
  });

  it('counts the rooms that are asked for, in their order', () => {
    expect(online.rooms(OnlineRoomsQuery.parse({ rooms: ['x', 'live://1'] }))).toEqual({
      rooms: [
        { room: 'x', sessions: 0 },
        { room: 'live://1', sessions: 2 },
      ],
    });
    expect(online.rooms(OnlineRoomsQuery.parse({ rooms: 'live://2' })).rooms).toHaveLength(1);
  });

  it('ranks rooms', () => {
    expect(online.top(TopQuery.parse({ type: 'live', limit: '1' }))).toEqual({
      rooms: [{ room: 'live://1', sessions: 2 }],
    });
    expect(online.top(TopQuery.parse({ type: 'liv' }))).toEqual({ rooms: [] });
  });

  it.each([
    [OnlineRoomsQuery, {}, 'rooms'],
    [OnlineRoomsQuery, { rooms: ['a', ''] }, 'rooms.1'],
    [OnlineRoomsQuery, { rooms: Array.from({ length: 1_001 }, () => 'r') }, 'rooms'],
    [TopQuery, { limit: '0' }, 'limit'],
    [TopQuery, { type: '' }, 'type'],
  ])('names what is wrong in the query (%#)', (schema, query, path) => {
    expect(schema.safeParse(query).error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
