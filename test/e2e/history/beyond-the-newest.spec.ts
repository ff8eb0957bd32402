import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { GoimClient, type Gap } from '#client';
import { Cluster, eventually, type AppProcess } from '#test-support';
import { WebSocket } from 'ws';
import { PostgresServer } from '../../databases/postgres-server.mjs';

const WITHIN_MS = 30_000;
const ROOM = 'live://1';

let server: PostgresServer;
let cluster: Cluster;
let logic: AppProcess;
let comet: AppProcess;
const clients: GoimClient[] = [];

beforeAll(async () => {
  server = await PostgresServer.start();
  cluster = await Cluster.start([], {});
  logic = await cluster.add('logic', { LOGIC__HISTORY__URL: server.url });
  comet = await cluster.add('comet');
  await cluster.add('job', { JOB__HISTORY__URL: server.url });
}, 120_000);

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await cluster.stop();
  await server.stop();
}, 60_000);

async function push(message: string): Promise<void> {
  const response = await fetch(`${logic.address('http')}/v1/push/room`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ room: ROOM, operation: 1000, message }),
  });
  expect(response.ok).toBe(true);
}

async function listen(key: string, cursors: Record<string, string>): Promise<{ client: GoimClient; told: string[] }> {
  const url = comet.address('websocket');
  const client = new GoimClient({ url, webSocket: WebSocket, cursors, getToken: () => ({ mid: 1, key }) });
  clients.push(client);
  const told: string[] = [];
  const room = client.room(ROOM);
  room.on('message', (message) => told.push(message.text()));
  room.on('gap', (gap: Gap) => told.push(`gap: ${gap.reason}`));
  await new Promise<void>((resolve) => void room.on('joined', () => resolve()));
  return { client, told };
}

it('has whoever names a place that no push has come to begin where the room is: it would leave out all pushes up to there', async () => {
  const first = await listen('first', {});
  await push('a');
  await eventually('a has come', WITHIN_MS, () => expect(first.told).toEqual(['a']));
  const target = `room:${ROOM}`;
  const [epoch, id] = first.client.cursors[target]!.split(':');
  const beyond = await listen('beyond', { [target]: `${epoch}:${Number(id) + 1_024_000}` });
  await push('b');
  await eventually('b has come', WITHIN_MS, () =>
    expect([first.told, beyond.told]).toEqual([
      ['a', 'b'],
      ['gap: reset', 'b'],
    ]),
  );
}, 120_000);
