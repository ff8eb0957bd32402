import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { GoimClient, type Gap } from '#client';
import { Cluster, eventually } from '#test-support';
import { WebSocket } from 'ws';
import { PostgresServer } from '../../databases/postgres-server.mjs';

const ROOM = 'live://1';
const WITHIN_MS = 60_000;
const run = promisify(execFile);

let server: PostgresServer;
let cluster: Cluster;
const clients: GoimClient[] = [];

beforeAll(async () => {
  server = await PostgresServer.start();
  cluster = await Cluster.start([], {});
  for (const app of ['logic', 'comet', 'job'] as const) {
    await cluster.add(app, { LOGIC__HISTORY__URL: server.url, JOB__HISTORY__URL: server.url });
  }
}, 120_000);

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await cluster.stop();
  await server.stop();
}, 60_000);

async function api<Answer>(path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${cluster.apps[0]!.address('http')}${path}`, {
    method: body ? 'POST' : 'GET',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  expect([response.status, response.ok ? '' : await response.text()]).toEqual([response.status, '']);
  return (await response.json()) as Answer;
}

function push(message: string): Promise<{ epoch: string }> {
  return api('/v1/push/room', { room: ROOM, operation: 1000, message });
}

/** @returns the ids */
async function historyHas(...bodies: string[]): Promise<number[]> {
  const path = `/v1/rooms/${encodeURIComponent(ROOM)}/messages?limit=10`;
  return eventually('the history has all of it', WITHIN_MS, async () => {
    const { messages } = await api<{ messages: { body: string; id: string }[] }>(path);
    expect(messages.map(({ body }) => body).toSorted()).toEqual(bodies);
    return messages.map(({ id }) => Number(id));
  });
}

async function listen(key: string, cursors: Record<string, string>): Promise<{ client: GoimClient; told: string[] }> {
  const client = new GoimClient({
    url: cluster.apps[1]!.address('websocket'),
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

// As docs/operations.md says.
it('where a backup of the database is restored, what it lacks is a gap with the next push, and no id is given twice', async () => {
  const data = join(server.folder, 'data');
  const backup = join(server.folder, 'backup');
  const away = await listen('away', {});
  const live = await listen('live', {});
  await push('a');
  await historyHas('a');
  await eventually('a has come', WITHIN_MS, () => expect([away.told, live.told]).toEqual([['a'], ['a']]));
  await server.kill();
  await run('cp', ['-a', data, backup]);
  await server.restart();
  await away.client.close();
  await push('b');
  await push('c');
  const lost = await historyHas('a', 'b', 'c');

  await server.kill();
  // The folder itself stays, which is its user's.
  for (const file of await readdir(data)) await rm(join(data, file), { recursive: true });
  await run('cp', ['-a', `${backup}/.`, data]);
  await server.restart();
  await historyHas('a');
  await push('d');
  const ids = await historyHas('a', 'd');
  expect(Math.max(...ids)).toBeGreaterThan(Math.max(...lost));
  const late = await listen('late', away.client.cursors);
  await eventually('all have d', WITHIN_MS, () => {
    expect(live.told).toEqual(['a', 'b', 'c', 'd']);
    expect(late.told).toEqual(['gap: gap', 'd']);
  });
}, 240_000);
