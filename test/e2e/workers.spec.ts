import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Cluster, eventually, GoimClient, TestCertificate, type AppProcess, type Pusher } from '#test-support';

const OP = 1000;
const WORKERS = 3;
const CLIENTS = 60;
const WAIT_MS = 30_000;
const DAY_SECONDS = 86_400;
/** Less than the 12 s that the entry of a comet stays that has not withdrawn it. */
const WITHDRAWN_MS = 6_000;
const BOOT_MS = 60_000;

/** The oldest first: the numbers of processes begin anew at some time. */
function workersOf({ pid }: { readonly pid?: number }): number[] {
  const of = ['--ppid', String(pid), '--sort', 'start_time', '-o', 'pid='];
  const children = execFileSync('ps', of, { encoding: 'utf8' });
  return children.trim().split(/\s+/).map(Number);
}

describe('a comet with several workers', () => {
  let cluster: Cluster;
  let comet: AppProcess;
  let job: AppProcess;
  let pusher: Pusher;
  /** All that have ever connected. */
  const clients: GoimClient[] = [];

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'job'], { COMET__WORKERS: String(WORKERS) });
    comet = cluster.apps[1]!;
    job = cluster.apps[2]!;
    pusher = cluster.pusher(cluster.apps[0]!);
  });

  afterAll(() => cluster.stop());

  async function connect(transport: 'tcp' | 'websocket', prefix: string): Promise<void> {
    const connecting = Array.from({ length: CLIENTS }, (_, n) =>
      cluster.client(comet, transport, { key: `${prefix}-${n}`, room_id: 'live://1', accepts: [OP] }),
    );
    clients.push(...(await Promise.all(connecting)));
  }

  function openClients(): GoimClient[] {
    return clients.filter(({ isOpen }) => isOpen);
  }

  /** The status, and what is wrong with the workers. */
  async function readiness(): Promise<[status: number, message: string]> {
    const response = await fetch(`${comet.address('ops')}/health/ready`);
    const { details } = (await response.json()) as { details: Record<string, { message?: string }> };
    return [response.status, details['workers']?.message ?? ''];
  }

  it('is as many comets on the same ports, and answers for their health and metrics as one', async () => {
    await eventually('job knows all workers', WAIT_MS, async () => {
      expect(await job.metric('goim_comets')).toBe(WORKERS);
    });
    await connect('tcp', 'tcp');
    await connect('websocket', 'ws');
    expect(await comet.metric('goim_sessions')).toBe(2 * CLIENTS);
    expect(await comet.metric('goim_workers')).toBe(WORKERS);
    expect((await fetch(`${comet.address('ops')}/health/ready`)).status).toBe(200);

    await pusher.room(OP, 'live://1', 'to the room');
    await pusher.keys(OP, ['tcp-0', 'ws-1'], 'to keys');
    await Promise.all(clients.map((client) => client.until((pushes) => pushes.length > 0, WAIT_MS)));
    await Promise.all(
      [clients[0]!, clients[CLIENTS + 1]!].map((client) => client.until((pushes) => pushes.length === 2, WAIT_MS)),
    );
  });

  it('replaces a worker that crashes; the clients of the others notice nothing', async () => {
    await connect('tcp', 'again');
    const written = await comet.metric('goim_writes_total');
    expect(written).toBeGreaterThan(0);
    const [victim] = workersOf(comet);
    process.kill(victim!, 'SIGKILL');
    await eventually('the worker is replaced', WAIT_MS, async () => {
      expect(await comet.metric('goim_workers_lost_total')).toBe(1);
      expect((await fetch(`${comet.address('ops')}/health/ready`)).status).toBe(200);
    });
    // The clients of the lost worker, and no others, see the end of their connection.
    const kept = await comet.metric('goim_sessions');
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(clients.length);
    await eventually('the others are the ones left', WAIT_MS, () => expect(openClients()).toHaveLength(kept));
    expect(workersOf(comet)).toHaveLength(WORKERS);
    expect(workersOf(comet)).not.toContain(victim);
    // A sum that falls is a restart for Prometheus, and all of it then growth.
    expect(await comet.metric('goim_writes_total')).toBe(written);

    await pusher.room(OP, 'live://1', 'still here');
    await Promise.all(
      openClients().map((client) => client.until((pushes) => pushes.at(-1)?.body === 'still here', WAIT_MS)),
    );
    expect(openClients()).toHaveLength(kept);
  });

  it('tells the metrics of all while one of them hangs, and that it does', async () => {
    const [sessions, written] = [await comet.metric('goim_sessions'), await comet.metric('goim_writes_total')];
    const [victim] = workersOf(comet);
    process.kill(victim!, 'SIGSTOP');
    try {
      expect(await comet.metric('goim_workers_silent')).toBe(1);
      expect(await comet.metric('goim_sessions')).toBe(sessions);
      expect(await comet.metric('goim_writes_total')).toBe(written);
    } finally {
      process.kill(victim!, 'SIGCONT');
    }
    await eventually('it tells its metrics', WAIT_MS, async () => {
      expect(await comet.metric('goim_workers_silent')).toBe(0);
    });
  });

  it('is not ready while one of them hangs, or while they are not, and says why', async () => {
    const [victim] = workersOf(comet);
    process.kill(victim!, 'SIGSTOP');
    try {
      expect(await readiness()).toEqual([503, '1 workers did not confirm within 1000 ms']);
    } finally {
      process.kill(victim!, 'SIGCONT');
    }
    await eventually('it is ready', WAIT_MS, async () => expect((await readiness())[0]).toBe(200));
    await cluster.broker.kill();
    await eventually('it is not', WAIT_MS, async () => {
      expect(await readiness()).toEqual([503, expect.stringMatching(/^3 of 3 workers not ready: bus: not connected/)]);
    });
    expect(await comet.metric('goim_bus_connected')).toBe(0);
    await cluster.broker.restart();
    await eventually('it is ready again', WAIT_MS, async () => expect((await readiness())[0]).toBe(200));
    expect(await comet.metric('goim_bus_connected')).toBe(1);
  });

  it('ends all of them when it is asked to', async () => {
    const pids = workersOf(comet);
    expect(await comet.stop()).toBe(0);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });
});

