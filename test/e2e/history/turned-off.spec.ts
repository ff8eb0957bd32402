import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { GoimClient } from '#client';
import { Cluster, eventually, type AppProcess } from '#test-support';
import { PostgresServer } from '../../databases/postgres-server.mjs';
import { listenTo, pushTo, type RoomClient } from './room-client.js';

const WITHIN_MS = 60_000;
const ROOM = 'live://1';

let server: PostgresServer;
let cluster: Cluster;
let logic: AppProcess;
let comet: AppProcess;
let job: AppProcess;
const clients: GoimClient[] = [];

beforeAll(async () => {
  server = await PostgresServer.start();
  cluster = await Cluster.start([], {});
  logic = await start('logic', true);
  comet = await start('comet', true);
  job = await start('job', true);
}, 120_000);

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await cluster.stop();
  await server.stop();
}, 60_000);

function start(app: 'logic' | 'comet' | 'job', isKept: boolean): Promise<AppProcess> {
  return cluster.add(app, isKept ? { LOGIC__HISTORY__URL: server.url, JOB__HISTORY__URL: server.url } : {});
}

const push = (message: string): Promise<void> => pushTo(ROOM, logic, message);

async function listen(key: string, cursors: Record<string, string>): Promise<RoomClient> {
  const listener = await listenTo(ROOM, comet, key, cursors);
  clients.push(listener.client);
  return listener;
}

it('tells of a gap who comes back when the history is on again, where it was off meanwhile', async () => {
  const away = await listen('away', {});
  await push('a');
  await eventually('a has come', WITHIN_MS, () => expect(away.told).toEqual(['a']));
  await away.client.close();
  await Promise.all([job.stop(), logic.stop()]);

  logic = await start('logic', false);
  job = await start('job', false);
  const live = await listen('live', {});
  await push('b');
  await eventually('b has come', WITHIN_MS, () => expect(live.told).toContain('b'));

  await Promise.all([job.stop(), logic.stop()]);
  logic = await start('logic', true);
  job = await start('job', true);
  const back = await listen('back', away.client.cursors);
  await push('c');
  await eventually('c has come', WITHIN_MS, () => expect(back.told).toContain('c'));
  expect(back.told).toEqual(['gap: gap', 'c']);
}, 240_000);
