import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AS_BY_DEFAULT, Cluster, eventually, type AppProcess, type Pusher } from '#test-support';

const OP = 1000;
const WAIT_MS = 30_000;

describe('while NATS is away', () => {
  let cluster: Cluster;
  let comet: AppProcess;
  let pusher: Pusher;

  beforeAll(async () => {
    cluster = await Cluster.start(undefined, { JOB__QUEUE__RETRY_DELAY: '20ms', ...AS_BY_DEFAULT });
    comet = cluster.apps[1]!;
    pusher = cluster.pusher(cluster.apps[0]!);
  });

  // What the test before did must be over.
  beforeEach(() => pushIsAccepted('before'));

  afterAll(() => cluster.stop());

  async function pushIsAccepted(text: string): Promise<void> {
    await eventually('a push is accepted', WAIT_MS, async () => {
      expect(await pusher.room(OP, 'live://1', text)).toMatchObject({ status: 200 });
    });
  }

  it('pushes are answered with 503 soon, and go on by themselves when it is back', async () => {
    const client = await cluster.client(comet, 'tcp', { room_id: 'live://1' });
    await cluster.broker.kill();
    const answer = await pusher.room(OP, 'live://1', 'lost');
    expect(answer).toMatchObject({ status: 503, code: -500, message: expect.stringContaining('retry is safe') });
    expect(await client.heartbeat()).toBe(1);

    await cluster.broker.restart();
    await pushIsAccepted('kept');
    await client.until((pushes) => pushes.some(({ body }) => body === 'kept'), WAIT_MS);
  });

  it('a server that hangs is answered for as well', async () => {
    await cluster.broker.freeze();
    const answer = await pusher.room(OP, 'live://1', 'lost');
    cluster.broker.thaw();
    expect(answer.status).toBe(503);
  });

  it('a client that comes is told to come back later', async () => {
    await cluster.broker.kill();
    await expect(cluster.client(comet, 'websocket', { key: 'early' })).rejects.toThrow('unavailable');
    await cluster.broker.restart();
    await eventually('a client is let in', WAIT_MS, () => cluster.client(comet, 'websocket', { key: 'late' }));
  });
});
