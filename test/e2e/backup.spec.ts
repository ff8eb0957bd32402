import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { GoimClient, type Gap } from '#client';
import { CONFIG_BUCKET, PUSH_STREAM, UPSTREAM_STREAM } from '#contracts';
import { Operation } from '#protocol';
import { Cluster, eventually, startDatabase, type TestDatabase } from '#test-support';
import { WebSocket } from 'ws';

const ROOM = 'live://1';
const APPS = ['logic', 'comet', 'job'] as const;
const WITHIN_MS = 30_000;

let database: TestDatabase;
let cluster: Cluster;
let backup: string;
const clients: GoimClient[] = [];

beforeAll(async () => {
  database = await startDatabase();
  cluster = await Cluster.start([], {});
  backup = await mkdtemp(join(tmpdir(), 'goim-backup-'));
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await cluster.stop();
  await database.stop();
  await rm(backup, { recursive: true });
});

async function startApps(): Promise<void> {
  const history = { LOGIC__HISTORY__URL: database.url, JOB__HISTORY__URL: database.url };
  for (const app of APPS) await cluster.add(app, history);
}

async function stopAll(): Promise<void> {
  await Promise.all(cluster.apps.splice(0).map((app) => app.stop()));
  await cluster.broker.halt();
}

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

async function historyHas(...bodies: string[]): Promise<void> {
  await eventually('the history has all of it', WITHIN_MS, async () => {
    const path = `/v1/rooms/${encodeURIComponent(ROOM)}/messages?limit=10`;
    const { messages } = await api<{ messages: { body: string }[] }>(path);
    expect(messages.map(({ body }) => body).toSorted()).toEqual(bodies);
  });
}

/** A client of version 2 that goes on from the cursors, in the room. */
async function listen(cursors: Record<string, string>): Promise<{ client: GoimClient; texts: string[]; gaps: Gap[] }> {
  const client = new GoimClient({
    url: cluster.apps[1]!.address('websocket'),
    webSocket: WebSocket,
    cursors,
    getToken: () => ({ mid: 1, key: 'k' }),
  });
  clients.push(client);
  const [texts, gaps]: [string[], Gap[]] = [[], []];
  const room = client.room(ROOM);
  room.on('message', (message) => texts.push(message.text()));
  room.on('gap', (gap) => gaps.push(gap));
  await new Promise<void>((resolve) => void room.on('joined', () => resolve()));
  return { client, texts, gaps };
}

/** The streams that the page has put back. */
async function restoredStreams(): Promise<string[]> {
  const [, names] = /^for stream in ([\w ]+); do$/m.exec(await readFile('docs/operations.md', 'utf8'))!;
  return names!.split(' ');
}

it('what is restored as docs/operations.md says holds, and all else is made anew: clients are told reset', async () => {
  const streams = dirname(cluster.broker.folderOf(PUSH_STREAM));
  await startApps();
  const first = await listen({});
  const { epoch } = await push('before the backup');
  await eventually('it has come', WITHIN_MS, () => expect(first.texts).toEqual(['before the backup']));
  const sender = await cluster.client(cluster.apps[1]!, 'tcp', { mid: 2 });
  await sender.request(Operation.SendMessage, 'of a client');
  await api('/v1/bans', { mid: 7, reason: 'spam' });
  const bus = await cluster.broker.connect();
  await bus.request(`$KV.${CONFIG_BUCKET}.comet.connection.maxAccepts`, Buffer.from('1'), WITHIN_MS);
  await first.client.close();

  await stopAll();
  await cp(streams, backup, { recursive: true });
  await cluster.broker.restart();
  await startApps();
  const between = await listen(first.client.cursors);
  await push('since the backup');
  await eventually('it has come as well', WITHIN_MS, () => expect(between.texts).toEqual(['since the backup']));
  // What waits for the history is lost with its stream.
  await historyHas('before the backup', 'since the backup');
  await between.client.close();

  await stopAll();
  await rm(streams, { recursive: true });
  for (const stream of await restoredStreams()) {
    await cp(join(backup, stream), join(streams, stream), { recursive: true });
  }
  await cluster.broker.restart();
  await startApps();

  const second = await listen(between.client.cursors);
  const pushed = await push('after it');
  expect(Number(pushed.epoch)).toBeGreaterThan(Number(epoch));
  await eventually('what is new has come', WITHIN_MS, () => expect(second.texts).toEqual(['after it']));
  expect(second.gaps.map(({ reason }) => reason)).toEqual(['reset']);
  const banned = await cluster.connect(cluster.apps[1]!, 'tcp');
  banned.auth({ mid: 7 }).catch(() => undefined);
  expect(await banned.ended).toMatchObject({ reason: 'banned', message: 'spam' });
  const { streams: kept } = await jetstream((await cluster.broker.connect()).connection).jetstreamManager();
  expect((await kept.info(UPSTREAM_STREAM)).state.messages).toBe(1);
  const many = await cluster.client(cluster.apps[1]!, 'tcp', { mid: 3 });
  expect((await many.request(Operation.Subscribe, '1000,1001')).body.toString()).toContain('too-many-operations');
  await historyHas('after it', 'before the backup', 'since the backup');
}, 240_000);
