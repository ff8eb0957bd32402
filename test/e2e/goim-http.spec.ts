import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, type AppProcess, type GoimClient, type Query } from '#test-support';

const OP = 1000;
const LONG_KEY = 'k'.repeat(257);
const WAIT_MS = 30_000;
/** goim's counts linger for ever after a crash; ours must be right again within this. */
const AFTER_CRASH_MS = 30_000;

let cluster: Cluster;
let logic: AppProcess;
let base: string;

beforeAll(async () => {
  cluster = await Cluster.start(['logic']);
  logic = cluster.apps[0]!;
  base = logic.address('http');
});

afterAll(() => cluster.stop());

// A test knows what it asked for.
async function ask(path: string): Promise<any> {
  const response = await fetch(base + path);
  return { status: response.status, ...((await response.json()) as object) };
}

async function dataOf(path: string): Promise<any> {
  const { status, code, message, data } = await ask(path);
  expect({ status, code, message }).toEqual({ status: 200, code: 0, message: '' });
  return data;
}

/** Asks until the answer is as expected, since another process has to hear of it first. */
async function dataUntil(path: string, expected: unknown, withinMs = WAIT_MS): Promise<void> {
  await eventually(`${path} is answered as expected`, withinMs, async () => {
    expect(await dataOf(path)).toEqual(expected);
  });
}

/** Sends heartbeats until they are answered with this online count. Comets ask for it every 10 s. */
async function heartbeatUntil(of: GoimClient, online: number): Promise<void> {
  await eventually(`${online} are online in the room`, AFTER_CRASH_MS, async () => {
    expect(await of.heartbeat()).toBe(online);
  });
}

function client(comet: AppProcess, room: string, platform = ''): Promise<GoimClient> {
  return cluster.client(comet, 'tcp', { room_id: room, platform });
}

describe('without a comet', () => {
  it('nobody is online, and clients are sent to the default domain', async () => {
    expect(await dataOf('/goim/online/total')).toEqual({ conn_count: 0, ip_count: 0 });
    expect(await dataOf('/goim/online/top?type=live&limit=10')).toEqual([]);
    expect(await dataOf('/goim/online/room?type=live&rooms=1')).toEqual({ '1': 0 });
    expect(await dataOf('/goim/nodes/instances')).toEqual([]);
    expect(await dataOf('/goim/nodes/weighted')).toEqual({
      domain: '127.0.0.1',
      tcp_port: 3101,
      ws_port: 3102,
      wss_port: 3103,
      heartbeat: 240,
      heartbeat_max: 2,
      nodes: ['127.0.0.1'],
      backoff: { max_delay: 300, base_delay: 3, factor: 1.8, jitter: 0.3 },
    });
  });
});

describe('a wrong parameter is answered with 400, code -400 and its name', () => {
  it.each<[path: string, named: string]>([
    ['online/top?limit=10', 'type'],
    ['online/top?type=&limit=10', 'type'],
    ['online/top?type=live', 'limit'],
    ['online/top?type=live&limit=0', 'limit'],
    ['online/top?type=live&limit=-1', 'limit'],
    ['online/top?type=live&limit=ten', 'limit'],
    ['online/room?rooms=1', 'type'],
    ['online/room?type=live', 'rooms'],
    ['online/room?type=live&rooms=', 'rooms'],
    [`online/room?type=live&rooms=1&rooms=${'r'.repeat(257)}`, 'rooms'],
    ['nodes/weighted?platform=web&platform=ios', 'platform'],
  ])('%s', async (path, named) => {
    expect(await ask(`/goim/${path}`)).toEqual({ status: 400, code: -400, message: expect.stringContaining(named) });
  });

  it.each<[push: string, query: Query, named: string]>([
    ['keys', { operation: OP }, 'keys'],
    ['keys', { operation: OP, keys: '' }, 'keys'],
    ['keys', { operation: OP, keys: ['k', LONG_KEY] }, 'keys'],
    ['keys', { operation: 'x', keys: 'k' }, 'operation'],
    ['keys', { operation: '1.5', keys: 'k' }, 'operation'],
    ['keys', { operation: 2 ** 31, keys: 'k' }, 'operation'],
    ['keys', { operation: [OP, OP], keys: 'k' }, 'operation'],
    ['mids', { operation: OP }, 'mids'],
    ['mids', { operation: OP, mids: 'x' }, 'mids'],
    ['mids', { operation: OP, mids: ['5', '1e3'] }, 'mids'],
    ['mids', { operation: OP, mids: '9223372036854775808' }, 'mids'],
    ['mids', { operation: '-2147483649', mids: 5 }, 'operation'],
    ['room', { type: 'live', room: '1' }, 'operation'],
    ['room', { operation: 0, type: 'live', room: '1' }, 'operation'],
    ['room', { operation: OP, room: '1' }, 'type'],
    ['room', { operation: OP, type: '', room: '1' }, 'type'],
    ['room', { operation: OP, type: 'live' }, 'room'],
    ['room', { operation: OP, type: 'live', room: '' }, 'room'],
    ['room', { operation: OP, type: 'live', room: ['1', '2'] }, 'room'],
    ['room', { operation: OP, type: 'live', room: LONG_KEY }, 'room'],
    ['all', {}, 'operation'],
    ['all', { operation: 0 }, 'operation'],
    ['all', { operation: OP, speed: -1 }, 'speed'],
    ['all', { operation: OP, speed: 'fast' }, 'speed'],
  ])('%s %j', async (push, query, named) => {
    const queued = await logic.metric('goim_push_tasks_total');
    const answer = await cluster.pusher(logic).post(`/goim/push/${push}`, query, 'never seen');
    expect(answer).toEqual({ status: 400, code: -400, message: expect.stringContaining(named) });
    expect(await logic.metric('goim_push_tasks_total')).toBe(queued);
  });
});

