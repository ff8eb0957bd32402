import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { dirname } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { GoimClient, type Gap } from '#client';
import { PUSH_STREAM } from '#contracts';
import { Cluster, eventually, OlderData, startDatabase, type TestDatabase } from '#test-support';
import { WebSocket } from 'ws';

const ROOM = 'live://1';
const APPS = ['logic', 'comet', 'job'] as const;
const WITHIN_MS = 30_000;

let database: TestDatabase;
let cluster: Cluster;
let older: OlderData | undefined;
let client: GoimClient;
let texts: string[];
let gaps: Gap[];

beforeEach(async () => {
  database = await startDatabase();
  cluster = await Cluster.start([], {});
  [texts, gaps] = [[], []];
  older = undefined;
});

afterEach(async () => {
  await client.close();
  await cluster.stop();
  await database.stop();
  await older?.remove();
});

async function startApps(): Promise<void> {
  const history = { LOGIC__HISTORY__URL: database.url, JOB__HISTORY__URL: database.url };
  for (const app of APPS) await cluster.add(app, history);
}

async function listen(cursors: Record<string, string>): Promise<void> {
  client = new GoimClient({
    url: cluster.apps[1]!.address('websocket'),
    webSocket: WebSocket,
    cursors,
    getToken: () => ({ mid: 1, key: 'k' }),
  });
  const room = client.room(ROOM);
  room.on('message', (message) => texts.push(message.text()));
  room.on('gap', (gap) => gaps.push(gap));
  await new Promise<void>((resolve) => void room.on('joined', () => resolve()));
}

async function api(path: string, body?: object): Promise<Response> {
  return fetch(`${cluster.apps[0]!.address('http')}${path}`, {
    method: body ? 'POST' : 'GET',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
}

/** Each after the one before was accepted. */
async function push(prefix: string, count: number): Promise<string[]> {
  const pushed = Array.from({ length: count }, (_, n) => `${prefix}${n}`);
  for (const message of pushed) {
    await eventually(`${message} is accepted`, WITHIN_MS, async () => {
      const response = await api('/v1/push/room', { room: ROOM, operation: 1000, message });
      expect([response.status, await response.text()]).toEqual([202, expect.anything()]);
    });
  }
  return pushed;
}

function haveCome(expected: readonly string[]): Promise<unknown> {
  return eventually('all of it has come, once', WITHIN_MS, () => expect(texts).toEqual(expected));
}

async function historyHas(expected: readonly string[]): Promise<void> {
  await eventually('the history has it, once', WITHIN_MS, async () => {
    const page = await api(`/v1/rooms/${encodeURIComponent(ROOM)}/messages?limit=200`);
    const { messages } = (await page.json()) as { messages: { body: string }[] };
    expect(messages.map(({ body }) => body).toReversed()).toEqual(expected);
  });
}

/** What is pushed while the older copy is there already, and is lost with it: it has come, and is in the history. */
async function pushWhatIsLost(of: (queue: string) => string): Promise<string[]> {
  await startApps();
  await listen({});
  const kept = await push('a', 5);
  await haveCome(kept);
  older = await OlderData.of(cluster.broker, of(cluster.broker.folderOf(PUSH_STREAM)));
  const all = [...kept, ...(await push('b', 10))];
  await haveCome(all);
  await historyHas(all);
  return all;
}

const itself = (queue: string): string => queue;

it.each([
  ['the push queue has lost its newest messages, as by a power failure,', itself],
  ['all streams have lost theirs', dirname],
])(
  'after %s no push gets an id that was given before, and the history has each once',
  async (_, of) => {
    const lost = await pushWhatIsLost(of);
    await older!.putBack();
    const all = [...lost, ...(await push('c', 20))];
    await haveCome(all);
    await historyHas(all);
    expect(gaps).toEqual([]);
  },
  240_000,
);

it('what waited for its job then is stored again, and comes once and in its order', async () => {
  const lost = await pushWhatIsLost(itself);
  await cluster.apps[2]!.freeze();
  const waiting = await push('c', 200);
  await older!.putBack();
  cluster.apps[2]!.thaw();
  await haveCome([...lost, ...waiting, ...(await push('d', 5))]);
  expect(gaps).toEqual([]);
  const { streams } = await jetstream((await cluster.broker.connect()).connection).jetstreamManager();
  await eventually('all is worked', WITHIN_MS, async () => {
    expect((await streams.info(PUSH_STREAM)).state.messages).toBe(0);
  });
}, 240_000);

it('no id is given again where whoever had heard of it has ended, but the database', async () => {
  const lost = await pushWhatIsLost(itself);
  const { cursors } = client;
  await client.close();
  await Promise.all(cluster.apps.splice(0).map((app) => app.stop()));
  await older!.putBack();
  await startApps();
  await listen(cursors);
  await haveCome([...lost, ...(await push('c', 5))]);
  expect(gaps).toEqual([]);
}, 240_000);
