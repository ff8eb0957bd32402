import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RoomKey } from '#contracts';
import { Downlink, encodeFrame, Operation, readDeliveries } from '#protocol';
import { settled } from '../../test/fake-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeMissed } from '../../test/fake-missed.js';
import { fakeChannel, packet, type FakeOutlet } from '../../test/fake-outlet.js';
import type { Channel } from './channel.js';
import { Feed } from './feed.js';
import { Hub } from './hub.js';
import type { Push } from './push.js';
import { Tally } from './tally.js';

const EPOCH = 7;
const ROOM = 'live://1' as RoomKey;
const TARGET = `room:${ROOM}`;
const OTHERS = 100;
const WRITE_MS = 0.05;

let clock: FakeClock;
let missed: FakeMissed;
let hub: Hub;
/** What the client of version 2 was sent: a message as `id<prev`, a withdrawal as `-id`. */
let log: string[];

beforeEach(() => {
  clock = new FakeClock();
  missed = new FakeMissed();
  hub = new Hub(
    { current: { buckets: 1, flushInterval: 5, slice: 2 } },
    { current: { maxPending: 100_000, onOverflow: 'disconnect' } },
    { hold: async () => undefined, drop: () => undefined },
    missed,
    clock,
  );
  log = [];
});

function newClient(key: string): { channel: Channel; outlet: FakeOutlet } {
  const client = fakeChannel(key, { accepts: [1000] });
  client.outlet.onWrite = () => clock.spend(WRITE_MS);
  return client;
}

function add(key: string): { channel: Channel; outlet: FakeOutlet } {
  const client = newClient(key);
  hub.add(client.channel);
  hub.move(client.channel, ROOM);
  return client;
}

/** A client of version 2 that has resumed, unless it is to be quiet. */
function addSecond({ isQuiet = false } = {}): Channel {
  const { channel, outlet } = add('two');
  outlet.onWrite = () => {
    for (const { id, prev } of readDeliveries(outlet.writes.at(-1)!)) log.push(`${id}<${prev}`);
  };
  channel.feed = new Feed(outlet, (operation, body) => {
    expect(operation).toBe(Operation.Withdrawn);
    log.push(`-${(body as { id: string }).id}`);
  });
  if (!isQuiet) channel.feed.resume();
  return channel;
}

function addOthers(): FakeOutlet[] {
  return Array.from({ length: OTHERS }, (_, n) => add(`k${n}`).outlet);
}

function origin(id: number, prev: number): { epoch: number; ids: number[]; prev: number; transient: number[] } {
  return { epoch: EPOCH, ids: [id], prev, transient: [] };
}

function pushAll(id: number, prev = id - 1, perSecond = 0, tally?: Tally): void {
  hub.pushAll(null, packet(`m${id}`), perSecond, origin(id, prev), tally);
}

function pushRoom(id: number, prev = id - 1): void {
  hub.pushRoom(ROOM, packet(`m${id}`), origin(id, prev));
}

function pushKey(id: number, prev = id - 1): void {
  hub.pushKeys(['two'], 1000, packet(`m${id}`), { epoch: EPOCH, id, mids: [], prevs: [prev], transient: false });
}

function read(id: number, prev = id - 1): Push {
  return { operation: null, packets: packet(`m${id}`), origin: origin(id, prev) };
}

async function answerReading(...pushes: Push[]): Promise<void> {
  const { upTo, answer } = missed.readings.shift()!;
  answer({ verdict: 'recovered', pushes, upTo });
  await settled();
}

function finish(): void {
  while (clock.turn());
}

/** What clients of version 1 got, where all got the same. */
function gotByAll(outlets: readonly FakeOutlet[]): string[] {
  const all = new Set(outlets.map(({ pushes }) => pushes.join()));
  expect(all.size).toBe(1);
  return [...all][0]!.split(',');
}

