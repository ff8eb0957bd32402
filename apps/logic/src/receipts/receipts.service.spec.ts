import { describe, expect, it } from '@jest/globals';
import { StoreClock, type Bus, type NodeDirectory } from '#bus';
import { AppError, messageId, roomTarget, sessionTarget, type RoomKey, type SessionKey } from '#contracts';
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

describe('the receipt of a push whose news is longer than NATS takes', () => {
  it('is kept here, told to no other logic, and costs the push nothing, which is stored', () => {
    const told: Uint8Array[] = [];
    const bus = {
      subscribe: () => undefined,
      isConnected: true,
      maxPayloadBytes: 1_024,
      publish: (_: string, data: Uint8Array) => {
        if (data.length > 1_024) throw new AppError('invalid-argument', 'cannot send as many bytes');
        told.push(data);
      },
    } as unknown as Bus;
    const comets = { get: () => undefined } as unknown as NodeDirectory;
    const metrics = new Metrics({ processMetrics: false });
    const receipts = new ReceiptsService(bus, new StoreClock(), new FakeRegistry(), comets, metrics);
    const keys = Array.from({ length: 20 }, (_, n) => String(n).padStart(100, 'k'));
    const rest = { operation: 1000, sessions: 0, offline: 20, unfiltered: false, expires: 0 };
    const push = (sequence: number, ...names: string[]): void =>
      receipts.accepted({
        ...rest,
        stored: [{ epoch: EPOCH, id: messageId(sequence) }],
        targets: names.map((name) => sessionTarget(name as SessionKey)),
      });
    push(1, ...keys);
    push(2, 'k');
    expect(told).toHaveLength(1);
    expect(receipts.one(`${EPOCH}:${messageId(1)}`)).toMatchObject({ to: { keys }, complete: false });
  });
});
