import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Bus, BusMessage, BusSubscription } from '#bus';
import {
  BroadcastMessage,
  PushKeysMessage,
  PushRoomMessage,
  subjects,
  type CometId,
  type RoomKey,
  UNNUMBERED,
  Withdrawn,
} from '#contracts';
import type { Hub } from '../../hub/hub.js';
import { PushTarget } from '../push-target.js';
import { BusPushes } from './bus-pushes.js';
import { LeaseFence } from './lease-fence.js';
import { Probes } from './probes.js';
import { ReceiptReports } from './receipt-reports.js';
import { RoomSubscriptions } from './room-subscriptions.js';

const ID = 'comet-1' as CometId;
const ROOM = 'live://1' as RoomKey;
const PROTO = { ver: 1, op: 9, seq: 0, body: Buffer.from('packets') };

class FakeBus {
  readonly isConnected = true;
  readonly published: string[] = [];
  readonly listeners = new Map<string, () => void>();
  private readonly handlers = new Map<string, (message: BusMessage) => void>();

  subscribe(subject: string, handler: (message: BusMessage) => void): BusSubscription {
    this.handlers.set(subject, handler);
    return { unsubscribe: () => this.handlers.delete(subject), drain: () => Promise.resolve() };
  }

  on(event: string, listener: () => void): void {
    this.listeners.set(event, listener);
  }

  async flush(): Promise<void> {}

  publish(subject: string): void {
    this.published.push(subject);
  }

  deliver(subject: string, data: Uint8Array, respond: () => boolean = () => false): void {
    this.handlers.get(subject)!({ subject, data, respond } as unknown as BusMessage);
  }
}

class RecordingTarget extends PushTarget {
  readonly pushes: unknown[] = [];

  pushKeys(keys: readonly string[], operation: number | null, packets: Uint8Array): void {
    this.pushes.push([keys, operation, Buffer.from(packets).toString()]);
  }

  pushRoom(room: RoomKey, packets: Uint8Array): void {
    this.pushes.push([room, Buffer.from(packets).toString()]);
  }

  pushAll(operation: number | null, packets: Uint8Array, perSecond: number): void {
    this.pushes.push([operation, Buffer.from(packets).toString(), perSecond]);
  }

  roomKeys(): RoomKey[] {
    return [];
  }
}

class RecordingHub {
  readonly calls: unknown[] = [];

  check(): void {
    this.calls.push('check');
  }

  withdrawn(...what: unknown[]): void {
    this.calls.push(what);
  }
}

let bus: FakeBus;
let fence: LeaseFence;
let probes: Probes;
let hub: RecordingHub;
let target: RecordingTarget;

beforeEach(() => {
  bus = new FakeBus();
  fence = new LeaseFence(() => undefined);
  probes = new Probes();
  hub = new RecordingHub();
  target = new RecordingTarget();
  const rooms = new RoomSubscriptions(bus);
  const receipts = new ReceiptReports(bus, ID, { now: () => 0 });
  new BusPushes(
    bus as unknown as Bus,
    target,
    rooms,
    hub as unknown as Hub,
    fence,
    probes,
    receipts,
    ID,
  ).onModuleInit();
  void rooms.hold(ROOM);
});

