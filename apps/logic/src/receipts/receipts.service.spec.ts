import { describe, expect, it } from '@jest/globals';
import { StoreClock, type Bus, type NodeDirectory } from '#bus';
import { messageId, roomTarget, type RoomKey } from '#contracts';
import { Metrics } from '#observability';
import { EPOCH } from '../../test/fake-push.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { ReceiptsService } from './receipts.service.js';

const ROOM = 'live://1' as RoomKey;

/** Looking at the sessions of a room of 100,000 takes 5.6 ms, and a batch has a thousand pushes. */
class CrowdedRegistry extends FakeRegistry {
  override byRoom(): never {
    throw new Error('the sessions of a room are not looked at');
  }

  override cometsIn(room: RoomKey): ReturnType<FakeRegistry['cometsIn']> {
    return [...new Set(super.byRoom(room).map(({ comet }) => comet))];
  }
}

describe('the receipt of a push to a room', () => {
  it('expects the comets that have the room, and looks at none of its sessions', () => {
    const registry = new CrowdedRegistry();
    registry.add(
      fakeSession('a', { room: ROOM }),
      fakeSession('b', { room: ROOM }),
      fakeSession('c', { joined: [ROOM], comet: 'comet-2' }),
      fakeSession('d', { room: 'live://2', comet: 'comet-3' }),
    );
    const bus = { subscribe: () => undefined, isConnected: false } as unknown as Bus;
    const comets = { get: () => undefined } as unknown as NodeDirectory;
    const receipts = new ReceiptsService(
      bus,
      new StoreClock(),
      registry,
      comets,
      new Metrics({ processMetrics: false }),
    );
    const stored = [{ epoch: EPOCH, id: messageId(1) }];
    const push = {
      targets: [roomTarget(ROOM)],
      operation: 1000,
      sessions: 3,
      offline: 0,
      unfiltered: false,
      expires: 0,
    };
    receipts.accepted({ stored, ...push });
    const { comets: expected } = receipts.one(`${EPOCH}:${messageId(1)}`);
    expect(expected.map(({ id, state }) => [id, state])).toEqual([
      ['comet-1', 'unheard'],
      ['comet-2', 'unheard'],
    ]);
  });
});
