import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BusMessage, BusSubscription } from '#bus';
import type { RoomKey } from '#contracts';
import { settled } from '../../../test/fake-client.js';
import { RoomSubscriptions } from './room-subscriptions.js';

const ROOM = 'live://1' as RoomKey;
const SUBJECT = 'goim.room.live=3A=2F=2F1';

/** A bus whose flushes wait for the test. */
class FakeBus {
  readonly handlers = new Map<string, (message: BusMessage) => void>();
  readonly flushes: { resolve: () => void; reject: (error: Error) => void }[] = [];

  subscribe(subject: string, handler: (message: BusMessage) => void): BusSubscription {
    if (this.handlers.has(subject)) throw new Error(`two subscriptions of ${subject}`);
    this.handlers.set(subject, handler);
    return { unsubscribe: () => this.handlers.delete(subject), drain: () => Promise.resolve() };
  }

  flush(): Promise<void> {
    return new Promise((resolve, reject) => this.flushes.push({ resolve, reject }));
  }

  deliver(data: Uint8Array): void {
    this.handlers.get(SUBJECT)!({ subject: SUBJECT, data } as BusMessage);
  }
}

let bus: FakeBus;
let pushes: [room: string, push: string][];
let interest: RoomSubscriptions;

beforeEach(() => {
  bus = new FakeBus();
  pushes = [];
  interest = new RoomSubscriptions(bus);
  interest.deliverTo((room, push) => pushes.push([room, Buffer.from(push).toString()]));
});

describe('RoomSubscriptions', () => {
  it('subscribes with the first holder, and unsubscribes with the last', () => {
    void interest.hold(ROOM);
    void interest.hold(ROOM);
    expect([...bus.handlers.keys()]).toEqual([SUBJECT]);
    interest.drop(ROOM);
    expect(bus.handlers.size).toBe(1);
    interest.drop(ROOM);
    expect(bus.handlers.size).toBe(0);
    interest.drop(ROOM);
    void interest.hold(ROOM);
    expect(bus.handlers.size).toBe(1);
  });

  it('is ready when the server has the subscription, for every holder', async () => {
    const ready: number[] = [];
    void interest.hold(ROOM).then(() => ready.push(1));
    void interest.hold(ROOM).then(() => ready.push(2));
    await settled();
    expect([ready, interest.isReady(ROOM)]).toEqual([[], false]);
    bus.flushes[0]!.resolve();
    await settled();
    expect([ready, interest.isReady(ROOM), bus.flushes.length]).toEqual([[1, 2], true, 1]);
  });

  it('does not keep clients waiting while the bus is away', async () => {
    const held = interest.hold(ROOM);
    bus.flushes[0]!.reject(new Error('away'));
    await held;
    expect(interest.isReady(ROOM)).toBe(true);
  });

  it('is not ready for a room that nobody holds any more, and asks the server anew', async () => {
    const held = interest.hold(ROOM);
    bus.flushes[0]!.resolve();
    await held;
    interest.drop(ROOM);
    expect(interest.isReady(ROOM)).toBe(false);
    void interest.hold(ROOM);
    expect([interest.isReady(ROOM), bus.flushes.length]).toEqual([false, 2]);
  });

  it('hands on each push with its room, as it is', () => {
    void interest.hold(ROOM);
    bus.deliver(Buffer.from('a push'));
    expect(pushes).toEqual([[ROOM, 'a push']]);
  });
});
