import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { GoimClient } from '#client';
import { Cluster, eventually, type AppProcess } from '#test-support';
import { PostgresServer } from '../../databases/postgres-server.mjs';
import { listenTo, pushTo, type RoomClient } from './room-client.js';

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

const push = (message: string): Promise<void> => pushTo(ROOM, logic, message);

async function listen(key: string, cursors: Record<string, string>): Promise<RoomClient> {
  const listener = await listenTo(ROOM, comet, key, cursors);
  clients.push(listener.client);
  return listener;
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
