import { beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects, type RoomKey } from '#contracts';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeMissed } from '../../test/fake-missed.js';
import { fakeChannel, packet, type FakeOutlet } from '../../test/fake-outlet.js';
import type { Channel } from './channel.js';
import { Hub } from './hub.js';

const OPERATION = 1000;
const ROOM = 'live://1' as RoomKey;
const OTHER_ROOM = 'live://2' as RoomKey;

class RecordingInterest {
  readonly events: string[] = [];

  async hold(room: RoomKey): Promise<void> {
    this.events.push(`hold ${room}`);
  }

  drop(room: RoomKey): void {
    this.events.push(`drop ${room}`);
  }
}

let clock: FakeClock;
let interest: RecordingInterest;
let missed: FakeMissed;
let hub: Hub;

beforeEach(() => {
  clock = new FakeClock();
  interest = new RecordingInterest();
  missed = new FakeMissed();
  hub = new Hub(
    { current: { buckets: 4, flushInterval: 5, slice: 2 } },
    { current: { maxPending: 100, onOverflow: 'disconnect' } },
    interest,
    missed,
    clock,
  );
});

function add(
  key: string,
  options: { accepts?: number[]; ip?: string; room?: RoomKey } = {},
): { channel: Channel; outlet: FakeOutlet } {
  const client = fakeChannel(key, { accepts: options.accepts ?? [OPERATION], ip: options.ip });
  // As a connection does when it is closed.
  client.outlet.onClose = () => hub.remove(client.channel);
  hub.add(client.channel);
  if (options.room) hub.move(client.channel, options.room);
  return client;
}

describe('connections of the hub', () => {
  it('are counted, and their addresses', () => {
    const clients = [add('a', { ip: '10.0.0.1' }), add('b', { ip: '10.0.0.1' }), add('c', { ip: '10.0.0.2' })];
    expect([hub.connections, hub.addresses]).toEqual([3, 2]);
    hub.remove(clients[0]!.channel);
    expect([hub.connections, hub.addresses]).toEqual([2, 2]);
    hub.remove(clients[1]!.channel);
    expect([hub.connections, hub.addresses]).toEqual([1, 1]);
    expect(hub.remove(clients[1]!.channel)).toBe(false);
    expect([hub.connections, hub.addresses]).toEqual([1, 1]);
  });

  it('leave their room when they are removed', () => {
    const { channel } = add('a', { room: ROOM });
    expect(hub.remove(channel)).toBe(true);
    expect([hub.room(ROOM), channel.primaryRoom, hub.roomCount]).toEqual([undefined, null, 0]);
  });

  // goim's fault 1, on one comet: the end of the older one must not touch the newer.
  it('give their key to a newer one, and are then out of everything', () => {
    const older = add('a', { ip: '10.0.0.1', room: ROOM });
    const newer = fakeChannel('a', { ip: '10.0.0.2' });
    expect(hub.add(newer.channel)).toBe(older.channel);
    expect(older.outlet.closes).toEqual([]);
    expect([hub.connections, hub.addresses, hub.roomCount]).toEqual([1, 1, 0]);
    expect(hub.remove(older.channel)).toBe(false);
    expect([hub.connections, hub.addresses]).toEqual([1, 1]);
    expect(hub.add(fakeChannel('b').channel)).toBeUndefined();
  });
});

describe('rooms of the hub', () => {
  it('are there while they have members, and are held from the first to the last', () => {
    const a = add('a', { room: ROOM });
    const b = add('b', { room: ROOM });
    expect(interest.events).toEqual([`hold ${ROOM}`]);
    hub.move(a.channel, '');
    expect(hub.room(ROOM)?.localOnline).toBe(1);
    hub.move(b.channel, OTHER_ROOM);
    expect(interest.events).toEqual([`hold ${ROOM}`, `hold ${OTHER_ROOM}`, `drop ${ROOM}`]);
    expect([...hub.openRooms()].map(({ key }) => key)).toEqual([OTHER_ROOM]);
  });

  // goim's fault 9 (#363, #377, #384).
  it('keep their sole member when it changes to the room that it is in', () => {
    const { channel, outlet } = add('a', { room: ROOM });
    hub.move(channel, ROOM);
    expect([channel.primaryRoomKey, hub.room(ROOM)?.localOnline]).toEqual([ROOM, 1]);
    expect(interest.events).toEqual([`hold ${ROOM}`]);
    hub.pushRoom(ROOM, packet('one'));
    expect(outlet.pushes).toEqual(['one']);
  });

  it('stay as they are when one who is in none leaves', () => {
    const { channel } = add('a');
    add('b', { room: ROOM });
    hub.move(channel, '');
    expect(hub.room(ROOM)?.localOnline).toBe(1);
  });

  it('bring nothing to those who have gone to another', () => {
    const { channel, outlet } = add('a', { room: ROOM });
    add('b', { room: ROOM });
    hub.move(channel, OTHER_ROOM);
    hub.pushRoom(ROOM, packet('one'));
    hub.pushRoom(OTHER_ROOM, packet('two'));
    expect(outlet.pushes).toEqual(['two']);
  });

  it('bring their pushes to all members, whatever operations these accept', () => {
    const { outlet } = add('a', { room: ROOM, accepts: [] });
    hub.pushRoom(ROOM, packet('one'));
    expect(outlet.pushes).toEqual(['one']);
  });

  it('that are not there take pushes in silence', () => {
    hub.pushRoom(ROOM, packet('one'));
    expect(hub.counts.writes).toBe(0);
  });
});

