import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RoomKey } from '#contracts';
import { readDeliveries } from '#protocol';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeMissed } from '../../test/fake-missed.js';
import { fakeChannel, packet } from '../../test/fake-outlet.js';
import { Broadcaster } from './broadcaster.js';
import type { Break } from './break.js';
import { Continuity, ContinuityCounts } from './continuity.js';
import { Deliverer } from './deliverer.js';
import { Feed } from './feed.js';
import type { Push } from './push.js';
import { Room } from './room.js';
import { Shard } from './shard.js';
import type { Channel } from './channel.js';

const FLUSH_MS = 5;
const SLICE_MS = 2;
const WRITE_MS = 0.05;
const ANEW: Break = { verdict: 'reset', epoch: 8, from: 0, to: 0 };

let clock: FakeClock;
let deliverer: Deliverer;

beforeEach(() => {
  clock = new FakeClock();
  deliverer = new Deliverer({ current: { maxPending: 1_000, onOverflow: 'disconnect' } });
});

/** A client of version 2 that has resumed, and what it got: bodies, and `reset` for each notice. */
function client(key: string): { channel: Channel; log: string[] } {
  const log: string[] = [];
  const { channel, outlet } = fakeChannel(key);
  outlet.onWrite = () => {
    log.push(...readDeliveries(outlet.writes.at(-1)!).map(({ body }) => body.toString()));
    clock.spend(WRITE_MS);
  };
  channel.feed = new Feed(outlet, () => log.push('reset'));
  channel.feed.resume();
  return { channel, log };
}

function clients(count: number, name = 'k'): { channel: Channel; log: string[] }[] {
  return Array.from({ length: count }, (_, n) => client(`${name}${n}`));
}

function pushed(epoch: number, id: number, more: Partial<Push> = {}): Push {
  const origin = { epoch, ids: [id], prev: id > 1 ? id - 1 : 0, transient: [] };
  return { operation: null, packets: packet(`${epoch}:${id}`), origin, ...more };
}

function logs(all: readonly { log: string[] }[]): string[] {
  return [...new Set(all.map(({ log }) => log.join(' ')))];
}

function finish(): void {
  while (clock.turn());
}

describe('a room whose queue begins anew', () => {
  let room: Room;

  beforeEach(() => {
    room = new Room(
      'live://1' as RoomKey,
      deliverer,
      { current: { flushInterval: FLUSH_MS, slice: SLICE_MS } },
      clock,
      (to) => new Continuity(to, new FakeMissed(), new ContinuityCounts()),
    );
  });

  function take(...pushes: Push[]): void {
    for (const push of pushes) room.continuity.take(push);
  }

  function members(count: number): { channel: Channel; log: string[] }[] {
    const all = clients(count);
    for (const { channel } of all) room.joinAsPrimary(channel);
    return all;
  }

  it('tells its members behind the pushes that wait for the next flush, and before those that follow', () => {
    const all = members(2);
    take(pushed(7, 1), pushed(7, 2), pushed(7, 3), pushed(8, 1), pushed(8, 2), pushed(9, 1));
    finish();
    expect(logs(all)).toEqual(['7:1 7:2 7:3 reset 8:1 8:2 reset 9:1']);
  });

  it('tells them behind a flush that goes on', () => {
    const all = members(100);
    take(pushed(7, 1));
    expect(all.filter(({ log }) => log.length === 0)).not.toEqual([]);
    take(pushed(8, 1));
    finish();
    expect(logs(all)).toEqual(['7:1 reset 8:1']);
  });

  it('tells them at once where nothing waits', () => {
    const all = members(1);
    take(pushed(7, 1));
    clock.advance(FLUSH_MS);
    room.broken(ANEW);
    expect(logs(all)).toEqual(['7:1 reset']);
    expect(clock.waiting).toBe(0);
  });

  it('tells them also where all that waited was taken back', () => {
    const all = members(1);
    take(pushed(7, 1), pushed(7, 2), pushed(8, 1));
    room.takeOut({ epoch: 7, id: 2 });
    finish();
    expect(logs(all)).toEqual(['7:1 reset 8:1']);
  });

  it('tells nobody who has heard of the new one while that waited, and writes nothing older to them', () => {
    const all = members(1);
    take(pushed(7, 1), pushed(7, 2), pushed(8, 1), pushed(8, 2));
    expect([room.isChangingTo(7), room.isChangingTo(8)]).toEqual([false, true]);
    const late = client('late');
    room.joinAsPrimary(late.channel);
    late.channel.feed!.knows(room.target, 8);
    finish();
    take(pushed(9, 1));
    finish();
    expect(logs(all)).toEqual(['7:1 7:2 reset 8:1 8:2 reset 9:1']);
    expect(late.log.join(' ')).toBe('8:1 8:2 reset 9:1');
    expect(room.isChangingTo(8)).toBe(false);
  });

  it('is changing until its members were told', () => {
    const all = members(100);
    take(pushed(7, 1), pushed(7, 2), pushed(8, 1));
    const isToTell = (): boolean => all.some(({ log }) => !log.includes('reset'));
    do expect(room.isChangingTo(8)).toBe(isToTell());
    while (clock.turn());
    expect(isToTell()).toBe(false);
  });

  it('writes the same to members of version 1, in the same order', () => {
    const { channel, outlet } = fakeChannel('first');
    room.joinAsPrimary(channel);
    take(pushed(7, 1), pushed(7, 2), pushed(8, 1), pushed(8, 2));
    finish();
    expect(outlet.pushes.join()).toBe('7:1,7:2,8:1,8:2');
  });
});

