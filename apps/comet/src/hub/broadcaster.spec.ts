import { describe, expect, it } from '@jest/globals';
import { readDeliveries } from '#protocol';
import { FakeClock } from '../../test/fake-clock.js';
import { fakeChannel, packet, type FakeOutlet } from '../../test/fake-outlet.js';
import { Broadcaster } from './broadcaster.js';
import type { Channel } from './channel.js';
import { Deliverer } from './deliverer.js';
import { Feed } from './feed.js';
import { Shard } from './shard.js';

const OPERATION = 1000;
const SLICE_MS = 2;
const WRITE_MS = 0.05;

interface Client {
  channel: Channel;
  outlet: FakeOutlet;
}

class Fixture {
  readonly clock = new FakeClock();
  readonly shards: Shard[];
  readonly clients: Client[] = [];
  private readonly broadcaster: Broadcaster;

  constructor(shards: number, perShard: number) {
    this.shards = Array.from({ length: shards }, () => new Shard());
    for (const shard of this.shards) for (let n = 0; n < perShard; n++) this.addTo(shard);
    const deliverer = new Deliverer({ current: { maxPending: 100, onOverflow: 'disconnect' } });
    this.broadcaster = new Broadcaster(this.shards, deliverer, { current: { slice: SLICE_MS } }, this.clock);
  }

  addTo(shard: Shard, accepts = [OPERATION]): Client {
    const client = fakeChannel(`k${this.clients.length}`, { accepts });
    client.outlet.onWrite = () => this.clock.spend(WRITE_MS);
    client.outlet.onClose = () => shard.remove(client.channel);
    shard.put(client.channel);
    this.clients.push(client);
    return client;
  }

  push(text: string, perSecond = 0): void {
    this.broadcaster.push({ operation: OPERATION, packets: packet(text), perSecond });
  }

  pushToAll(text: string, perSecond = 0): void {
    this.broadcaster.push({ operation: null, packets: packet(text), perSecond });
  }

  get written(): number {
    return this.clients.reduce((sum, { outlet }) => sum + outlet.writes.length, 0);
  }

  finish(): void {
    while (this.clock.turn());
  }
}

/** Bodies of what a client of version 2 got. */
function deliveriesTo({ outlet }: Client): string[] {
  return outlet.writes.flatMap((bytes) => readDeliveries(bytes).map(({ body }) => body.toString()));
}

describe('a broadcast', () => {
  it('reaches everyone who accepts its operation, in all shards, as one buffer', () => {
    const fixture = new Fixture(4, 5);
    const other = fixture.addTo(fixture.shards[0]!, [1001]);
    fixture.push('one');
    fixture.finish();
    const accepting = fixture.clients.filter((client) => client !== other);
    expect(accepting.filter(({ outlet }) => outlet.pushes.join() !== 'one')).toEqual([]);
    expect(other.outlet.writes).toEqual([]);
    expect(new Set(accepting.map(({ outlet }) => outlet.writes[0])).size).toBe(1);
  });

  it('for everybody reaches everybody, whatever they accept, and is not joined with one that is not', () => {
    const fixture = new Fixture(2, 2);
    const other = fixture.addTo(fixture.shards[0]!, []);
    fixture.push('filtered');
    fixture.pushToAll('all');
    fixture.pushToAll('paced', 1_000);
    fixture.push('filtered too');
    fixture.finish();
    expect(other.outlet.pushes.toSorted()).toEqual(['all', 'paced']);
    expect(fixture.clients[0]!.outlet.pushes.toSorted()).toEqual(['all', 'filtered', 'filtered too', 'paced']);
  });

  it('lets the event loop turn when its slice is over, in a large shard', () => {
    const fixture = new Fixture(1, 400);
    fixture.push('one');
    expect(fixture.written).toBeLessThanOrEqual(40 + 32);
    fixture.finish();
    expect(fixture.written).toBe(400);
  });

  it('lets the event loop turn when its slice is over, also where each shard takes less', () => {
    const fixture = new Fixture(32, 31);
    fixture.push('one');
    expect(fixture.written).toBeLessThanOrEqual(40 + 2 * 31);
    let turns = 0;
    while (fixture.clock.turn()) turns++;
    expect(fixture.written).toBe(32 * 31);
    expect(turns).toBeGreaterThan(10);
  });

  it('reaches those who were there when it came to their shard, and nobody twice', () => {
    const fixture = new Fixture(1, 400);
    fixture.push('one');
    const [shard] = fixture.shards as [Shard];
    const leaver = fixture.clients.find(({ outlet }) => outlet.writes.length === 0)!;
    shard.remove(leaver.channel);
    shard.remove(fixture.clients.find(({ outlet }) => outlet.writes.length > 0)!.channel);
    fixture.addTo(shard);
    fixture.finish();
    expect(leaver.outlet.writes).toEqual([]);
    expect(fixture.clients.filter(({ outlet }) => outlet.writes.length > 1)).toEqual([]);
    expect(fixture.written).toBe(399);
  });

  it('goes on where it closes a slow one', () => {
    const fixture = new Fixture(2, 5);
    fixture.clients[3]!.outlet.pendingBytes = 1_000;
    fixture.push('one');
    fixture.finish();
    expect(fixture.written).toBe(9);
    expect(fixture.clients[3]!.outlet.closes).toHaveLength(1);
  });
});

