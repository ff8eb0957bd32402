import { expect, it } from '@jest/globals';
import type { NodeDirectory } from '#bus';
import { FakeRegistry, fakeSession } from '../../../test/fake-sessions.js';
import type { RoomCount, RoomQuery } from '../../sessions/session-registry.js';
import { GoimOnlineService } from './goim-online.service.js';

class AskedRegistry extends FakeRegistry {
  readonly asked: RoomQuery[] = [];

  override rooms(query: RoomQuery): RoomCount[] {
    this.asked.push(query);
    return super.rooms(query);
  }
}

it('the largest rooms are 10,000 at most, whatever limit is asked for', () => {
  const registry = new AskedRegistry();
  registry.add(fakeSession('a', { room: 'live://1' }), fakeSession('b', { room: 'live2://1' }));
  const online = new GoimOnlineService(registry, { all: () => [] } as unknown as NodeDirectory);
  for (const limit of [1, 10_000, 10_001, 2_147_483_647]) {
    expect(online.top('live', limit)).toEqual([{ room_id: '1', count: 1 }]);
  }
  expect(registry.asked.map(({ limit }) => limit)).toEqual([1, 10_000, 10_000, 10_000]);
});