describe('BusPushes', () => {
  it('hands on pushes to keys, to those who accept the operation or to all of them', () => {
    const push = { keys: ['a', 'b'], protoOp: 1000, proto: PROTO, unfiltered: false, ...UNNUMBERED.keys };
    bus.deliver(subjects.cometPush(ID), PushKeysMessage.encode(push).finish());
    bus.deliver(subjects.cometPush(ID), PushKeysMessage.encode({ ...push, unfiltered: true }).finish());
    expect(target.pushes).toEqual([
      [['a', 'b'], 1000, 'packets'],
      [['a', 'b'], null, 'packets'],
    ]);
  });

  it('hands on pushes to the rooms that are held', () => {
    bus.deliver(
      subjects.room(ROOM),
      PushRoomMessage.encode({ roomID: ROOM, proto: PROTO, ...UNNUMBERED.room }).finish(),
    );
    expect(target.pushes).toEqual([[ROOM, 'packets']]);
  });

  it('hands on broadcasts, with the pace of this comet where it is given one', () => {
    const broadcast = { protoOp: 1000, proto: PROTO, speed: 7, paces: [], unfiltered: false, ...UNNUMBERED.all };
    bus.deliver(subjects.broadcast, BroadcastMessage.encode(broadcast).finish());
    const paces = [
      { comet: 'comet-2', perSecond: 2 },
      { comet: ID, perSecond: 3 },
    ];
    bus.deliver(subjects.broadcast, BroadcastMessage.encode({ ...broadcast, paces, unfiltered: true }).finish());
    expect(target.pushes).toEqual([
      [1000, 'packets', 7],
      [null, 'packets', 3],
    ]);
  });

  it('has the hub look for what was pushed while the bus was away', () => {
    bus.listeners.get('reconnect')!();
    expect(hub.calls).toEqual(['check']);
  });

  it('hands on that a message was taken back', () => {
    bus.deliver(subjects.withdrawn, Withdrawn.encode({ target: 'room:live://1', epoch: 7, id: 2048 }).finish());
    expect(hub.calls).toEqual([['room:live://1', 7, 2048]]);
  });

  it('passes over pushes of nothing', () => {
    bus.deliver(
      subjects.cometPush(ID),
      PushKeysMessage.encode({
        keys: ['a'],
        protoOp: 1000,
        proto: null,
        unfiltered: false,
        ...UNNUMBERED.keys,
      }).finish(),
    );
    bus.deliver(
      subjects.room(ROOM),
      PushRoomMessage.encode({ roomID: ROOM, proto: null, ...UNNUMBERED.room }).finish(),
    );
    bus.deliver(
      subjects.broadcast,
      BroadcastMessage.encode({
        protoOp: 1000,
        proto: null,
        speed: 0,
        paces: [],
        unfiltered: false,
        ...UNNUMBERED.all,
      }).finish(),
    );
    expect(target.pushes).toEqual([]);
  });

  it("hands on nothing that a job sends by a lease that is another job's by now", () => {
    const broadcast = { protoOp: 1000, proto: PROTO, speed: 0, paces: [], unfiltered: true, ...UNNUMBERED.all };
    const keys = { keys: ['a'], protoOp: 1000, proto: PROTO, unfiltered: true, ...UNNUMBERED.keys };
    const room = { roomID: ROOM, proto: PROTO, ...UNNUMBERED.room };
    for (const revision of [2, 1]) {
      const lease = { partition: 3, store: 1, revision };
      bus.deliver(subjects.broadcast, BroadcastMessage.encode({ ...broadcast, lease }).finish());
      bus.deliver(subjects.cometPush(ID), PushKeysMessage.encode({ ...keys, lease }).finish());
      bus.deliver(subjects.room(ROOM), PushRoomMessage.encode({ ...room, lease }).finish());
    }
    expect(target.pushes).toEqual([
      [null, 'packets', 0],
      [['a'], null, 'packets'],
      [ROOM, 'packets'],
    ]);
    expect(fence.refused).toBe(3);
    // The store of leases may have been restored from an older copy.
    bus.listeners.get('reconnect')!();
    const lease = { partition: 3, store: 1, revision: 1 };
    bus.deliver(subjects.room(ROOM), PushRoomMessage.encode({ ...room, lease }).finish());
    expect(target.pushes).toHaveLength(4);
  });

  it('answers a fence', () => {
    let answers = 0;
    bus.deliver(subjects.cometFence(ID), new Uint8Array(0), () => {
      answers++;
      return true;
    });
    expect(answers).toBe(1);
  });

  it('answers a push that asks whether it has come, and one by a lease that has ended as well', () => {
    let answers = 0;
    const answer = (): boolean => ++answers > 0;
    const push = { keys: ['a'], protoOp: 1000, proto: PROTO, unfiltered: true, ...UNNUMBERED.keys };
    for (const revision of [2, 1]) {
      const lease = { partition: 3, store: 1, revision };
      bus.deliver(subjects.cometPush(ID), PushKeysMessage.encode({ ...push, lease }).finish(), answer);
    }
    expect([answers, target.pushes.length, fence.refused, probes.taken]).toEqual([2, 1, 1, 0]);
  });

  it('knows by its want of keys that a push is a probe, and answers none by a lease that has ended', () => {
    const probe = { keys: [], protoOp: 0, proto: PROTO, unfiltered: false, ...UNNUMBERED.keys };
    const push = PushKeysMessage.encode(probe).finish();
    bus.deliver(subjects.cometPush(ID), push);
    expect(probes.taken).toBe(0);
    bus.deliver(subjects.cometPush(ID), push, () => true);
    expect(probes.taken).toBe(1);
    fence.admits({ partition: 3, store: 1, revision: 2 });
    const late = { ...probe, lease: { partition: 3, store: 1, revision: 1 } };
    let answers = 0;
    bus.deliver(subjects.cometPush(ID), PushKeysMessage.encode(late).finish(), () => ++answers > 0);
    expect([answers, probes.taken]).toEqual([0, 1]);
  });
});
