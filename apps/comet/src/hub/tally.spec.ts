import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RoomKey } from '#contracts';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeMissed } from '../../test/fake-missed.js';
import { fakeChannel, packet, type FakeOutlet } from '../../test/fake-outlet.js';
import type { Channel } from './channel.js';
import { Feed } from './feed.js';
import { Hub } from './hub.js';
import type { KeysOrigin } from './key-pushes.js';
import { Tally } from './tally.js';

const OPERATION = 1000;
const ROOM = 'live://1' as RoomKey;
const TOO_MUCH = 101;
const SLICE_MS = 2;

let clock: FakeClock;
let missed: FakeMissed;
let hub: Hub;
let ended: number;
let tally: Tally;

beforeEach(() => {
  clock = new FakeClock();
  missed = new FakeMissed();
  hub = new Hub(
    { current: { buckets: 1, flushInterval: 5, slice: SLICE_MS } },
    { current: { maxPending: 100, onOverflow: 'drop' } },
    { hold: async () => undefined, drop: () => undefined },
    missed,
    clock,
  );
  ended = 0;
  tally = new Tally(() => ended++).begin();
});

function add(key: string, accepts = [OPERATION]): { channel: Channel; outlet: FakeOutlet } {
  const client = fakeChannel(key, { accepts });
  hub.add(client.channel);
  hub.move(client.channel, ROOM);
  return client;
}

function origin(id: number, prev = 0): { epoch: number; ids: number[]; prev: number; transient: number[] } {
  return { epoch: 7, ids: [id], prev, transient: [] };
}

function toKeys(id: number): KeysOrigin {
  return { epoch: 7, id, mids: [], prevs: [], transient: false };
}

/** The counts that are not 0. */
function counted(): object {
  return Object.fromEntries(Object.entries(tally.counts).filter(([, count]) => count > 0));
}

describe('what is counted of a followed push', () => {
  it('to a room: who got it, and for whom too much waited', () => {
    add('a');
    add('b').outlet.pendingBytes = TOO_MUCH;
    hub.pushRoom(ROOM, packet('one'), origin(1024), tally);
    expect([counted(), tally.isDone]).toEqual([{ targeted: 2, written: 1, slow: 1 }, true]);
  });

  it('to a room that is written to later: it is not done until then, and is counted beside what it is joined with', () => {
    add('a');
    hub.pushRoom(ROOM, packet('before'), origin(1024));
    hub.pushRoom(ROOM, packet('one'), origin(2048, 1024), tally);
    expect([counted(), tally.isDone]).toEqual([{}, false]);
    hub.pushRoom(ROOM, packet('behind'), origin(3072, 2048));
    clock.advance(5);
    expect([counted(), tally.isDone, ended]).toEqual([{ targeted: 1, written: 1 }, true, 1]);
  });

  it('to a room, by slices: whoever leaves between two of them is gone', () => {
    const clients = Array.from({ length: 40 }, (_, n) => add(`k${n}`));
    clients.at(-1)!.outlet.onWrite = () => clock.spend(SLICE_MS);
    hub.pushRoom(ROOM, packet('one'), origin(1024), tally);
    hub.remove(clients[0]!.channel);
    expect(tally.isDone).toBe(false);
    while (clock.turn());
    expect([counted(), tally.isDone]).toEqual([{ targeted: 40, written: 39, gone: 1 }, true]);
  });

  it('to a room that nobody here is in any more', () => {
    hub.pushRoom(ROOM, packet('one'), origin(1024), tally);
    expect([counted(), tally.isDone]).toEqual([{}, true]);
  });

  it('that comes again: it is left out', () => {
    add('a');
    hub.pushRoom(ROOM, packet('one'), origin(1024), tally);
    hub.pushRoom(ROOM, packet('one'), origin(1024), tally.begin());
    expect([counted(), tally.isDone]).toEqual([{ targeted: 1, written: 1, repeated: 1 }, true]);
  });

  it('that waits until missed messages are read', async () => {
    add('a');
    hub.pushRoom(ROOM, packet('one'), origin(1024));
    hub.pushRoom(ROOM, packet('three'), origin(3072, 2048), tally);
    expect(tally.isDone).toBe(false);
    missed.readings[0]!.answer({ verdict: 'recovered', pushes: [], upTo: 2048 });
    await new Promise(setImmediate);
    clock.advance(5);
    expect([counted(), tally.isDone]).toEqual([{ targeted: 1, written: 1 }, true]);
  });

  it('to keys: who does not accept the operation, and who is not here', () => {
    add('a');
    add('b', [1001]);
    hub.pushKeys(['a', 'b', 'x'], OPERATION, packet('one'), toKeys(1024), tally);
    expect([counted(), tally.isDone]).toEqual([{ targeted: 3, written: 1, notAccepted: 1, gone: 1 }, true]);
  });

  it('to all, as fast as it goes and at a pace', () => {
    add('a');
    add('b', [1001]);
    hub.pushAll(OPERATION, packet('one'), 0, origin(1024), tally);
    expect([counted(), tally.isDone]).toEqual([{ targeted: 2, written: 1, notAccepted: 1 }, true]);
    const paced = new Tally(() => undefined).begin();
    hub.pushAll(OPERATION, packet('two'), 10, origin(2048, 1024), paced);
    clock.advance(1_000);
    expect([paced.counts, paced.isDone]).toMatchObject([{ targeted: 2, written: 1, notAccepted: 1 }, true]);
  });

  it('to a client of version 2 that has not resumed: it waits', () => {
    const { channel, outlet } = add('a');
    channel.feed = new Feed(outlet, () => undefined);
    hub.pushRoom(ROOM, packet('one'), origin(1024), tally);
    expect([counted(), tally.isDone]).toEqual([{ targeted: 1, waiting: 1 }, true]);
  });
});
