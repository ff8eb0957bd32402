import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { GoimClient } from '#client';
import { Cluster, eventually, type AppProcess } from '#test-support';
import { PostgresServer } from '../../databases/postgres-server.mjs';
import { listenTo, pushTo, type RoomClient } from './room-client.js';

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

/** @returns the ids */
async function historyHas(room: string, ...bodies: string[]): Promise<number[]> {
  const path = `/v1/rooms/${encodeURIComponent(room)}/messages?limit=10`;
  return eventually('the history has all of it', WITHIN_MS, async () => {
    const response = await fetch(`${logic.address('http')}${path}`);
    expect([response.status, response.ok ? '' : await response.text()]).toEqual([response.status, '']);
    const { messages } = (await response.json()) as { messages: { body: string; id: string }[] };
    expect(messages.map(({ body }) => body).toSorted()).toEqual(bodies);
    return messages.map(({ id }) => Number(id));
  });
}

async function listen(room: string, key: string, cursors: Record<string, string>): Promise<RoomClient> {
  const listener = await listenTo(room, comet, key, cursors);
  clients.push(listener.client);
  return listener;
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
    const push = (message: string): Promise<void> => pushTo(room, logic, message);
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