describe('a request that is none of the API', () => {
  it.each([
    ['POST', '/goim/push/none'],
    ['GET', '/goim/push/keys'],
    ['GET', '/goim/'],
  ])("%s %s is answered in goim's envelope", async (method, path) => {
    const response = await fetch(base + path, { method });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await response.json()).toEqual({ code: -400, message: expect.stringMatching(/./) });
  });

  it("is answered by a problem beside goim's paths", async () => {
    const response = await fetch(`${base}/none`);
    expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: 'not-found' })]);
  });
});

describe("what no path of goim's is", () => {
  it.each(['/goim/%ff', '/goim/none', '/goim/online', '/goim/online/top/', '/goim/nodes/%2'])(
    "is answered in goim's envelope: %s",
    async (path) => {
      const { status, code, message } = await ask(path);
      expect([status >= 400 && status < 500, code, message]).toEqual([true, -400, expect.stringMatching(/./)]);
    },
  );
});

describe('two comets', () => {
  let one: AppProcess;
  let two: AppProcess;

  beforeAll(async () => {
    const node = { COMET__NODE__ADDRS: '10.9.0.1,10.9.0.2', COMET__NODE__ZONE: 'sh001', COMET__NODE__WEIGHT: '7' };
    one = await cluster.add('comet', { ...node, COMET__NODE__REGION: 'sh' });
    two = await cluster.add('comet', { COMET__NODE__REGION: 'bj', COMET__NODE__OFFLINE: 'true' });
  });

  it("have the sessions of their rooms counted together, by a type that is the whole type: goim's fault 12", async () => {
    await Promise.all([
      client(one, 'live://a/b c'),
      client(two, 'live://a/b c'),
      client(one, 'live://1'),
      client(one, 'live2://1'),
      client(two, 'live2://1'),
      client(two, 'live2://1'),
      client(one, ''),
    ]);
    expect(await dataOf('/goim/online/top?type=live&limit=10')).toEqual([
      { room_id: 'a/b c', count: 2 },
      { room_id: '1', count: 1 },
    ]);
    expect(await dataOf('/goim/online/top?type=live&limit=1')).toEqual([{ room_id: 'a/b c', count: 2 }]);
    expect(await dataOf('/goim/online/top?type=liv&limit=10')).toEqual([]);
    expect(await dataOf('/goim/online/room?type=live&rooms=a%2Fb+c&rooms=1&rooms=2')).toEqual({
      'a/b c': 2,
      '1': 1,
      '2': 0,
    });
    // The comets tell of their clients' addresses every 3 s; all clients are at one, and two comets tell of it.
    await dataUntil('/goim/online/total', { conn_count: 7, ip_count: 2 });
  });

  it('have rooms whose counts follow when a client goes to another room, or leaves', async () => {
    const mover = await client(two, 'move://from');
    await mover.request(12, 'move://to');
    await dataUntil('/goim/online/room?type=move&rooms=from&rooms=to', { from: 0, to: 1 });
    mover.close();
    await dataUntil('/goim/online/top?type=move&limit=9', []);
    expect(await dataOf('/goim/online/room?type=move&rooms=to')).toEqual({ to: 0 });
  });

  it("are described in the form of goim's discovery, but for one that is offline", async () => {
    const [instance, ...more] = await dataOf('/goim/nodes/instances');
    expect(more).toEqual([]);
    expect(instance).toEqual({
      region: 'sh',
      zone: 'sh001',
      env: expect.any(String),
      appid: 'goim.comet',
      hostname: expect.stringMatching(/./),
      addrs: expect.any(Array),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      latest_timestamp: expect.any(Number),
      metadata: {
        addrs: '10.9.0.1,10.9.0.2',
        conn_count: expect.stringMatching(/^\d+$/),
        ip_count: expect.stringMatching(/^\d+$/),
        offline: 'false',
        weight: '7',
      },
    });
    const ageMs = Date.now() - instance.latest_timestamp / 1e6;
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThan(WAIT_MS);
  });

  it('are recommended to clients by their addresses, to the web by their host names, but for one that is offline', async () => {
    const [{ hostname }] = await dataOf('/goim/nodes/instances');
    expect((await dataOf('/goim/nodes/weighted?platform=ios')).nodes).toEqual(['10.9.0.1', '10.9.0.2']);
    expect((await dataOf('/goim/nodes/weighted?platform=web')).nodes).toEqual([hostname]);
  });

  it("take their sessions out of every count when they are killed: goim's fault 11", async () => {
    const third = await cluster.add('comet');
    const [survivor] = await Promise.all([
      client(one, 'crash://1'),
      client(third, 'crash://1', 'web'),
      client(third, 'crash://2', 'ios'),
    ]);
    await heartbeatUntil(survivor, 2);
    const platforms = async (): Promise<unknown> => await (await fetch(`${base}/v1/online`)).json();
    expect(await dataOf('/goim/online/room?type=crash&rooms=1&rooms=2')).toEqual({ '1': 2, '2': 1 });
    expect(await platforms()).toMatchObject({ platforms: expect.arrayContaining([{ name: 'web', sessions: 1 }]) });
    const { conn_count: before } = await dataOf('/goim/online/total');
    await third.kill();
    await dataUntil('/goim/online/room?type=crash&rooms=1&rooms=2', { '1': 1, '2': 0 }, AFTER_CRASH_MS);
    await dataUntil('/goim/online/total', { conn_count: before - 2, ip_count: 2 });
    await heartbeatUntil(survivor, 1);
    expect(await platforms()).toMatchObject({ platforms: [{ name: '', sessions: before - 2 }] });
  });
});