describe('pushes by key', () => {
  it('reach the keys that accept the operation, as one buffer', () => {
    const clients = [add('a'), add('b'), add('c', { accepts: [1001] }), add('d')];
    hub.pushKeys(['a', 'b', 'c'], OPERATION, packet('one'));
    expect(clients.map(({ outlet }) => outlet.pushes)).toEqual([['one'], ['one'], [], []]);
    expect(clients[0]!.outlet.writes[0]).toBe(clients[1]!.outlet.writes[0]);
  });

  it('reach them as one buffer also where each has a message before of its own', () => {
    const clients = [add('a'), add('b')];
    const origin = { epoch: 7, id: 3072, mids: [], prevs: [1024, 2048], transient: false };
    hub.pushKeys(['a', 'b'], OPERATION, packet('one'), origin);
    expect(clients.map(({ outlet }) => outlet.pushes)).toEqual([['one'], ['one']]);
    expect(clients[0]!.outlet.writes[0]).toBe(clients[1]!.outlet.writes[0]);
  });

  it('for all of them reach them, whatever they accept', () => {
    const clients = [add('a'), add('b', { accepts: [] }), add('c', { accepts: [] })];
    hub.pushKeys(['a', 'b'], null, packet('one'));
    expect(clients.map(({ outlet }) => outlet.pushes)).toEqual([['one'], ['one'], []]);
  });

  // goim's fault 8: there one key that fails ends the push for the keys after it.
  it('go on after keys that are not here, which are counted', () => {
    const { outlet } = add('a');
    hub.pushKeys(['x', 'a', 'y'], OPERATION, packet('one'));
    expect(outlet.pushes).toEqual(['one']);
    expect(hub.toKeys.unknown).toBe(2);
  });

  it('go on after a slow one, which is closed once', () => {
    const slow = add('slow');
    const other = add('other');
    slow.outlet.pendingBytes = 1_000;
    hub.pushKeys(['slow', 'other', 'slow'], OPERATION, packet('one'));
    expect(slow.outlet).toMatchObject({ writes: [], closes: [Disconnects.slow] });
    expect(other.outlet.pushes).toEqual(['one']);
    expect([hub.connections, hub.toKeys.unknown]).toEqual([1, 1]);
    expect(hub.counts).toEqual({ writes: 1, dropped: 1, slow: 1 });
  });

  it('keep their order for a key', () => {
    const { outlet } = add('a');
    for (const text of ['one', 'two', 'three']) hub.pushKeys(['a'], OPERATION, packet(text));
    expect(outlet.pushes).toEqual(['one', 'two', 'three']);
  });
});

describe('broadcasts', () => {
  it('reach every connection that accepts the operation, in a room or not', () => {
    const clients = [add('a'), add('b', { room: ROOM }), add('c', { accepts: [] })];
    hub.pushAll(OPERATION, packet('one'), 0);
    while (clock.turn());
    expect(clients.map(({ outlet }) => outlet.pushes)).toEqual([['one'], ['one'], []]);
  });

  it('keep to their speed', () => {
    for (let n = 0; n < 200; n++) add(String(n));
    hub.pushAll(OPERATION, packet('one'), 50);
    clock.advance(1_000);
    expect(hub.counts.writes).toBeGreaterThanOrEqual(49);
    expect(hub.counts.writes).toBeLessThanOrEqual(52);
  });
});

describe('what was read of a target for others', () => {
  it('is forgotten where a message of the target is taken back', () => {
    hub.withdrawn('room:live://1', 7, 8);
    expect(missed.forgotten).toEqual(['room:live://1']);
  });

  it('is forgotten of all targets where this comet was cut off: it does not know what was taken back', () => {
    hub.check();
    expect(missed.forgotten).toEqual([undefined]);
  });
});
