import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { GoimClient, type Gap } from '#client';
import { Cluster, eventually, type AppProcess } from '#test-support';
import { WebSocket } from 'ws';
import { PostgresServer } from '../../databases/postgres-server.mjs';

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

async function push(message: string): Promise<void> {
  const response = await fetch(`${logic.address('http')}/v1/push/room`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ room: ROOM, operation: 1000, message }),
  });
  expect(response.ok).toBe(true);
}

async function listen(key: string, cursors: Record<string, string>): Promise<{ client: GoimClient; told: string[] }> {
  const client = new GoimClient({
    url: comet.address('websocket'),
    webSocket: WebSocket,
    cursors,
    getToken: () => ({ mid: 1, key }),
  });
  clients.push(client);
  const told: string[] = [];
  const room = client.room(ROOM);
  room.on('message', (message) => told.push(message.text()));
  room.on('gap', (gap: Gap) => told.push(`gap: ${gap.reason}`));
  await new Promise<void>((resolve) => void room.on('joined', () => resolve()));
  return { client, told };
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
