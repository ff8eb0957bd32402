import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, type AppProcess } from '#test-support';

const OP = 1000;
const WITHIN_MS = 30_000;
/** A push that waits for less is for the sessions that it was accepted for. */
const WAITED_MS = 600;

describe('a push by key or by member that waits in the queue', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'comet', 'job']);
  });

  afterAll(() => cluster.stop());

  it('reaches a session that goes to another comet meanwhile, and one that begins', async () => {
    const [logic, before, now, job] = cluster.apps as [AppProcess, AppProcess, AppProcess, AppProcess];
    const pusher = cluster.pusher(logic);
    const token = { key: 'k', mid: 7, accepts: [OP] };
    const client = await cluster.client(before, 'tcp', token);
    await pusher.keys(OP, ['k'], 'before');
    await client.until((pushes) => pushes.length === 1, WITHIN_MS);

    await job.freeze();
    await pusher.keys(OP, ['k'], 'to the key');
    await pusher.mids(OP, [7], 'to the member');
    await delay(WAITED_MS);
    client.close();
    const moved = await cluster.client(now, 'tcp', token);
    const another = await cluster.client(before, 'tcp', { ...token, key: 'another' });
    job.thaw();

    await moved.until((pushes) => pushes.length === 2, WITHIN_MS);
    await another.until((pushes) => pushes.length === 1, WITHIN_MS);
    expect(moved.pushes.map(({ body }) => body).toSorted()).toEqual(['to the key', 'to the member']);
    expect(another.pushes.map(({ body }) => body)).toEqual(['to the member']);
  });
});
