import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { Cluster, eventually, type AppProcess, type GoimClient, type Pusher } from '#test-support';
import { fileLimit, limitFiles } from './file-limit.js';

const OP = 1000;
const DELIVERY_TIMEOUT_MS = 30_000;
const LONG_MESSAGE = 'x'.repeat(200 * 1024);

/*
 * What goim gets wrong, and this server must not. The number is the fault's in docs/compat.md, which also names the tests
 * of those faults that are not here.
 */

let cluster: Cluster;
let pusher: Pusher;
/** Stands in another zone and region than everything else, and drops what a slow client has no room for. */
let far: AppProcess;
let near: AppProcess;

beforeAll(async () => {
  cluster = await Cluster.start(['logic', 'comet', 'job', 'job'], {
    COMET__SESSION__ONLINE_INTERVAL: '200ms',
    COMET__HUB__FLUSH_INTERVAL: '20ms',
    // goim's own batching: a room waits for more pushes, and goes to sleep in between.
    JOB__ROOM_BATCH__SIGNAL: '30ms',
    JOB__ROOM_BATCH__BATCH: '20',
  });
  near = cluster.apps[1]!;
  far = await cluster.add('comet', {
    COMET__NODE__REGION: 'bj',
    COMET__NODE__ZONE: 'bj001',
    COMET__CONNECTION__ON_OVERFLOW: 'drop',
    COMET__CONNECTION__MAX_PENDING: '1KiB',
    COMET__SESSION__ONLINE_INTERVAL: '200ms',
  });
  pusher = cluster.pusher(cluster.apps[0]!);
});

afterAll(() => cluster.stop());

function bodiesOf(client: GoimClient): string[] {
  return client.pushes.map(({ body }) => body);
}

async function got(client: GoimClient, count: number): Promise<void> {
  await client.until((pushes) => pushes.length >= count, DELIVERY_TIMEOUT_MS);
}

describe('faults of the queue and of job', () => {
  it('fault 3: pushes to a room that wakes and sleeps are all delivered, however they are spaced', async () => {
    const members = await Promise.all(
      [near, far].map((comet) => cluster.client(comet, 'tcp', { room_id: 'live://wakes' })),
    );
    const pushed: string[] = [];
    for (const [burst, size] of [1, 20, 21, 40, 3, 200, 1, 1, 59].entries()) {
      const texts = Array.from({ length: size }, (_, n) => `${burst}/${n}`);
      await Promise.all(texts.map((text) => pusher.room(OP, 'live://wakes', text)));
      pushed.push(...texts);
      // Sometimes before the room sleeps, sometimes after.
      if (burst % 2 === 0) await Promise.all(members.map((member) => got(member, pushed.length)));
    }
    for (const member of members) {
      await got(member, pushed.length);
      expect(bodiesOf(member).toSorted()).toEqual(pushed.toSorted());
    }
  });

  it('fault 7: one room keeps its order while several jobs share the queue', async () => {
    const member = await cluster.client(near, 'websocket', { room_id: 'live://order' });
    const texts = Array.from({ length: 300 }, (_, n) => String(n));
    for (const text of texts) {
      await pusher.room(OP, 'live://order', text);
      // What goes to other rooms and partitions meanwhile must not change it.
      if (Number(text) % 10 === 0) await pusher.room(OP, `live://other ${text}`, text);
    }
    await got(member, texts.length);
    expect(bodiesOf(member)).toEqual(texts);
  });

  it('fault 8: a key whose client has no room left does not keep a push from the keys after it', async () => {
    const [full, after] = await Promise.all(
      ['full', 'after'].map((key) => cluster.client(far, 'tcp', { key, accepts: [OP] })),
    );
    full!.stopReading();
    // The kernel takes some megabytes for a client that does not read.
    await eventually('the client has no room left', DELIVERY_TIMEOUT_MS, async () => {
      await pusher.keys(OP, ['full'], LONG_MESSAGE);
      expect(await far.metric('goim_pushes_dropped_total')).toBeGreaterThan(0);
    });
    await pusher.keys(OP, ['full', 'after'], 'to both');
    await got(after!, 1);
    expect(bodiesOf(after!)).toEqual(['to both']);
    full!.close();
  });

  it('fault 17: clients of comets in other zones and regions get their pushes', async () => {
    const client = await cluster.client(far, 'websocket', {
      key: 'far',
      mid: 17,
      room_id: 'live://far',
      accepts: [OP],
    });
    await pusher.keys(OP, ['far'], 'by key');
    await pusher.mids(OP, [17], 'by member');
    await pusher.room(OP, 'live://far', 'by room');
    await pusher.all(OP, 'to all');
    await got(client, 4);
    expect(bodiesOf(client).toSorted()).toEqual(['by key', 'by member', 'by room', 'to all']);
  });
});

describe('faults of comet', () => {
  it('fault 4: a client that pauses gets what came meanwhile, however many pushes that are', async () => {
    const client = await cluster.client(near, 'tcp', { key: 'pauses', room_id: 'live://pauses', accepts: [OP] });
    client.stopReading();
    const texts = Array.from({ length: 400 }, (_, n) => String(n));
    await Promise.all(texts.map((text) => pusher.room(OP, 'live://pauses', text)));
    await pusher.keys(OP, ['pauses'], 'last');
    client.resumeReading();
    await got(client, texts.length + 1);
    expect(bodiesOf(client).toSorted()).toEqual([...texts, 'last'].toSorted());
  });

  it('fault 9: the only member of a room may change to that same room', async () => {
    const client = await cluster.client(near, 'tcp', { room_id: 'live://same' });
    await client.request(12, 'live://same');
    await pusher.room(OP, 'live://same', 'still here');
    await got(client, 1);
    await eventually('the room counts one', DELIVERY_TIMEOUT_MS, async () => expect(await client.heartbeat()).toBe(1));
    expect(bodiesOf(client)).toEqual(['still here']);
  });

  it('fault 15: a comet that runs out of files accepts again when there are some, and keeps whom it has', async () => {
    const comet = await cluster.add('comet');
    const before = await cluster.client(comet, 'tcp', { room_id: 'live://files' });
    const open = readdirSync(`/proc/${comet.pid}/fd`).length;
    const usual = fileLimit(comet.pid);
    limitFiles(comet.pid, String(open + 2));
    const attempts = Array.from({ length: 10 }, async () => {
      const client = await cluster.connect(comet, 'tcp');
      return Promise.race([client.auth({}).then(() => 'in'), client.ended.then(() => 'out')]).catch(() => 'out');
    });
    await Promise.race(attempts);
    await before.heartbeat();
    await comet.logged('no file can be opened any more');
    limitFiles(comet.pid, usual);
    expect(await Promise.all(attempts)).toContain('out');
    await comet.logged('files can be opened again');
    expect(await comet.metric('goim_files_exhausted_seconds_total')).toBeGreaterThanOrEqual(1);
    const after = await cluster.client(comet, 'tcp', { room_id: 'live://files' });
    await pusher.room(OP, 'live://files', 'to both');
    await Promise.all([before, after].map((client) => got(client, 1)));
  });

  it('fault 16: a client that sends many packets at once has each of them answered', async () => {
    const client = await cluster.client(near, 'tcp', { room_id: 'live://many' });
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.heartbeat()));
    expect(answers).toHaveLength(100);
  });
});