describe('a broadcast that is taken back', () => {
  it('ends where it is paced, and the next one is no hole', () => {
    const others = addOthers();
    addSecond();
    const tally = new Tally(() => undefined).begin();
    pushAll(8, 7, 1, tally);
    hub.withdrawn('all', EPOCH, 8);
    expect(tally.isDone).toBe(true);
    pushAll(9);
    pushAll(10);
    finish();
    expect([log, gotByAll(others)]).toEqual([
      ['-8', '9<7', '10<9'],
      ['m9', 'm10'],
    ]);
    expect(clock.waiting).toBe(0);
  });

  it('is what the paced one behind it no longer names, however many of them there are', () => {
    addSecond();
    pushAll(8, 7, 1);
    pushAll(9, 8, 1);
    pushAll(10, 9, 1);
    hub.withdrawn('all', EPOCH, 8);
    hub.withdrawn('all', EPOCH, 9);
    finish();
    hub.withdrawn('all', EPOCH, 10);
    pushAll(11);
    finish();
    expect(log).toEqual(['-8', '-9', '10<7', '-10', '11<10']);
  });

  it('is not sent where it waits behind a long one', () => {
    const others = addOthers();
    addSecond();
    pushAll(7);
    pushAll(8);
    pushAll(9);
    hub.withdrawn('all', EPOCH, 8);
    finish();
    expect(gotByAll(others)).toEqual(['m7', 'm9']);
    expect(log.filter((entry) => entry !== '-8')).toEqual(['7<6', '9<7']);
  });

  it('is not sent where it alone waits behind a long one', () => {
    const others = addOthers();
    pushAll(7);
    pushAll(8);
    hub.withdrawn('all', EPOCH, 8);
    finish();
    pushAll(9);
    finish();
    expect(gotByAll(others)).toEqual(['m7', 'm9']);
  });

  it('is told again behind it to those who were told first', () => {
    addSecond();
    addOthers();
    pushAll(8);
    expect(log).toEqual([]);
    hub.withdrawn('all', EPOCH, 8);
    finish();
    expect(log).toEqual(['-8', '8<7', '-8']);
  });
});

describe('a message to a room that is taken back', () => {
  it('is not sent where it waits for the flush, and the next one is no hole', () => {
    addSecond();
    for (const id of [7, 8, 9]) pushRoom(id);
    hub.withdrawn(TARGET, EPOCH, 8);
    hub.withdrawn(TARGET, EPOCH, 9);
    clock.advance(5);
    pushRoom(10);
    finish();
    expect(log).toEqual(['7<6', '-8', '-9', '10<7']);
  });

  it.each([[[8, 7]], [[7, 8]]])('is no hole for the next one, in whatever order others are (%j)', (order) => {
    addSecond();
    for (const id of [6, 7, 8]) pushRoom(id);
    for (const id of order) hub.withdrawn(TARGET, EPOCH, id);
    pushRoom(9);
    finish();
    expect(log.filter((one) => !one.startsWith('-'))).toEqual(['6<5', '9<6']);
  });

  it('has nothing written where it alone waited for the flush', () => {
    const { outlet } = add('one');
    pushRoom(7);
    pushRoom(8);
    hub.withdrawn(TARGET, EPOCH, 8);
    finish();
    expect([outlet.pushes, outlet.writes.length, hub.counts.writes]).toEqual([['m7'], 1, 1]);
  });

  it('is told again behind it to those who were told first', () => {
    addSecond();
    addOthers();
    pushRoom(8);
    hub.withdrawn(TARGET, EPOCH, 8);
    finish();
    expect(log).toEqual(['-8', '8<7', '-8']);
    pushRoom(9);
    finish();
    expect(log.slice(3)).toEqual(['9<8']);
  });
});