/** A comet of many workers, as it is when the first of them says that it is ready. */
async function startingComet(natsUrl: string, workers: number) {
  const ports = ['TCP', 'WEBSOCKET', 'HTTP', 'OPS'].map((name) => [`COMET__${name}__PORT`, '0']);
  const child = fork('dist/apps/comet/src/main.js', [], {
    env: {
      PATH: process.env['PATH'],
      NATS_URL: natsUrl,
      COMET__WORKERS: String(workers),
      COMET__SHUTDOWN__WINDOW: '1s',
      ...Object.fromEntries(ports),
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [],
  });
  const ended = once(child, 'exit');
  let isUp = false;
  child.once('message', () => (isUp = true));
  const addresses = await new Promise<Record<string, string>>((resolve, reject) => {
    setTimeout(() => reject(new Error('no worker is ready')), BOOT_MS).unref();
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const entry = JSON.parse(line) as { msg: string; addresses: Record<string, string> };
      if (entry.msg === 'ready') resolve(entry.addresses);
    });
  });
  return { child, addresses, ended, isUp: () => isUp };
}

describe('the workers of a comet that ends before they do', () => {
  let cluster: Cluster;
  let logic: AppProcess;
  let job: AppProcess;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'job']);
    [logic, job] = cluster.apps as [AppProcess, AppProcess];
  });

  afterAll(() => cluster.stop());

  async function comets(count: number, withinMs: number): Promise<void> {
    await eventually(`job knows ${count} comets`, withinMs, async () => {
      expect(await job.metric('goim_comets')).toBe(count);
    });
  }

  // Node.js ends a worker whose primary is gone before the worker can do anything about it.
  it('shut down in order where their primary is killed: clients are told, sessions and comets are withdrawn', async () => {
    const comet = await cluster.add('comet', { COMET__WORKERS: String(WORKERS), COMET__SHUTDOWN__WINDOW: '1s' });
    await comets(WORKERS, WAIT_MS);
    const pids = workersOf(comet);
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, (_, n) => {
        return cluster.client(comet, n % 2 ? 'tcp' : 'websocket', { key: `left-${n}`, mid: 1, accepts: [OP] });
      }),
    );
    await comet.kill();
    for (const client of clients) expect(await client.ended).toMatchObject({ code: 4001, reason: 'shutdown' });
    await comets(0, WITHDRAWN_MS);
    const sessions = await fetch(`${logic.address('http')}/v1/sessions?mid=1`);
    expect([sessions.status, await sessions.json()]).toMatchObject([200, { sessions: [] }]);
    await eventually('they have ended', WAIT_MS, () => {
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
    });
  });

  it('shut down in order where it is asked to end while others of them start, with code 0', async () => {
    const { child, addresses, ended, isUp } = await startingComet(cluster.broker.url, 8);
    try {
      const client = await GoimClient.open(addresses['tcp']!, { key: 'early', accepts: [OP] });
      const pids = workersOf(child);
      expect(isUp()).toBe(false);
      child.kill('SIGTERM');
      expect(await client.ended).toMatchObject({ code: 4001, reason: 'shutdown' });
      expect(await ended).toEqual([0, null]);
      // Whoever waits for the primary may end what is left, or start the next one.
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
      await comets(0, WITHDRAWN_MS);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('have shut down, in order, when it gives up because another of them does not come up', async () => {
    const { child, addresses, ended, isUp } = await startingComet(cluster.broker.url, 8);
    try {
      await eventually('another one starts', BOOT_MS, () => expect(workersOf(child).length).toBeGreaterThan(1));
      const pids = workersOf(child);
      // It takes clients shortly before it says that it is ready: while it stands still, the one here goes to another.
      process.kill(pids.at(-1)!, 'SIGSTOP');
      const client = await GoimClient.open(addresses['tcp']!, { key: 'early', accepts: [OP] });
      expect(isUp()).toBe(false);
      process.kill(pids.at(-1)!, 'SIGKILL');
      expect(await client.ended).toMatchObject({ code: 4001, reason: 'shutdown' });
      expect(await ended).toEqual([1, null]);
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
    } finally {
      child.kill('SIGKILL');
    }
  });
});

describe('the certificates of a comet with several workers', () => {
  let forClients: TestCertificate;
  let forJobs: TestCertificate;
  let cluster: Cluster;

  beforeAll(async () => {
    [forClients, forJobs] = await Promise.all([TestCertificate.make(30), TestCertificate.make(20)]);
    cluster = await Cluster.start(['logic', 'comet'], {
      COMET__WORKERS: '2',
      ...forClients.settings('COMET'),
      ...forJobs.settings('COMET__GRPC'),
      COMET__GRPC__ENABLED: 'true',
    });
  });

  afterAll(async () => {
    await cluster.stop();
    await Promise.all([forClients.remove(), forJobs.remove()]);
  });

  it('are in its metrics, those of the primary too: the first that expires', async () => {
    const text = await cluster.apps[1]!.metrics();
    const [left, ...more] = [...text.matchAll(/^goim_tls_certificate_expiry_seconds (.+)$/gm)].map(([, n]) =>
      Number(n),
    );
    expect(more).toEqual([]);
    expect(left).toBeGreaterThan(19 * DAY_SECONDS);
    expect(left).toBeLessThanOrEqual(20 * DAY_SECONDS);
    const families = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name);
    expect(families).toEqual([...new Set(families)]);
  });
});
