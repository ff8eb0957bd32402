import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RoomKey } from '#contracts';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeMissed } from '../../test/fake-missed.js';
import { fakeChannel, packet, type FakeOutlet } from '../../test/fake-outlet.js';
import type { Channel } from './channel.js';
import { Continuity, ContinuityCounts, type ContinuousTarget } from './continuity.js';
import { Deliverer } from './deliverer.js';
import { Room } from './room.js';

const FLUSH_MS = 5;
const SLICE_MS = 2;
/** What a write costs in the tests of long flushes: two slices are 40 writes, looked at every 32. */
const WRITE_MS = 0.05;

interface Member {
  channel: Channel;
  outlet: FakeOutlet;
}

function continuityOf(to: ContinuousTarget): Continuity {
  return new Continuity(to, new FakeMissed(), new ContinuityCounts());
}

let clock: FakeClock;
let room: Room;

beforeEach(() => {
  clock = new FakeClock();
  room = new Room(
    'live://1' as RoomKey,
    new Deliverer({ current: { maxPending: 100, onOverflow: 'disconnect' } }),
    { current: { flushInterval: FLUSH_MS, slice: SLICE_MS } },
    clock,
    continuityOf,
  );
});

function join(count: number): Member[] {
  return Array.from({ length: count }, (_, index) => {
    const member = fakeChannel(String(index));
    room.joinAsPrimary(member.channel);
    return member;
  });
}

/** Makes every write take time, so that a flush of many members takes several slices. */
function slowDown(members: readonly Member[]): void {
  for (const { outlet } of members) outlet.onWrite = () => clock.spend(WRITE_MS);
}

function push(text: string): void {
  room.continuity.take({ operation: null, packets: packet(text) });
}

function written(members: readonly Member[]): number {
  return members.filter(({ outlet }) => outlet.writes.length > 0).length;
}

describe('members of a room', () => {
  it.each([0, 1, 2])('the one at place %i leaves, and the others stay', (index) => {
    const members = join(3);
    const { channel } = members[index]!;
    room.leave(channel);
    expect(channel).toMatchObject({ primaryRoom: null, primaryIndex: -1 });
    expect(room.localOnline).toBe(2);
    push('one');
    expect(members.map(({ outlet }) => outlet.pushes)).toEqual(
      members.map((_, other) => (other === index ? [] : ['one'])),
    );
    for (const member of members) room.leave(member.channel);
    expect(room.localOnline).toBe(0);
  });

  // goim's fault 9: there the removal of one who is not in the room empties it.
  it('stay when somebody leaves who is not one of them', () => {
    const members = join(1);
    const stranger = fakeChannel('stranger').channel;
    room.leave(stranger);
    const elsewhere = new Room(
      'live://2' as RoomKey,
      new Deliverer({ current: { maxPending: 1, onOverflow: 'drop' } }),
      { current: { flushInterval: 0, slice: 1 } },
      clock,
      continuityOf,
    );
    elsewhere.joinAsPrimary(stranger);
    room.leave(stranger);
    expect([room.localOnline, elsewhere.localOnline, stranger.primaryRoom]).toEqual([1, 1, elsewhere]);
    push('one');
    expect(members[0]!.outlet.pushes).toEqual(['one']);
  });

  it("are counted by the cluster's number once it is known", () => {
    join(2);
    expect(room.online).toBe(2);
    room.clusterOnline = 40;
    expect([room.online, room.localOnline]).toEqual([40, 2]);
    room.clusterOnline = 0;
    expect(room.online).toBe(0);
  });
});

