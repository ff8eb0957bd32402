import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AppProcess,
  Cluster,
  eventually,
  Listener,
  startDatabase,
  TcpProxy,
  type GoimClient,
  type TestDatabase,
} from '#test-support';

const ROOMS = 10;
const CUT_MS = 5_000;
const PAUSE_MS = 20;
const OPERATION = 1000;
const WITHIN_MS = 60_000;

let database: TestDatabase;
let cluster: Cluster;
let proxy: TcpProxy;
let comet: AppProcess;
/** Clients of version 2. */
let listeners: Listener[] = [];

beforeEach(async () => {
  database = await startDatabase();
  cluster = await Cluster.start(['logic', 'job'], {
    LOGIC__HISTORY__URL: database.url,
    JOB__HISTORY__URL: database.url,
  });
  proxy = await TcpProxy.start(cluster.broker.url);
  comet = await AppProcess.start('comet', proxy.urlOf(cluster.broker.url));
  cluster.apps.push(comet);
});

afterEach(async () => {
  await Promise.all(listeners.map((listener) => listener.leave()));
  await cluster.stop();
  await proxy.stop();
  await database.stop();
});

/** Pushes to every target in turn until told to stop. @returns the bodies that were accepted, by target */
async function load(until: { done: boolean }): Promise<Map<string, string[]>> {
  const logic = cluster.apps[0]!.address('http');
  const accepted = new Map<string, string[]>();
  const note = (target: string, body: string): void => {
    const bodies = accepted.get(target);
    if (bodies) bodies.push(body);
    else accepted.set(target, [body]);
  };
  for (let n = 0; !until.done; n++) {
    const pushes = Array.from({ length: ROOMS }, (_, index) => [
      { to: 'room', room: `live://${index}`, operation: OPERATION, message: `room ${n}` },
      { to: 'mids', mids: [index + 1], operation: OPERATION, message: `mid ${n}` },
    ]).flat();
    const all = { to: 'all', operation: OPERATION, message: `all ${n}` };
    const response = await fetch(`${logic}/v1/push/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pushes: [...pushes, all] }),
    });
    expect([response.status, response.ok ? '' : await response.text()]).toEqual([202, '']);
    for (let index = 0; index < ROOMS; index++) {
      note(`room ${index}`, `room ${n}`);
      note(`mid ${index}`, `mid ${n}`);
    }
    note('all', `all ${n}`);
    await delay(PAUSE_MS);
  }
  return accepted;
}

function received(client: GoimClient, kind: string): string[] {
  return client.pushes.map(({ body }) => body).filter((body) => body.startsWith(kind));
}

describe('a comet that is cut off from NATS under load, alone', () => {
  it('misses nothing for its clients of either version: they get each message once, in order, when it is back', async () => {
    const clients: GoimClient[] = [];
    listeners = Array.from({ length: ROOMS }, (_, index) => {
      return new Listener(index + 1, [`live://${index}`], comet.address('websocket'));
    });
    await Promise.all(listeners.map((listener) => listener.come()));
    for (let index = 0; index < ROOMS; index++) {
      const token = { mid: index + 1, key: `k${index}`, room_id: `live://${index}`, accepts: [OPERATION] };
      clients.push(await cluster.client(comet, index % 2 === 0 ? 'tcp' : 'websocket', token));
    }
    const until = { done: false };
    const loading = load(until);
    for (const client of clients) await client.until((pushes) => pushes.length > 10, WITHIN_MS);
    proxy.cut();
    await delay(CUT_MS);
    proxy.mend();
    const before = clients.map(({ pushes }) => pushes.length);
    for (const [index, client] of clients.entries()) {
      await client.until((pushes) => pushes.length > before[index]! + 10, WITHIN_MS);
    }
    until.done = true;
    const accepted = await loading;
    for (const [index, client] of clients.entries()) {
      for (const [kind, target] of [
        ['room', `room ${index}`],
        ['mid', `mid ${index}`],
        ['all', 'all'],
      ] as const) {
        const expected = accepted.get(target)!;
        await client.until((pushes) => pushes.some(({ body }) => body === expected.at(-1)), WITHIN_MS);
        expect([target, received(client, kind)]).toEqual([target, expected]);
      }
    }
    for (const [index, { messages, gaps }] of listeners.entries()) {
      for (const [name, target] of [
        [`room:live://${index}`, `room ${index}`],
        [`mid:${index + 1}`, `mid ${index}`],
        ['all', 'all'],
      ] as const) {
        const expected = accepted.get(target)!;
        const texts = (): string[] => messages.get(name)?.map(({ text }) => text) ?? [];
        await eventually(`${name} has come`, WITHIN_MS, () => texts().includes(expected.at(-1)!));
        expect([name, texts()]).toEqual([name, expected]);
      }
      expect(gaps).toEqual([]);
    }
    expect(await comet.metric('goim_bus_disconnects_total')).toBeGreaterThan(0);
  });
});
