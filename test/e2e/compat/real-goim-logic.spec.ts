import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, RealGoim } from '#test-support';

/** A folder with goim's `discovery` and `logic` (of its NATS edition); that needs a `redis-server` there or in the PATH. */
const PROGRAMS = process.env['GOIM_BIN'] ?? '';
const HAS_LOGIC = existsSync(join(PROGRAMS, 'logic'));

const WITHIN_MS = 30_000;

const ASKED: readonly (readonly [method: string, path: string])[] = [
  ['POST', '/goim/push/keys?operation=1000&keys=a'],
  ['POST', '/goim/push/keys?operation=x&keys=a'],
  ['POST', '/goim/push/keys?keys=a'],
  ['POST', '/goim/push/keys?operation=1000&keys=a&keys='],
  ['POST', '/goim/push/mids?operation=1000&mids=1&mids=663291537152950273'],
  ['POST', '/goim/push/mids?operation=1000&mids=007&mids='],
  ['POST', '/goim/push/mids?operation=1000&mids=%2B-1'],
  ['POST', '/goim/push/mids?operation=1000&mids=1&mids=x'],
  ['POST', '/goim/push/mids?operation=1000&mids=1,2'],
  ['POST', '/goim/push/room?operation=1000&type=live&room=1'],
  ['POST', '/goim/push/room?operation=1000'],
  ['POST', '/goim/push/all?operation=1000'],
  ['POST', '/goim/push/all?operation=1000&speed='],
  ['POST', '/goim/push/all?operation=1000&speed=x'],
  ['POST', '/goim/push/all'],
  ['GET', '/goim/online/top?type=live&limit=10'],
  ['GET', '/goim/online/top?type=live'],
  ['GET', '/goim/online/room?type=live&rooms=1&rooms=2'],
  ['GET', '/goim/online/room'],
  ['GET', '/goim/online/total'],
  ['GET', '/goim/nodes/weighted?platform=web'],
  ['GET', '/goim/nodes/weighted'],
  ['GET', '/goim/push/all?operation=1000'],
  ['GET', '/goim/nothing'],
];

const describeLogic = HAS_LOGIC ? describe : describe.skip;

describeLogic("goim's own logic", () => {
  let cluster: Cluster;
  let folder: string;
  let goim: RealGoim;
  /** Of goim's logic, and of ours. */
  let bases: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'goim-real-logic-'));
    cluster = await Cluster.start(['logic']);
    goim = await RealGoim.start(PROGRAMS, folder);
    bases = [(await goim.logic(cluster.broker.url)).http, cluster.apps[0]!.address('http')];
  });

  afterAll(async () => {
    await cluster.stop();
    await goim.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers each request of its HTTP API as ours does', async () => {
    for (const [method, path] of ASKED) {
      const [their, our] = await Promise.all(
        bases.map(async (base) => {
          const answer = await fetch(base + path, { method, ...(method === 'POST' && { body: 'a message' }) });
          const said = await answer.text();
          const { code, data } = (said.startsWith('{') ? JSON.parse(said) : {}) as { code?: number; data?: object };
          const { status } = answer;
          return { status, code, fields: Object.keys(data ?? {}).toSorted() };
        }),
      );
      // What goim's has no handler for it answers with a text.
      expect([path, { ...our, ...(their!.code === undefined && { code: undefined }) }]).toEqual([path, their]);
    }
  });

  it('differs where docs/compat.md says so', async () => {
    const ask = async (path: string, init: RequestInit) =>
      Promise.all(
        bases.map(async (base) => {
          const answer = await fetch(base + path, init);
          return [answer.status, await answer.text()] as const;
        }),
      );
    const push = { method: 'POST', body: 'a message' };
    for (const [path, code] of [
      ['/goim/push/keys?operation=1000', -400],
      ['/goim/push/mids?operation=1000', 0],
    ] as const) {
      const answers = (await ask(path, push)).map(([status, said]) => [status, JSON.parse(said)] as const);
      expect([path, ...answers]).toMatchObject([path, [200, { code }], [400, { code: -400 }]]);
    }
    const [their, our] = await ask('/goim/push/keys?operation=1000&keys=%B7', push);
    expect([their![0], JSON.parse(their![1])]).toMatchObject([200, { code: 0 }]);
    expect([our![0], JSON.parse(our![1])]).toMatchObject([400, { code: -400 }]);
    const [theirNothing, ourNothing] = await ask('/goim/nothing', {});
    expect(theirNothing).toEqual([404, '404 page not found']);
    expect([ourNothing![0], JSON.parse(ourNothing![1])]).toMatchObject([404, { code: -400 }]);
  });

  it('leaves the clients of a comet that is offline out of their total, which ours counts', async () => {
    const grpc = '127.0.0.1:1';
    await goim.register('goim.comet', 'taking', grpc, { connections: 3 });
    await goim.register('goim.comet', 'away', grpc, { connections: 4, offline: true });
    await goim.register('goim.comet', 'also-taking', grpc, { connections: 1, zone: 'sh002' });
    const totalAt = async (base: string): Promise<number> => {
      const answer = await fetch(`${base}/goim/online/total`);
      return ((await answer.json()) as { data: { conn_count: number } }).data.conn_count;
    };
    await eventually("goim's logic knows of the comets", WITHIN_MS, async () => {
      expect(await totalAt(bases[0]!)).toBe(4);
    });
    const comet = await cluster.add('comet', { COMET__NODE__OFFLINE: 'true' });
    await cluster.client(comet, 'tcp', { key: 'at-one-that-is-offline' });
    expect(await totalAt(bases[1]!)).toBe(1);
  });

  it('refuses a request with several Host headers, as ours does', async () => {
    for (const base of bases) {
      const { hostname, port, host } = new URL(base);
      const socket = connect({ host: hostname, port: Number(port) });
      socket.end(`GET /goim/online/total HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expect(await text(socket)).toMatch(/^HTTP\/1.1 400 /);
    }
  });
});
