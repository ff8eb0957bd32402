import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { search } from '#test-support/fuzz';
import type { RoomKey } from '#contracts';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeMissed } from '../../test/fake-missed.js';
import { fakeChannel, packet, type FakeOutlet } from '../../test/fake-outlet.js';
import { FakeRooms } from '../../test/fake-rooms.js';
import type { Channel } from './channel.js';
import { Hub } from './hub.js';

const ONE = 'live://1' as RoomKey;
const TWO = 'live://2' as RoomKey;
const THREE = 'live://3' as RoomKey;
const FLUSH_MS = 5;
const CLIENTS = 5;

interface Client {
  channel: Channel;
  outlet: FakeOutlet;
}

let clock: FakeClock;
let rooms: FakeRooms;
let hub: Hub;

function newHub(): void {
  clock = new FakeClock();
  rooms = new FakeRooms();
  hub = new Hub(
    { current: { buckets: 1, flushInterval: FLUSH_MS, slice: 2 } },
    { current: { maxPending: 100, onOverflow: 'disconnect' } },
    rooms,
    new FakeMissed(),
    clock,
  );
}

beforeEach(newHub);

function add(key: string, room: RoomKey | '' = ''): Client {
  const client = fakeChannel(key);
  hub.add(client.channel);
  hub.move(client.channel, room);
  return client;
}

function push(room: RoomKey, text: string): void {
  hub.pushRoom(room, packet(text));
  clock.advance(FLUSH_MS);
}

describe('the extra rooms of a channel', () => {
  it('bring their pushes, each room its own', () => {
    const { channel, outlet } = add('a', ONE);
    expect([hub.join(channel, TWO), hub.join(channel, THREE)]).toEqual([true, true]);
    for (const room of [ONE, TWO, THREE]) push(room, room);
    expect(outlet.pushes).toEqual([ONE, TWO, THREE]);
    expect([channel.primaryRoomKey, channel.extraRoomKeys]).toEqual([ONE, [TWO, THREE]]);
  });

  it('are joined once, also where one is the primary room already', () => {
    const { channel, outlet } = add('a', ONE);
    hub.join(channel, TWO);
    expect([hub.join(channel, ONE), hub.join(channel, TWO)]).toEqual([false, false]);
    push(ONE, 'one');
    push(TWO, 'two');
    expect(outlet.pushes).toEqual(['one', 'two']);
    expect(channel.extraRoomKeys).toEqual([TWO]);
  });

  it('stay when the primary room is changed', () => {
    const { channel } = add('a', ONE);
    hub.join(channel, TWO);
    hub.move(channel, THREE);
    expect([channel.primaryRoomKey, channel.extraRoomKeys, hub.room(ONE)]).toEqual([THREE, [TWO], undefined]);
    hub.move(channel, '');
    expect([channel.primaryRoomKey, channel.extraRoomKeys]).toEqual(['', [TWO]]);
  });

  it('become the primary room without a moment outside', () => {
    const { channel, outlet } = add('a', ONE);
    add('b', TWO);
    hub.join(channel, TWO);
    expect(hub.move(channel, TWO)).toBe(true);
    expect([channel.primaryRoomKey, channel.extraRoomKeys, channel.extraRooms]).toEqual([TWO, [], null]);
    expect([hub.room(TWO)?.localOnline, hub.room(ONE)]).toEqual([2, undefined]);
    push(TWO, 'two');
    expect(outlet.pushes).toEqual(['two']);
  });

  it('are left one by one, and the primary room by its key', () => {
    const { channel } = add('a', ONE);
    hub.join(channel, TWO);
    hub.join(channel, THREE);
    expect([hub.leave(channel, TWO), hub.leave(channel, TWO)]).toEqual([true, false]);
    expect(hub.leave(channel, ONE)).toBe(true);
    expect([channel.primaryRoomKey, channel.extraRoomKeys]).toEqual(['', [THREE]]);
    expect([...rooms.holders.keys()]).toEqual([THREE]);
  });

  // goim's fault 9: there the removal of one who is not in the room empties it.
  it('stay as they are when one who is not in them leaves them', () => {
    const { channel } = add('a', ONE);
    add('b', TWO);
    expect(hub.leave(channel, TWO)).toBe(false);
    expect([hub.room(ONE)?.localOnline, hub.room(TWO)?.localOnline]).toEqual([1, 1]);
  });

  it('are left with the connection', () => {
    const { channel } = add('a', ONE);
    hub.join(channel, TWO);
    hub.remove(channel);
    expect([hub.roomCount, rooms.holders.size, channel.extraRooms]).toEqual([0, 0, null]);
  });

  it('cost a channel that is in none nothing', () => {
    expect(add('a', ONE).channel.extraRooms).toBeNull();
  });

  it('bring nothing more to one that leaves between two slices of a flush', () => {
    const clients = Array.from({ length: 300 }, (_, n) => add(String(n), ONE));
    for (const { channel, outlet } of clients) {
      hub.join(channel, TWO);
      outlet.onWrite = () => clock.spend(0.05);
    }
    hub.pushRoom(TWO, packet('two'));
    const leaver = clients.find(({ outlet }) => outlet.writes.length === 0)!;
    hub.leave(leaver.channel, TWO);
    while (clock.turn());
    expect(clients.filter(({ outlet }) => outlet.pushes.join() === 'two')).toHaveLength(299);
    expect(leaver.outlet.pushes).toEqual([]);
  });

  it('are what a simple model says they are, whatever happens', () => {
    const client = fc.nat({ max: CLIENTS - 1 });
    const room = fc.constantFrom(ONE, TWO);
    const step = fc.oneof(
      fc.record({ what: fc.constant('join' as const), client, room }),
      fc.record({ what: fc.constant('leave' as const), client, room }),
      fc.record({ what: fc.constant('move' as const), client, room: fc.option(room, { nil: '' as const }) }),
    );
    search(
      fc.property(fc.array(step, { minLength: 40, maxLength: 80 }), (steps) => {
        newHub();
        const clients = Array.from({ length: CLIENTS }, (_, n) => add(String(n)));
        const model = clients.map(() => ({ primary: '' as RoomKey | '', extra: new Set<RoomKey>() }));
        for (const { what, client: index, room: key } of steps) {
          const { channel } = clients[index]!;
          const expected = model[index]!;
          if (what === 'move') {
            hub.move(channel, key);
            expected.primary = key;
            if (key !== '') expected.extra.delete(key);
          } else if (what === 'join') {
            hub.join(channel, key);
            if (expected.primary !== key) expected.extra.add(key);
          } else {
            hub.leave(channel, key);
            if (expected.primary === key) expected.primary = '';
            expected.extra.delete(key);
          }
        }
        for (const key of [ONE, TWO]) push(key, key);
        for (const [index, { channel, outlet }] of clients.entries()) {
          const { primary, extra } = model[index]!;
          expect([channel.primaryRoomKey, new Set(channel.extraRoomKeys)]).toEqual([primary, extra]);
          expect(outlet.pushes.toSorted()).toEqual([primary, ...extra].filter((key) => key !== '').toSorted());
        }
        expect(new Set(rooms.holders.keys())).toEqual(new Set(hub.roomKeys()));
        expect([...hub.openRooms()].some(({ localOnline }) => localOnline === 0)).toBe(false);
      }),
    );
  });
});
