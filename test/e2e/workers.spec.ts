import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, type AppProcess, type GoimClient, type Pusher } from '#test-support';

const OP = 1000;
const WORKERS = 3;
const CLIENTS = 60;

function workersOf(primary: AppProcess): number[] {
  const children = execFileSync('ps', ['--ppid', String(primary.pid), '-o', 'pid='], { encoding: 'utf8' });
  return children.trim().split(/\s+/).map(Number);
}

describe('a comet with several workers', () => {
  let cluster: Cluster;
  let comet: AppProcess;
  let job: AppProcess;
  let pusher: Pusher;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'job'], { COMET__WORKERS: String(WORKERS) });
    comet = cluster.apps[1]!;
    job = cluster.apps[2]!;
    pusher = cluster.pusher(cluster.apps[0]!);
  });

  afterAll(() => cluster.stop());

  function connect(transport: 'tcp' | 'websocket', prefix: string): Promise<GoimClient[]> {
    return Promise.all(
      Array.from({ length: CLIENTS }, (_, n) =>
        cluster.client(comet, transport, { key: `${prefix}-${n}`, room_id: 'live://1', accepts: [OP] }),
      ),
    );
  }

  it('is as many comets on the same ports, and answers for their health and metrics as one', async () => {
    while ((await job.metric('goim_comets')) < WORKERS) await delay(100);
    const clients = [...(await connect('tcp', 'tcp')), ...(await connect('websocket', 'ws'))];
    expect(await comet.metric('goim_sessions')).toBe(2 * CLIENTS);
    expect(await comet.metric('goim_workers')).toBe(WORKERS);
    expect((await fetch(`${comet.address('ops')}/health/ready`)).status).toBe(200);

    await pusher.room(OP, 'live://1', 'to the room');
    await pusher.keys(OP, ['tcp-0', 'ws-1'], 'to keys');
    await Promise.all(clients.map((client) => client.until((pushes) => pushes.length > 0, 10_000)));
    await Promise.all(
      [clients[0]!, clients[CLIENTS + 1]!].map((client) => client.until((pushes) => pushes.length === 2, 10_000)),
    );
  });

  it('replaces a worker that crashes; the clients of the others notice nothing', async () => {
    const clients = await connect('tcp', 'again');
    const [victim] = workersOf(comet);
    process.kill(victim!, 'SIGKILL');
    while ((await comet.metric('goim_workers_lost_total')) < 1) await delay(50);
    const lost = (await Promise.all(clients.map(hasEnded))).filter((ended) => ended).length;
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(CLIENTS);
    while ((await fetch(`${comet.address('ops')}/health/ready`)).status !== 200) await delay(100);
    expect(workersOf(comet)).toHaveLength(WORKERS);
    expect(workersOf(comet)).not.toContain(victim);

    await pusher.room(OP, 'live://1', 'still here');
    await Promise.all(
      clients.map(async (client) => {
        if (await hasEnded(client)) return;
        await client.until((pushes) => pushes.some(({ body }) => body === 'still here'), 10_000);
      }),
    );
  });

  it('ends all of them when it is asked to', async () => {
    const pids = workersOf(comet);
    expect(await comet.stop()).toBe(0);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });
});

function hasEnded(client: GoimClient): Promise<boolean> {
  return Promise.race([client.ended.then(() => true), delay(200).then(() => false)]);
}
