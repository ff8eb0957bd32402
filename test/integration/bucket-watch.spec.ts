import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { jetstream } from '@nats-io/jetstream';
import { Bucket, BucketWatch, StoreClock, type BucketListener, type Bus } from '#bus';
import { Broker, Changes, eventually } from '#test-support';

const TTL_MS = 30 * 60_000;
const LATE_MS = 500;
const KEYS = 10_000;
/** From the moment that the connection is back. The library's own watch would take 10 s and more. */
const RESUMED_WITHIN_MS = 15_000;
const TOLD_WITHIN_MS = 30_000;

/** Keeps what a watch tells, in order: `+key=value`, `-key`, `reset`. */
class Recorder implements BucketListener {
  readonly told: string[] = [];
  readonly revisions: number[] = [];
  private readonly changes = new Changes(() => this.told.slice(-3).join(', '));

  onPut(key: string, value: Uint8Array, revision: number): void {
    this.tell(`+${key}=${Buffer.from(value).toString()}`, revision);
  }

  onDelete(key: string, revision: number): void {
    this.tell(`-${key}`, revision);
  }

  onReset(): void {
    this.tell('reset', 0);
  }

  /** Resolves when `event` is the last that was told. */
  async until(event: string): Promise<void> {
    await this.changes.until(`${event} was told last`, TOLD_WITHIN_MS, () => this.told.at(-1) === event);
  }

  private tell(event: string, revision: number): void {
    this.told.push(event);
    this.revisions.push(revision);
    this.changes.notify();
  }
}

let broker: Broker;
let watching: Bus;
let bus: Bus;
let bucket: Bucket;
let recorder: Recorder;
let watchedBucket: Bucket;
let watch: BucketWatch;

beforeEach(async () => {
  broker = await Broker.start();
  // It comes back later than the one that writes.
  watching = await broker.connect({ reconnectWait: 500 });
  recorder = new Recorder();
  watchedBucket = await Bucket.open(watching, 'things', { ttlMs: TTL_MS });
  watch = new BucketWatch(watchedBucket, recorder);
  bus = await broker.connect({ reconnectWait: 10 });
  bucket = await Bucket.open(bus, 'things', { ttlMs: TTL_MS });
});

afterEach(async () => {
  watch.stop();
  await broker.stop();
});

function put(key: string, value: string | number = 1): Promise<number> {
  return bucket.put(key, Buffer.from(String(value)));
}

/** Ends the server, and resolves when both connections know. */
async function killBroker(): Promise<void> {
  const lost = [bus, watching].map((one) => once(one, 'disconnect'));
  await broker.kill();
  await Promise.all(lost);
}

