import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, type AppProcess, type GoimClient } from '#test-support';

const OP = 1000;
const WAIT_MS = 30_000;
/** Needs every kind of escaping that a path can need. */
const ODD = 'live://a/b ?#%&=ü☃';

interface Answer {
  readonly status: number;
  // A test knows what it asked for.
  readonly body: any;
}

describe('the JSON API', () => {
  let cluster: Cluster;
  let base: string;
  let comet: AppProcess;
  let nodeId: string;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'job'], { COMET__CONNECTION__MAX_CONNECTIONS: '3000' });
    base = cluster.apps[0]!.address('http');
    comet = cluster.apps[1]!;
    nodeId = (await ask('GET', '/v1/nodes')).body.nodes[0].id;
  });

  afterAll(() => cluster.stop());

  async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const sent = body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(base + path, { method, ...sent });
    return { status: response.status, body: await response.json() };
  }

  /** Asks until the answer is as expected: another process has to hear of it first. */
  async function answerBecomes(path: string, expected: object): Promise<void> {
    await eventually(`${path} is answered as expected`, WAIT_MS, async () => {
      expect(await ask('GET', path)).toMatchObject({ status: 200, body: expected });
    });
  }

  function client(key: string, mid: number, room = ''): Promise<GoimClient> {
    return cluster.client(comet, 'tcp', { key, mid, room_id: room, platform: 'web', accepts: [OP] });
  }

  const room = (key: string): string => `/v1/rooms/${encodeURIComponent(key)}`;
  const member = (of: string, key: string): string => `${room(of)}/members/${encodeURIComponent(key)}`;

  it('shows a session, by its key and by its member', async () => {
    await client('shown/1', 11, 'live://shown');
    const session = {
      key: 'shown/1',
      mid: 11,
      comet: nodeId,
      room: 'live://shown',
      joined: [],
      ip: '127.0.0.1',
      platform: 'web',
      region: expect.any(String),
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    };
    expect(await ask('GET', `/v1/sessions/${encodeURIComponent('shown/1')}`)).toEqual({ status: 200, body: session });
    expect(await ask('GET', '/v1/sessions?mid=11')).toEqual({ status: 200, body: { sessions: [session] } });
    const filters = `comet=${nodeId}&ip=127.0.0.1&platform=web&room=live%3A%2F%2Fshown&since=1&prefix=shown`;
    expect(await ask('GET', `/v1/sessions?${filters}`)).toEqual({ status: 200, body: { sessions: [session] } });
    expect(await ask('GET', `/v1/sessions?${filters}&mid=12`)).toEqual({ status: 200, body: { sessions: [] } });
    expect(await ask('GET', '/v1/sessions?mid=999')).toEqual({ status: 200, body: { sessions: [] } });
    expect(await ask('GET', '/v1/sessions/nobody')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('closes a session, and tells the client why', async () => {
    const one = await client('closed', 12);
    expect(await ask('DELETE', '/v1/sessions/closed?reason=signed+out')).toEqual({ status: 200, body: { closed: 1 } });
    expect(await one.ended).toEqual({ code: 4504, reason: 'kicked', reconnect: false, message: 'signed out' });
    await answerBecomes('/v1/sessions?mid=12', { sessions: [] });
    expect(await ask('DELETE', '/v1/sessions/closed')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('closes every session of a member, and of no other', async () => {
    const [one, two, other] = await Promise.all([client('m1', 13), client('m2', 13), client('m3', 14)]);
    expect(await ask('DELETE', '/v1/sessions?mid=13')).toEqual({ status: 200, body: { closed: 2 } });
    expect((await Promise.all([one.ended, two.ended])).map(({ reason }) => reason)).toEqual(['kicked', 'kicked']);
    await other.heartbeat();
  });

  it('puts a session into a room, which then reaches it, and out of it', async () => {
    const one = await client('mover', 15, 'live://home');
    expect(await ask('PUT', member(ODD, 'mover'))).toEqual({
      status: 200,
      body: { key: 'mover', room: 'live://home', joined: [ODD] },
    });
    await ask('POST', '/v1/push/room', { room: ODD, operation: OP, message: 'in' });
    await one.until((pushes) => pushes.length === 1, WAIT_MS);
    expect(await ask('GET', room(ODD))).toEqual({ status: 200, body: { room: ODD, sessions: 1 } });
    const { body } = await ask('GET', `${room(ODD)}/members`);
    expect(body.sessions.map(({ key, joined }: { key: string; joined: string[] }) => [key, joined])).toEqual([
      ['mover', [ODD]],
    ]);
    expect(await ask('DELETE', member(ODD, 'mover'))).toEqual({
      status: 200,
      body: { key: 'mover', room: 'live://home', joined: [] },
    });
    expect(await ask('GET', room(ODD))).toEqual({ status: 200, body: { room: ODD, sessions: 0 } });
    await ask('POST', '/v1/push/room', { room: ODD, operation: OP, message: 'out' });
    await ask('POST', '/v1/push/keys', { keys: ['mover'], operation: OP, message: 'last' });
    await one.until((pushes) => pushes.at(-1)?.body === 'last', WAIT_MS);
    expect(one.pushes.map((push) => push.body)).toEqual(['in', 'last']);
    expect(await ask('PUT', member('live://1', 'nobody'))).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('takes rooms and keys of the longest, and refuses longer ones by name', async () => {
    const longest = '☃'.repeat(85);
    await client(longest, 0, longest);
    expect(await ask('GET', room(longest))).toMatchObject({ status: 200, body: { sessions: 1 } });
    expect((await ask('GET', `/v1/sessions/${encodeURIComponent(longest)}`)).body).toMatchObject({ key: longest });
    expect(await ask('GET', room(`${longest}☃`))).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'room', message: 'must have 1 to 256 bytes' }] },
    });
  });

  it('tells how every process is, and what all have done', async () => {
    await client('counted', 61);
    await eventually('each process has reported', WAIT_MS, async () => {
      const { instances } = (await ask('GET', '/v1/instances')).body;
      expect(new Set(instances.map(({ app }: { app: string }) => app))).toEqual(new Set(['comet', 'logic', 'job']));
      for (const one of instances) expect(one).toMatchObject({ state: 'online', ready: true, problems: [] });
      const [known] = instances.filter(({ id }: { id: string }) => id === nodeId);
      // Until it has reported, it is listed by its entry in the directory, without a pid.
      expect(known).toMatchObject({
        app: 'comet',
        pid: expect.any(Number),
        connections: expect.any(Number),
        maxConnections: 3_000,
        weight: expect.any(Number),
      });
      const [job] = instances.filter(({ app }: { app: string }) => app === 'job');
      expect(job.partitions.length).toBeGreaterThan(0);
    });
    // What was counted before the first report is not known to have been counted when.
    await ask('POST', '/v1/push/keys', { keys: ['counted', 'nobody'], operation: OP, message: 'counted' });
    await eventually('the push is among the stats', 2 * WAIT_MS, async () => {
      const { series, nodes } = (await ask('GET', '/v1/stats')).body;
      const sum = (field: string): number => series.reduce((total: number, point: any) => total + point[field], 0);
      expect({ pushes: sum('pushes') > 0, tasks: sum('tasks') > 0, deliveries: sum('deliveries') > 0 }).toEqual({
        pushes: true,
        tasks: true,
        deliveries: true,
      });
      expect(series.some(({ latency }: { latency: object | null }) => latency !== null)).toBe(true);
      expect(series.some(({ dropped }: { dropped: any }) => dropped.offline > 0)).toBe(true);
      expect(series.at(-1).connections).toBeGreaterThan(0);
      for (const { connections } of nodes) expect(connections).toHaveLength(series.length);
    });
  });

  it('tells which rooms most is pushed to', async () => {
    const busy = 'live://busy';
    await client('busy', 77, busy);
    await eventually('it is told', 2 * WAIT_MS, async () => {
      await ask('POST', '/v1/push/room', { room: busy, operation: OP, message: 'busy', persist: false });
      const { rooms } = (await ask('GET', '/v1/stats/rooms?limit=1')).body;
      expect(rooms).toEqual([{ room: busy, pushes: expect.any(Number), sessions: 1 }]);
      expect(rooms[0].pushes).toBeGreaterThan(0);
    });
  });

  it('tells which clients are behind', async () => {
    const behind = await client('behind', 78, '');
    behind.stopReading();
    const push = { keys: ['behind'], operation: OP, message: 'x'.repeat(100_000), persist: false, receipt: true };
    await eventually('something waits for it', WAIT_MS, async () => {
      const { live } = (await ask('GET', '/v1/sessions/behind?live=true')).body;
      if (live.pendingBytes > 0) return true;
      const { ids, epoch } = (await ask('POST', '/v1/push/keys', push)).body;
      // One at a time: above connection.maxPending it would be disconnected.
      await answerBecomes(`/v1/pushes/${epoch}:${ids[0]}`, { complete: true });
      return false;
    });
    await eventually('it is told', WAIT_MS, async () => {
      const { sessions } = (await ask('GET', '/v1/stats/sessions?limit=1')).body;
      expect(sessions).toEqual([
        { key: 'behind', comet: expect.any(String), pendingBytes: expect.any(Number), slow: expect.any(Boolean) },
      ]);
    });
    await eventually('it is closed as slow', WAIT_MS, async () => {
      await ask('POST', '/v1/push/keys', { ...push, receipt: false });
      return (await ask('GET', '/v1/sessions/behind')).status === 404;
    });
    await eventually('it is told as closed', WAIT_MS, async () => {
      const { closed } = (await ask('GET', '/v1/stats/sessions')).body;
      expect(closed).toEqual([{ key: 'behind', comet: nodeId, closedAt: expect.any(Number), times: 1 }]);
    });
    behind.close();
  });

  it('a logic that starts knows the hour that another has gathered', async () => {
    const second = await cluster.add('logic');
    const other = second.address('http');
    const mine = (await ask('GET', '/v1/stats?nodes=false')).body;
    const theirs = (await (await fetch(`${other}/v1/stats?nodes=false&from=${mine.from}`)).json()) as typeof mine;
    expect(theirs.series[0]).toEqual(mine.series[0]);
    const ids = async (at: string): Promise<string[]> =>
      ((await (await fetch(`${at}/v1/instances`)).json()) as any).instances.map(({ id }: { id: string }) => id);
    expect(await ids(other)).toEqual(expect.arrayContaining(await ids(base)));
    // What a client of it did, the first would know a little later.
    expect(await second.stop()).toBe(0);
  });

  it('lists rooms by type, in pages', async () => {
    const rooms = ['page://1', 'page://2', 'page://3'];
    await Promise.all([...rooms, 'page://2', 'page2://1'].map((of, n) => client(`pager-${n}`, 0, of)));
    const first = await ask('GET', '/v1/rooms?type=page&limit=2');
    expect(first.body).toEqual({
      rooms: [
        { room: 'page://2', sessions: 2 },
        { room: 'page://1', sessions: 1 },
      ],
      next: expect.any(String),
    });
    expect(await ask('GET', `/v1/rooms?type=page&limit=2&cursor=${first.body.next}`)).toEqual({
      status: 200,
      body: { rooms: [{ room: 'page://3', sessions: 1 }] },
    });
    expect(await ask('GET', '/v1/online/top?type=page&limit=1')).toEqual({
      status: 200,
      body: { rooms: [{ room: 'page://2', sessions: 2 }] },
    });
    expect(await ask('GET', '/v1/online/rooms?rooms=page%3A%2F%2F1&rooms=none')).toEqual({
      status: 200,
      body: {
        rooms: [
          { room: 'page://1', sessions: 1 },
          { room: 'none', sessions: 0 },
        ],
      },
    });
  });

  it('counts who is online', async () => {
    const { status, body } = await ask('GET', '/v1/online');
    expect(status).toBe(200);
    expect(body.sessions).toBeGreaterThan(0);
    expect(body.platforms).toContainEqual({ name: 'web', sessions: body.sessions });
    expect(body.nodes.map(({ id }: { id: string }) => id)).toEqual([nodeId]);
  });

  it('takes a node out of the list for new clients, and back into it', async () => {
    const weighted = '/v1/nodes/weighted?platform=web';
    const { nodes: before } = (await ask('GET', weighted)).body;
    const path = `/v1/nodes/${encodeURIComponent(nodeId)}/offline`;
    expect(await ask('PUT', path, { offline: true })).toEqual({ status: 200, body: { offline: true } });
    await answerBecomes('/v1/nodes', { nodes: [{ offline: true }] });
    expect((await ask('GET', weighted)).body.nodes).not.toEqual(before);
    expect(await ask('PUT', path, { offline: false })).toEqual({ status: 200, body: { offline: false } });
    await answerBecomes('/v1/nodes', { nodes: [{ offline: false }] });
    expect((await ask('GET', weighted)).body.nodes).toEqual(before);
    expect(await ask('PUT', '/v1/nodes/none/offline', { offline: true })).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
    expect(await ask('PUT', path, { offline: 'yes' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'offline' }] },
    });
  });

  // Last: the comet is gone afterwards.
  it('says to try again where the comet of a session does not answer', async () => {
    await client('cut-off', 16);
    await comet.freeze();
    try {
      expect(await ask('DELETE', '/v1/sessions/cut-off')).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(await ask('DELETE', '/v1/sessions?mid=16')).toMatchObject({
        status: 503,
        body: { code: 'unavailable', detail: expect.stringContaining('closed 0 of 1 sessions') },
      });
    } finally {
      comet.thaw();
    }
  });
});