describe('a queue of broadcasts that begins anew', () => {
  let shard: Shard;
  let broadcaster: Broadcaster;

  beforeEach(() => {
    shard = new Shard();
    broadcaster = new Broadcaster([new Shard(), shard], deliverer, { current: { slice: SLICE_MS } }, clock);
  });

  function connect(count: number, name?: string): { channel: Channel; log: string[] }[] {
    const all = clients(count, name);
    for (const { channel } of all) shard.put(channel);
    return all;
  }

  function begin(...pushes: Push[]): void {
    for (const push of pushes) broadcaster.push(push);
    broadcaster.broken(ANEW);
  }

  it('is told of behind the broadcast that is being written and those that wait, and before those that follow', () => {
    const all = connect(100);
    begin(pushed(7, 1), pushed(7, 2));
    broadcaster.push(pushed(8, 1));
    finish();
    expect(logs(all)).toEqual(['7:1 7:2 reset 8:1']);
  });

  it('is told of at once where nothing is written', () => {
    const all = connect(2);
    begin(pushed(7, 1));
    expect(logs(all)).toEqual(['7:1 reset']);
  });

  it('lets the event loop turn while many are told', () => {
    const all = connect(100);
    for (const { channel } of all) channel.feed!.broken = () => clock.spend(WRITE_MS);
    const before = clock.now();
    broadcaster.broken(ANEW);
    expect(clock.now() - before).toBeLessThan(100 * WRITE_MS);
    finish();
    expect(clock.now() - before).toBeCloseTo(100 * WRITE_MS);
  });

  it('is told of, like what is older, to nobody who has heard of the new one while that waited', () => {
    const all = connect(100);
    begin(pushed(7, 1), pushed(7, 2));
    const [late] = connect(1, 'late');
    expect([broadcaster.isChangingTo(7), broadcaster.isChangingTo(8)]).toEqual([false, true]);
    late!.channel.feed!.knows('all', 8);
    broadcaster.push(pushed(8, 1));
    finish();
    expect(logs(all)).toEqual(['7:1 7:2 reset 8:1']);
    expect(late!.log.join(' ')).toBe('8:1');
    expect(broadcaster.isChangingTo(8)).toBe(false);
  });

  it('is being told of until the last one was', () => {
    const all = connect(100);
    for (const { channel } of all) channel.feed!.broken = () => clock.spend(WRITE_MS);
    broadcaster.broken(ANEW);
    expect(broadcaster.isChangingTo(8)).toBe(true);
    finish();
    expect(broadcaster.isChangingTo(8)).toBe(false);
  });

  it('is told of behind a paced broadcast, which does not come to who enters later', () => {
    const all = connect(3);
    const first = fakeChannel('first');
    shard.put(first.channel);
    begin(pushed(7, 1, { perSecond: 1 }));
    const [late] = connect(1, 'late');
    broadcaster.push(pushed(8, 1));
    finish();
    expect(logs(all)).toEqual(['7:1 reset 8:1']);
    expect(late!.log).toEqual(['8:1']);
    expect(first.outlet.pushes.toSorted()).toEqual(['7:1', '8:1']);
  });

  it('is told of before a paced one that follows while another is written', () => {
    const all = connect(100);
    begin(pushed(7, 1));
    broadcaster.push(pushed(8, 1, { perSecond: 1_000_000 }));
    finish();
    expect(logs(all)).toEqual(['7:1 reset 8:1']);
  });
});