describe('BucketWatch', () => {
  it('starts on an empty bucket, and tells each change in order', async () => {
    await watch.start();
    expect(recorder.told).toEqual([]);
    const expected: string[] = [];
    // Each key once: a value that is replaced before the server has sent it is never told.
    for (let n = 0; n < 200; n++) {
      await put(`key-${n}`, n);
      expected.push(`+key-${n}=${n}`);
    }
    await recorder.until('+key-199=199');
    await bucket.delete('key-3');
    expected.push('-key-3');
    await recorder.until('-key-3');
    expect(recorder.told).toEqual(expected);
    expect(recorder.revisions).toEqual(recorder.revisions.toSorted((a, b) => a - b));
    expect(watch.lastRevision).toBe(recorder.revisions.at(-1));
  });

  it('has the clock of the store follow each change, and not what existed before', async () => {
    const clock = StoreClock.of(watching);
    const heard = jest.spyOn(clock, 'delivered');
    await put('old');
    await watch.start();
    expect(heard).not.toHaveBeenCalled();
    const before = Date.now();
    // As where it was told late.
    clock.told(before - LATE_MS);
    await put('new');
    await recorder.until('+new=1');
    expect(heard).toHaveBeenCalledTimes(1);
    expect(clock.now()).toBeGreaterThanOrEqual(before - 1);
  });

  it('ends with its bus, which does not come back', async () => {
    await watching.drain();
    // It would try again and again, and keep the process.
    await watch.start();
    expect([watch.isCurrent, recorder.told]).toEqual([false, []]);
  });

  it(`has told all of ${KEYS} entries when it has started, each once, and then the changes`, async () => {
    for (let from = 0; from < KEYS; from += 500) {
      await Promise.all(Array.from({ length: 500 }, (_, index) => put(`key-${from + index}`, 'new')));
    }
    await put('key-0', 'newer');
    await bucket.delete('key-1');
    await watch.start();
    const told = new Set(recorder.told);
    expect(told.size).toBe(recorder.told.length);
    expect(recorder.told.filter((event) => event.startsWith('+'))).toHaveLength(KEYS - 1);
    expect([told.has('+key-0=newer'), told.has('+key-0=new'), told.has('+key-1=new')]).toEqual([true, false, false]);
    await put('key-2', 'changed');
    await recorder.until('+key-2=changed');
  });

  it('has told all when it has started, and says so, though the connection broke in between', async () => {
    for (let from = 0; from < KEYS; from += 500) {
      await Promise.all(Array.from({ length: 500 }, (_, index) => put(`key-${from + index}`)));
    }
    const heard = recorder.onPut.bind(recorder);
    recorder.onPut = (...entry) => {
      if (recorder.told.length === 0) void watching.connection.reconnect();
      heard(...entry);
    };
    let loaded = 0;
    Object.assign(recorder, { onLoaded: () => loaded++ });
    await watch.start();
    expect(new Set(recorder.told).size).toBe(KEYS);
    expect([watch.isCurrent, loaded]).toEqual([true, 1]);
  });

  it('goes on after the server was killed: nothing repeated, nothing missed, soon after it is back', async () => {
    await put('a');
    await put('b');
    await watch.start();
    await put('c');
    await recorder.until('+c=1');
    const before = [...recorder.told];

    await killBroker();
    const writerBack = once(bus, 'reconnect');
    const watcherBack = once(watching, 'reconnect');
    await broker.restart();
    await writerBack;
    await put('a', 2);
    await bucket.delete('b');
    await put('d');
    await watcherBack;
    const back = performance.now();
    await recorder.until('+d=1');
    expect(performance.now() - back).toBeLessThan(RESUMED_WITHIN_MS);
    await put('e');
    await recorder.until('+e=1');
    expect(recorder.told).toEqual([...before, '+a=2', '-b', '+d=1', '+e=1']);
  });

  it('survives a server that goes and comes several times', async () => {
    await put('stays');
    await watch.start();
    const expected = ['+stays=1'];
    for (let n = 0; n < 3; n++) {
      await put('a', n);
      expected.push(`+a=${n}`);
      await recorder.until(`+a=${n}`);
      await killBroker();
      const back = [bus, watching].map((one) => once(one, 'reconnect'));
      await broker.restart();
      await Promise.all(back);
    }
    await put('a', 'last');
    await recorder.until('+a=last');
    expect(recorder.told).toEqual([...expected, '+a=last']);
  });

  it('says that the bucket was lost where the server comes back without its data, and tells the new one', async () => {
    for (const key of ['a', 'b', 'c']) await put(key);
    await watch.start();
    await killBroker();
    const back = once(watching, 'reconnect');
    await broker.restartEmpty();
    await back;
    await recorder.until('reset');
    await bucket.ensure();
    await put('d');
    await recorder.until('+d=1');
    expect(recorder.told).toEqual(['+a=1', '+b=1', '+c=1', 'reset', '+d=1']);
  });

  it('says so as well where markers of what was removed may be gone, and tells what is left', async () => {
    const markersLiveMs = 60_000;
    for (const key of ['a', 'b', 'c']) await put(key);
    watch = new BucketWatch(watchedBucket, recorder, { markersLiveMs });
    await watch.start();
    watch.stop();
    await bucket.delete('b');
    // Whoever comes second finds nothing, and the revision before is no marker's.
    for (const revision of [4, 4, 3]) await bucket.eraseMarker(revision);
    const { now } = Date;
    const later = jest.spyOn(Date, 'now').mockImplementation(() => now() + markersLiveMs);
    try {
      await watch.start();
    } finally {
      later.mockRestore();
    }
    await put('d');
    await recorder.until('+d=1');
    expect(recorder.told).toEqual(['+a=1', '+b=1', '+c=1', 'reset', '+a=1', '+c=1', '+d=1']);
  });

  it('counts the time for that from when it last knew all, also where it hears something meanwhile', async () => {
    const markersLiveMs = 60_000;
    const pauseMs = 0.4 * markersLiveMs;
    await put('removed');
    for (let n = 0; n < 70; n++) await put(`a${n}`);
    watch = new BucketWatch(watchedBucket, recorder, { markersLiveMs });
    await watch.start();
    watch.stop();
    await bucket.delete('removed');
    await bucket.eraseMarker((await put('last')) - 1);
    const { now } = Date;
    const later = jest.spyOn(Date, 'now');
    try {
      later.mockImplementation(() => now() + pauseMs);
      const onPut = jest.spyOn(recorder, 'onPut').mockImplementationOnce(() => watch.stop());
      await watch.start();
      expect(onPut).toHaveBeenCalledTimes(1);
      later.mockImplementation(() => now() + 2 * pauseMs);
      await watch.start();
    } finally {
      later.mockRestore();
    }
    expect(recorder.told.slice(71, 73)).toEqual(['reset', '+a0=1']);
  });

  it('says so as well where others have written more into the new bucket than there was in the old one', async () => {
    await put('a');
    await watch.start();
    await killBroker();
    const back = once(bus, 'reconnect');
    await broker.restartEmpty();
    await back;
    await bucket.ensure();
    for (let n = 0; n < 20; n++) await put('b', n);
    await recorder.until('+b=19');
    // It may be back before the others have written all of it, and then it hears of more than the last: never of all, since
    // a value that is replaced before the server has sent it is not told.
    const [before, reset, ...after] = recorder.told;
    expect([before, reset]).toEqual(['+a=1', 'reset']);
    const written = Array.from({ length: 20 }, (_, n) => `+b=${n}`);
    expect(after).toEqual(written.filter((event) => after.includes(event)));
  });

  // As of consumers that nats-server 2.9 placed at a server of the cluster that is gone: an app took 5 to 12 s to start.
  it('asks for other consumers beside those that are not answered', async () => {
    const { connection } = watching;
    watching.subscribe('silent', () => undefined);
    const request = connection.request.bind(connection);
    let asked = 0;
    connection.request = (subject, ...rest) =>
      request(subject.includes('CONSUMER.CREATE') && asked++ < 2 ? 'silent' : subject, ...rest);
    const givenUp: unknown[] = [];
    watch = new BucketWatch(watchedBucket, recorder, { onRetry: (why) => givenUp.push(why) });
    await watch.start();
    expect(asked).toBeGreaterThan(2);
    expect(givenUp).toEqual([]);
    await bucket.put('a', Buffer.from('1'));
    await recorder.until('+a=1');
    expect(recorder.told).toEqual(['+a=1']);
  });

  it('goes on where its consumer is deleted, without a word to anybody but JetStream', async () => {
    await watch.start();
    await put('a');
    await recorder.until('+a=1');
    const manager = await jetstream(bus.connection).jetstreamManager();
    const [consumer] = await manager.consumers.list('KV_things').next();
    await manager.consumers.delete('KV_things', consumer!.name);
    await put('b');
    await recorder.until('+b=1');
    expect(recorder.told).toEqual(['+a=1', '+b=1']);
    expect(watch.isCurrent).toBe(true);
  });

  it('goes on with the bucket in its place where the bucket is deleted', async () => {
    await put('a');
    await watch.start();
    const manager = await jetstream(bus.connection).jetstreamManager();
    await manager.streams.delete('KV_things');
    await recorder.until('reset');
    await eventually('the watch is current again', RESUMED_WITHIN_MS, () => watch.isCurrent);
    await put('b');
    await recorder.until('+b=1');
    expect(recorder.told).toEqual(['+a=1', 'reset', '+b=1']);
  });

  it('knows within seconds that it is not current where the server hangs, and that it is again', async () => {
    await watch.start();
    expect(watch.isCurrent).toBe(true);
    await broker.freeze();
    await eventually('it is not current', 30_000, () => !watch.isCurrent);
    broker.thaw();
    await eventually('it is current', 30_000, () => watch.isCurrent);
    await put('a');
    await recorder.until('+a=1');
  });

  it('tells nothing after it was stopped', async () => {
    await watch.start();
    await put('a');
    await recorder.until('+a=1');
    watch.stop();
    await put('b');
    await watching.flush();
    expect(recorder.told).toEqual(['+a=1']);
  });
});
