import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { BanList, Bucket, StoreClock, type Bus } from '#bus';
import { BAN_BUCKET, type Ban } from '#contracts';
import { Broker, eventually } from '#test-support';

const WAIT_MS = 30_000;

let broker: Broker;
let bus: Bus;
let here: BanList;
let there: BanList;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  here = await BanList.open(bus, { replicas: 1, isWriter: true });
  there = await BanList.open(await broker.connect());
});

afterEach(async () => {
  here.close();
  there.close();
  await broker.stop();
});

const ban = (id: string, mid: number, until = 0): Ban => ({
  id,
  by: 'mid',
  value: String(mid),
  until,
  reason: 'spam',
  since: 1,
});
const isBanned = (list: BanList, mid: number) => list.find({ ip: '', mid }) !== undefined;
const becomes = (list: BanList, mid: number, wanted: boolean) =>
  eventually(`${mid} is ${wanted ? '' : 'not '}banned`, WAIT_MS, () => isBanned(list, mid) === wanted);

describe('the bans of the cluster', () => {
  it('are known where they are made at once, and elsewhere as they come; so is that they are lifted', async () => {
    const heard: string[] = [];
    there.on('banned', ({ id }) => heard.push(id));
    await here.add(ban('a', 7));
    expect(isBanned(here, 7)).toBe(true);
    await becomes(there, 7, true);
    expect([heard, isBanned(there, 8)]).toEqual([['a'], false]);
    expect([await there.lift('a'), await there.lift('a')]).toEqual([true, false]);
    expect(isBanned(there, 7)).toBe(false);
    await becomes(here, 7, false);
  });

  it('end at their time, and hold while NATS is away and after it was', async () => {
    await here.add(ban('a', 7));
    await here.add(ban('b', 8, 1));
    expect([isBanned(here, 7), isBanned(here, 8)]).toEqual([true, false]);
    await becomes(there, 7, true);
    await broker.kill();
    expect(isBanned(there, 7)).toBe(true);
    await broker.restart();
    const later = await BanList.open(await broker.connect());
    expect([isBanned(later, 7), [...later.all()].length]).toEqual([true, 2]);
    later.close();
  });

  it('leave nothing in the bucket once all have heard that they were lifted', async () => {
    const left = async (): Promise<number> => {
      const { streams } = await jetstream(bus.connection).jetstreamManager(false);
      return (await streams.info(`KV_${BAN_BUCKET}`)).state.messages;
    };
    for (const [id, mid] of [
      ['a', 7],
      ['b', 8],
      ['c', 9],
    ] as const) {
      await here.add(ban(id, mid));
      await becomes(there, mid, true);
    }
    await there.lift('a');
    await there.lift('b');
    await becomes(here, 7, false);
    await becomes(here, 8, false);
    await here.removeOldMarkers();
    expect(await left()).toBe(3);
    // Whatever was written up to now: the bucket's clock is known about.
    await here.removeOldMarkers(-60_000);
    expect(await left()).toBe(1);
    expect(isBanned(here, 9)).toBe(true);
    await there.lift('c');
    await becomes(here, 9, false);
    await Promise.all([here.removeOldMarkers(-60_000), here.removeOldMarkers(-60_000)]);
    expect(await left()).toBe(0);
  });

  it('can be lifted where they are not known yet', async () => {
    there.close();
    await here.add(ban('a', 7));
    expect([await there.lift('a'), await there.lift('a')]).toEqual([true, false]);
    await becomes(here, 7, false);
  });

  it('end by the clock of NATS, whatever that of the host', async () => {
    const clock = StoreClock.of(bus);
    await here.add(ban('a', 7, Date.now() - 1_000));
    expect(isBanned(here, 7)).toBe(false);
    clock.told(Date.now() - 60_000);
    expect(isBanned(here, 7)).toBe(true);
  });

  it('are not what was never one', async () => {
    const invalid: string[] = [];
    there.on('invalid', (id) => invalid.push(id));
    const bucket = await Bucket.open(bus, BAN_BUCKET, { ttlMs: 0, replicas: 1, maxBytes: 64 * 1024 * 1024 });
    await bucket.put('x', Buffer.from('{}'));
    await bucket.put('y', Buffer.from(JSON.stringify({ ...ban('y', 7), by: 'address', value: 'nowhere' })));
    await bucket.put('z', Buffer.from(JSON.stringify(ban('z', 9))));
    await becomes(there, 9, true);
    expect(invalid).toEqual(['x', 'y']);
  });

  it('hold where NATS comes back without them, and are stored again', async () => {
    const lost: number[] = [];
    here.on('lost', (count) => lost.push(count));
    await here.add(ban('a', 7));
    await here.add(ban('b', 8));
    await here.add(ban('c', 9, 1));
    await becomes(there, 8, true);
    await here.lift('a');
    await becomes(there, 7, false);
    await broker.kill();
    await broker.restartEmpty();
    const stored = await eventually('it is stored again', WAIT_MS, async () => {
      const later = await BanList.open(await broker.connect());
      const known = [...later.all()].map(({ id }) => id);
      later.close();
      expect(known).toEqual(['b']);
      return known;
    });
    expect([stored, lost, isBanned(here, 8)]).toEqual([['b'], [1], true]);
    await becomes(there, 8, true);
  });
});