describe('pushes to a room', () => {
  it('are written at once where the room was quiet', () => {
    const [member] = join(1) as [Member];
    push('one');
    expect(member.outlet.pushes).toEqual(['one']);
    clock.advance(FLUSH_MS);
    push('two');
    expect(member.outlet.pushes).toEqual(['one', 'two']);
    expect(clock.waiting).toBe(0);
  });

  it('that come within the flush interval are joined into one write, in their order', () => {
    const [member] = join(1) as [Member];
    push('one');
    clock.advance(1);
    push('two');
    push('three');
    clock.advance(FLUSH_MS - 1.5);
    push('four');
    expect(member.outlet.pushes).toEqual(['one']);
    clock.advance(0.5);
    expect(member.outlet.pushes).toEqual(['one', 'two,three,four']);
  });

  it('are written at most once in the flush interval while they keep coming', () => {
    const [member] = join(1) as [Member];
    for (let ms = 0; ms < 100; ms++) {
      push(String(ms));
      clock.advance(1);
    }
    clock.advance(FLUSH_MS);
    expect(member.outlet.writes.length).toBeLessThanOrEqual(1 + 100 / FLUSH_MS);
    expect(member.outlet.pushes.join(',')).toBe(Array.from({ length: 100 }, (_, ms) => ms).join(','));
    // Nothing came for a while: the next is written at once again.
    push('later');
    expect(member.outlet.pushes.at(-1)).toBe('later');
  });

  it('are not written before the flush interval is over, though its timer comes early', () => {
    const { after } = clock;
    jest.spyOn(clock, 'after').mockImplementation((ms, run) => after.call(clock, ms / 2, run));
    const [member] = join(1) as [Member];
    push('one');
    clock.advance(1);
    push('two');
    clock.advance(FLUSH_MS - 1.5);
    push('three');
    expect(member.outlet.pushes).toEqual(['one']);
    clock.advance(1);
    expect(member.outlet.pushes).toEqual(['one', 'two,three']);
  });

  it('reach all members as one buffer, which is allocated once', () => {
    const members = join(50);
    push('one');
    push('two');
    clock.advance(FLUSH_MS);
    for (const write of [0, 1]) {
      expect(new Set(members.map(({ outlet }) => outlet.writes[write])).size).toBe(1);
    }
    expect(members[0]!.outlet.pushes).toEqual(['one', 'two']);
  });

  it('reach the members of both framings', () => {
    const [tcp] = join(1) as [Member];
    const websocket = fakeChannel('w', { framing: 'websocket' });
    room.joinAsPrimary(websocket.channel);
    push('one');
    expect([tcp.outlet.pushes, websocket.outlet.pushes]).toEqual([['one'], ['one']]);
  });

  it('go to no one where the room has become empty meanwhile', () => {
    const [member] = join(1) as [Member];
    push('one');
    push('two');
    room.leave(member.channel);
    clock.advance(FLUSH_MS);
    room.joinAsPrimary(member.channel);
    expect(member.outlet.pushes).toEqual(['one']);
    clock.advance(FLUSH_MS);
    push('three');
    expect(member.outlet.pushes).toEqual(['one', 'three']);
  });

  it('go on where a slow member is closed in the middle', () => {
    const members = join(5);
    const slow = members[2]!;
    slow.outlet.pendingBytes = 1_000;
    slow.outlet.onClose = () => room.leave(slow.channel);
    push('one');
    expect(members.map(({ outlet }) => outlet.pushes)).toEqual([['one'], ['one'], [], ['one'], ['one']]);
    expect(slow.outlet.closes).toHaveLength(1);
    push('two');
    clock.advance(FLUSH_MS);
    expect(slow.outlet.closes).toHaveLength(1);
    expect(room.localOnline).toBe(4);
  });
});

describe('a flush that takes longer than a slice', () => {
  it('lets the event loop turn in between, and reaches everyone once', () => {
    const members = join(300);
    slowDown(members);
    push('one');
    expect(written(members)).toBeLessThanOrEqual(40 + 32);
    let turns = 0;
    while (clock.turn()) turns++;
    expect(turns).toBeGreaterThanOrEqual(4);
    expect(members.filter(({ outlet }) => outlet.pushes.join() !== 'one')).toEqual([]);
    expect(new Set(members.map(({ outlet }) => outlet.writes[0])).size).toBe(1);
  });

  it('is the only one: what comes meanwhile waits, and keeps its order', () => {
    const members = join(300);
    slowDown(members);
    push('one');
    push('two');
    clock.turn();
    push('three');
    expect(members.filter(({ outlet }) => outlet.pushes.join() !== 'one' && outlet.pushes.length > 0)).toEqual([]);
    while (clock.turn());
    expect(members.filter(({ outlet }) => outlet.pushes.join('|') !== 'one|two,three')).toEqual([]);
  });

  it('writes nothing more to a member that left between two slices, and all to the others', () => {
    const members = join(300);
    slowDown(members);
    push('one');
    const leaver = members.find(({ outlet }) => outlet.writes.length === 0)!;
    room.leave(leaver.channel);
    while (clock.turn());
    expect(leaver.outlet.pushes).toEqual([]);
    expect(written(members)).toBe(299);
  });

  it('writes once to the others where a member that it had reached leaves between two slices', () => {
    const members = join(300);
    slowDown(members);
    push('one');
    room.leave(members.find(({ outlet }) => outlet.writes.length > 0)!.channel);
    while (clock.turn());
    expect(members.filter(({ outlet }) => outlet.pushes.join() !== 'one')).toEqual([]);
  });

  it('brings no older message to one who joins between two slices, but those that come after', () => {
    const members = join(300);
    slowDown(members);
    push('one');
    const joiner = fakeChannel('joiner');
    room.joinAsPrimary(joiner.channel);
    push('two');
    while (clock.turn());
    expect(joiner.outlet.pushes).toEqual(['two']);
  });

  it('is followed by the next after the flush interval, counted from its beginning', () => {
    // More than a slice, and less than the interval.
    const members = join(80);
    const writes: number[] = [];
    for (const { outlet } of members) {
      outlet.onWrite = () => {
        writes.push(clock.now());
        clock.spend(WRITE_MS);
      };
    }
    push('one');
    expect(written(members)).toBeLessThan(members.length);
    push('two');
    while (clock.turn());
    expect(members[0]!.outlet.pushes).toEqual(['one', 'two']);
    expect(writes[members.length]! - writes[0]!).toBe(FLUSH_MS);
  });
});