describe('a message that is taken back while missed ones are read', () => {
  it('is not delivered behind them', async () => {
    addSecond();
    pushKey(7);
    pushKey(10);
    pushKey(11);
    hub.withdrawn('key:two', EPOCH, 10);
    await answerReading(read(8), read(9));
    pushKey(12);
    expect(log).toEqual(['7<6', '-10', '8<7', '9<8', '11<9', '12<11']);
    expect(missed.readings).toEqual([]);
  });

  it('is the last that waits: the next one is no hole', async () => {
    addSecond();
    pushKey(7);
    pushKey(9);
    hub.withdrawn('key:two', EPOCH, 9);
    await answerReading(read(8));
    pushKey(10);
    expect([log, missed.readings]).toEqual([['7<6', '-9', '8<7', '10<8'], []]);
  });

  it('is not delivered where it was read before', async () => {
    addSecond();
    pushKey(7);
    pushKey(11);
    hub.withdrawn('key:two', EPOCH, 9);
    await answerReading(read(8), read(9), read(10));
    expect(log).toEqual(['7<6', '-9', '8<7', '10<8', '11<10']);
  });

  it('leaves no hole where it was not read any more', async () => {
    addSecond();
    pushKey(7);
    pushKey(10);
    await answerReading(read(8));
    expect(log).toEqual(['7<6', '8<7', '10<8']);
  });

  it('leaves those alone that came with it', async () => {
    addSecond();
    pushRoom(7);
    hub.pushRoom(ROOM, Buffer.concat([10, 11, 12].map((id) => packet(`m${id}`))), {
      epoch: EPOCH,
      ids: [10, 11, 12],
      prev: 9,
      transient: [],
    });
    hub.withdrawn(TARGET, EPOCH, 11);
    await answerReading(read(8), read(9));
    finish();
    expect(log).toEqual(['7<6', '-11', '8<7', '9<8', '10<9', '12<10']);
  });
});

describe('a message that is taken back while a client catches up', () => {
  it('is told again behind what waits until the client resumes', () => {
    const { feed } = addSecond({ isQuiet: true });
    pushRoom(8);
    hub.withdrawn(TARGET, EPOCH, 8);
    expect(log).toEqual(['-8']);
    feed!.hold('key:two');
    feed!.resume();
    expect([log, feed!.heldBytes]).toEqual([['-8', '8<7', '-8'], 0]);
  });

  it('is told again behind what is read for the client', () => {
    const { feed } = addSecond({ isQuiet: true });
    hub.withdrawn(TARGET, EPOCH, 8);
    feed!.hold(TARGET);
    feed!.resume();
    hub.withdrawn(TARGET, EPOCH, 9);
    feed!.release(TARGET, new Downlink([read(8), read(9)], TARGET), 9);
    expect([log, feed!.heldBytes]).toEqual([['-8', '-9', '8<7', '9<8', '-8', '-9'], 0]);
  });

  it('is told again for so many of them and no more', () => {
    const { feed } = addSecond({ isQuiet: true });
    for (let id = 1; id <= 150; id++) hub.withdrawn(TARGET, EPOCH, id);
    feed!.resume();
    expect(log).toHaveLength(150 + 100);
  });

  it('does not come to one that enters', () => {
    const { channel, outlet } = newClient('two');
    const ask = hub.toKeys.ask();
    pushKey(7);
    pushKey(8, 6);
    hub.withdrawn('key:two', EPOCH, 7);
    hub.toKeys.enters(channel, ask);
    hub.toKeys.answered(ask);
    pushKey(9, 6);
    pushKey(10, 6);
    hub.withdrawn('key:two', EPOCH, 9);
    hub.add(channel);
    hub.toKeys.entered(channel);
    expect([outlet.pushes, hub.toKeys.unknown]).toEqual([['m8', 'm10'], 0]);
  });
});

it('a message of another epoch is left alone', () => {
  const { outlet } = add('one');
  pushRoom(7);
  pushRoom(8);
  hub.withdrawn(TARGET, EPOCH - 1, 8);
  clock.advance(5);
  expect(outlet.pushes).toEqual(['m7', 'm8']);
});

it('a message of an earlier epoch hides no hole of this one', () => {
  add('one');
  pushAll(5, 4, 1);
  const now = EPOCH + 1;
  hub.pushAll(null, packet('m4'), 0, { epoch: now, ids: [4], prev: 0, transient: [] });
  hub.withdrawn('all', EPOCH, 5);
  hub.pushAll(null, packet('m6'), 0, { epoch: now, ids: [6], prev: 5, transient: [] });
  expect(missed.readings).toHaveLength(1);
});

it('a packet that is no push of ours is left alone', () => {
  const { outlet } = add('one');
  hub.pushRoom(ROOM, packet('one'));
  hub.pushRoom(ROOM, encodeFrame(1000, 0, Buffer.from('two')));
  hub.withdrawn(TARGET, EPOCH, 8);
  clock.advance(5);
  expect(outlet.pushes).toEqual(['one', 'two']);
});