describe('broadcasts without a limit of speed', () => {
  it('reach each client in their order', () => {
    const fixture = new Fixture(4, 200);
    for (const text of ['one', 'two', 'three']) fixture.push(text);
    fixture.clock.turn();
    fixture.push('four');
    fixture.finish();
    expect(fixture.clients.filter(({ outlet }) => outlet.pushes.join() !== 'one,two,three,four')).toEqual([]);
  });

  it('do not overtake one that takes longer', () => {
    const fixture = new Fixture(1, 100);
    fixture.push('long');
    for (const { outlet } of fixture.clients) outlet.onWrite = () => undefined;
    fixture.push('short');
    fixture.finish();
    expect(fixture.clients.filter(({ outlet }) => outlet.pushes.join() !== 'long,short')).toEqual([]);
  });

  it('that wait for a long one are joined after it, in their order, and do not run in one go', () => {
    const fixture = new Fixture(1, 100);
    fixture.push('long');
    const late = fixture.clients.slice(20).map(({ channel }) => channel);
    for (let n = 0; n < 20_000; n++) fixture.push(String(n));
    // From now on each of them takes less than a slice.
    for (const channel of late) fixture.shards[0]!.remove(channel);
    const before = fixture.written;
    fixture.clock.turn();
    fixture.clock.turn();
    expect(fixture.written - before).toBeLessThan(400);
    fixture.finish();
    const { pushes } = fixture.clients[0]!.outlet;
    expect(pushes).toHaveLength(2);
    expect(pushes[1]!.split(',')).toEqual(Array.from({ length: 20_000 }, (_, n) => String(n)));
  });
});

describe('a broadcast with a limit of speed', () => {
  it.each([10, 50, 333, 5_000])('writes %i a second', (perSecond) => {
    const fixture = new Fixture(4, 2 * perSecond);
    for (const { outlet } of fixture.clients) outlet.onWrite = () => undefined;
    fixture.push('one', perSecond);
    for (let second = 1; second <= 3; second++) {
      fixture.clock.advance(1_000);
      expect(fixture.written).toBeGreaterThanOrEqual(perSecond * second - 1);
      // A step of 20 ms is allowed ahead, and what a first step brings.
      expect(fixture.written).toBeLessThanOrEqual(perSecond * second + perSecond / 25 + 1);
    }
  });

  it('reaches everyone who accepts, and ends', () => {
    const fixture = new Fixture(4, 10);
    const other = fixture.addTo(fixture.shards[1]!, [1001]);
    fixture.push('one', 100);
    fixture.finish();
    expect(fixture.clients.filter(({ outlet }) => outlet.pushes.join() !== 'one')).toEqual([other]);
    expect(fixture.clock.waiting).toBe(0);
  });

  it('spends its rate on those who accept alone', () => {
    const fixture = new Fixture(1, 0);
    for (let n = 0; n < 100; n++) fixture.addTo(fixture.shards[0]!, n % 10 === 0 ? [OPERATION] : []);
    fixture.push('one', 10);
    fixture.clock.advance(1_100);
    expect(fixture.written).toBe(10);
  });

  it('leaves out those who have gone meanwhile', () => {
    const fixture = new Fixture(1, 10);
    fixture.push('one', 10);
    fixture.clock.advance(500);
    for (const { channel } of fixture.clients) fixture.shards[0]!.remove(channel);
    const before = fixture.written;
    fixture.finish();
    expect(fixture.written).toBe(before);
  });

  it('comes to a client of version 2 before a later one without, and to nobody twice', () => {
    const fixture = new Fixture(2, 3);
    const second = fixture.addTo(fixture.shards[0]!);
    second.channel.feed = new Feed(second.outlet, () => undefined);
    second.channel.feed.resume();
    fixture.push('slow', 1);
    fixture.push('slower', 1);
    fixture.push('fast');
    fixture.push('last');
    fixture.finish();
    expect(deliveriesTo(second)).toEqual(['slow', 'slower', 'fast', 'last']);
    const others = fixture.clients.filter((client) => client !== second);
    for (const { outlet } of others) expect(outlet.pushes.toSorted()).toEqual(['fast', 'last', 'slow', 'slower']);
    expect(fixture.clock.waiting).toBe(0);
  });

  it('does not hold up one without', () => {
    const fixture = new Fixture(1, 10);
    fixture.push('slow', 1);
    fixture.push('fast');
    expect(fixture.clients.filter(({ outlet }) => outlet.pushes.join() !== 'fast')).toEqual([]);
  });
});
