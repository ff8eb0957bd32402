import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { GoimClient, type Gap } from '#client';
import { Cluster, eventually, type AppProcess } from '#test-support';
import { WebSocket } from 'ws';
import { PostgresServer } from '../../databases/postgres-server.mjs';

const WITHIN_MS = 60_000;
const run = promisify(execFile);

let server: PostgresServer;
let cluster: Cluster;
let logic: AppProcess;
let comet: AppProcess;
let job: AppProcess;
const clients: GoimClient[] = [];

beforeAll(async () => {
  server = await PostgresServer.start();
  cluster = await Cluster.start([], {});
  logic = await start('logic');
  comet = await start('comet');
  job = await start('job');
}, 120_000);

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await cluster.stop();
  await server.stop();
}, 60_000);

function start(app: 'logic' | 'comet' | 'job'): Promise<AppProcess> {
  return cluster.add(app, { LOGIC__HISTORY__URL: server.url, JOB__HISTORY__URL: server.url });
}

async function api<Answer>(path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${logic.address('http')}${path}`, {
    method: body ? 'POST' : 'GET',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  expect([response.status, response.ok ? '' : await response.text()]).toEqual([response.status, '']);
  return (await response.json()) as Answer;
}

/** @returns the ids */
async function historyHas(room: string, ...bodies: string[]): Promise<number[]> {
  const path = `/v1/rooms/${encodeURIComponent(room)}/messages?limit=10`;
  return eventually('the history has all of it', WITHIN_MS, async () => {
    const { messages } = await api<{ messages: { body: string; id: string }[] }>(path);
    expect(messages.map(({ body }) => body).toSorted()).toEqual(bodies);
    return messages.map(({ id }) => Number(id));
  });
}

async function listen(
  name: string,
  key: string,
  cursors: Record<string, string>,
): Promise<{ client: GoimClient; told: string[] }> {
  const client = new GoimClient({
    url: comet.address('websocket'),
    webSocket: WebSocket,
    cursors,
    getToken: () => ({ mid: 1, key }),
  });
  clients.push(client);
  const told: string[] = [];
  const room = client.room(name);
  room.on('message', (message) => told.push(message.text()));
  room.on('gap', (gap: Gap) => told.push(`gap: ${gap.reason}`));
  await new Promise<void>((resolve) => void room.on('joined', () => resolve()));
  return { client, told };
}

// As docs/operations.md says.
it.each([
  ['while the apps run', false],
  ['while they are stopped', true],
])(
  'where a backup of the database is restored %s, what it lacks is a gap, and no id is given twice',
  async (_, isStopped) => {
    const data = join(server.folder, 'data');
    const backup = join(server.folder, `backup-${isStopped}`);
    const room = isStopped ? 'live://2' : 'live://1';
    const push = (message: string): Promise<unknown> => api('/v1/push/room', { room, operation: 1000, message });
    const away = await listen(room, `away-${isStopped}`, {});
    const live = await listen(room, `live-${isStopped}`, {});
    await push('a');
    await historyHas(room, 'a');
    await eventually('a has come', WITHIN_MS, () => expect([away.told, live.told]).toEqual([['a'], ['a']]));
    await server.kill();
    await run('cp', ['-a', data, backup]);
    await server.restart();
    await away.client.close();
    await push('b');
    await push('c');
    const lost = await historyHas(room, 'a', 'b', 'c');

    if (isStopped) await Promise.all([job.stop(), logic.stop()]);
    const gaps = isStopped ? 0 : await job.metric('goim_history_gaps_total');
    await server.kill();
    // The folder itself stays, which is its user's.
    for (const file of await readdir(data)) await rm(join(data, file), { recursive: true });
    await run('cp', ['-a', `${backup}/.`, data]);
    await server.restart();
    if (isStopped) {
      logic = await start('logic');
      job = await start('job');
    }
    await historyHas(room, 'a');
    await eventually('the writer has noticed', WITHIN_MS, async () => {
      expect(await job.metric('goim_history_gaps_total')).toBeGreaterThan(gaps);
    });
    // Nothing was pushed since.
    const early = await listen(room, `early-${isStopped}`, away.client.cursors);
    await eventually('the one that comes back is told', WITHIN_MS, () => expect(early.told).toEqual(['gap: gap']));
    await push('d');
    const ids = await historyHas(room, 'a', 'd');
    expect(Math.max(...ids)).toBeGreaterThan(Math.max(...lost));
    await eventually('all have d', WITHIN_MS, () => {
      expect(live.told).toEqual(['a', 'b', 'c', 'd']);
      expect(early.told).toEqual(['gap: gap', 'd']);
    });
  },
  240_000,
);
