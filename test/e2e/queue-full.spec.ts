import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, type AppProcess, type PushAnswer, type Pusher } from '#test-support';

const OP = 1000;
const MEBIBYTE = 1024 * 1024;
const MESSAGE_BYTES = 100_000;
const SETTINGS = { LOGIC__QUEUE__MAX_BYTES: '1MiB', JOB__QUEUE__MAX_BYTES: '1MiB' };

describe('a push queue that is full', () => {
  let cluster: Cluster;
  let pusher: Pusher;
  let comet: AppProcess;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet'], SETTINGS);
    pusher = cluster.pusher(cluster.apps[0]!);
    comet = cluster.apps[1]!;
  });

  afterAll(() => cluster.stop());

  it('refuses pushes, keeps those that it has accepted, and takes more when there is room again', async () => {
    const client = await cluster.client(comet, 'tcp', { room_id: 'live://1' });
    const accepted: string[] = [];
    const refused: PushAnswer[] = [];
    for (let n = 0; n <= (2 * MEBIBYTE) / MESSAGE_BYTES; n++) {
      const message = String(n).padEnd(MESSAGE_BYTES, '.');
      const answer = await pusher.room(OP, 'live://1', message);
      if (answer.status === 200) accepted.push(message);
      else refused.push(answer);
    }
    const refusal = { status: 503, code: -500, message: expect.stringContaining('retry is safe') };
    expect(refused).toEqual(refused.map(() => refusal));
    expect(accepted.length).toBeGreaterThan(5);
    expect(accepted.length * MESSAGE_BYTES).toBeLessThan(MEBIBYTE);

    await cluster.add('job', SETTINGS);
    await client.until((pushes) => pushes.length >= accepted.length, 30_000);
    expect(client.pushes.map(({ body }) => body)).toEqual(accepted);
    await eventually('there is room for one more', 30_000, async () => {
      expect(await pusher.room(OP, 'live://1', 'more')).toMatchObject({ status: 200 });
    });
    await client.until((pushes) => pushes.at(-1)?.body === 'more', 30_000);
  });
});
