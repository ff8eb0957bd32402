import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { openNodeBucket, RpcClient } from '#bus';
import {
  BROADCAST_TARGET,
  encodeNodeInfo,
  encodeToken,
  logicRpc,
  memberTarget,
  messageId,
  NODE_REFRESH_MS,
  roomTarget,
  type CometId,
  type NodeInfo,
  type RoomKey,
} from '#contracts';
import { Cluster, eventually, startDatabase, type TestDatabase } from '#test-support';
import { makeApiKey } from './api-key.js';
import { History } from '../integration/history/history.js';

/** What is sent to an operation. */
interface Request {
  /** What stands for `{name}` in the path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** JSON; on goim's paths, text as it is. */
  readonly body?: object | string;
}

/** How each operation is made to succeed, and to fail in the ways that only it knows. */
interface Operation {
  readonly ok: Request;
  /** Answered with 400. */
  readonly wrong?: Request;
  /** Answered with 404. */
  readonly missing?: Request;
  /** Answered with 409. */
  readonly conflict?: Request;
  /** Answered with 503 while NATS is away, or the history's database; `ok` unless given. */
  readonly away?: Request;
}

interface Described {
  readonly schema: object;
  readonly example?: object;
}

interface Described {
  readonly content?: Readonly<Record<string, Described>>;
}
interface Document {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, Described> }>>>>;
  readonly components: object;
}

const NDJSON = 'application/x-ndjson';
const TOO_LONG = 'x'.repeat(256 * 1024 + 1);
const content = { operation: 1000, message: 'hello' };
const room = 'live://1';
/** Of the messages that are there. */
const EPOCH = 1_764_360_000;

/** A comet of goim's own, as logics keep it in the list. */
const GOIM_COMET: NodeInfo = {
  id: "goim's node" as CometId,
  region: 'sh',
  zone: 'sh001',
  env: 'dev',
  hostname: 'goim',
  addrs: [],
  weight: 1,
  offline: true,
  connections: 0,
  ips: 0,
  version: '',
  startedAt: 0,
  grpc: '127.0.0.1:9',
  goim: true,
};

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /goim/push/keys': { ok: { query: 'operation=1000&keys=k', body: 'x' }, wrong: { query: 'operation=1000' } },
  'POST /goim/push/mids': { ok: { query: 'operation=1000&mids=1', body: 'x' }, wrong: { query: 'mids=x' } },
  'POST /goim/push/room': { ok: { query: 'operation=1000&type=live&room=1', body: 'x' }, wrong: {} },
  'POST /goim/push/all': { ok: { query: 'operation=1000', body: 'x' }, wrong: { query: 'operation=0' } },
  'GET /goim/online/top': { ok: { query: 'type=live&limit=1' }, wrong: {} },
  'GET /goim/online/room': { ok: { query: 'type=live&rooms=1' }, wrong: {} },
  'GET /goim/online/total': { ok: {} },
  'GET /goim/nodes/weighted': { ok: { query: 'platform=web' }, wrong: { query: 'platform=a&platform=b' } },
  'GET /goim/nodes/instances': { ok: {} },
  'POST /1/push': { ok: { query: 'uid=1', body: 'x' }, wrong: {} },
  'POST /1/pushs': { ok: { body: { u: [1], m: content.message } }, wrong: { body: { u: [1] } } },
  'POST /1/push/room': { ok: { query: 'rid=1', body: 'x' }, wrong: {} },
  'POST /1/push/all': { ok: { body: 'x' }, wrong: { query: 'operation=0' } },
  'POST /v1/push/keys': { ok: { body: { ...content, keys: ['k', 'nobody'] } }, wrong: { body: content } },
  'POST /v1/push/mids': { ok: { body: { ...content, mids: [1, 99] } }, wrong: { body: content } },
  'POST /v1/push/room': { ok: { body: { ...content, room } }, wrong: { body: content } },
  'POST /v1/push/all': { ok: { body: content }, wrong: { body: { ...content, operation: 0 } } },
  'POST /v1/push/batch': { ok: { body: { pushes: [{ to: 'all', ...content }] } }, wrong: { body: { pushes: [] } } },
  'GET /v1/rooms': { ok: { query: 'type=live&limit=1' }, wrong: { query: 'limit=0' } },
  'GET /v1/rooms/{room}': { ok: { path: { room } }, wrong: { path: { room: 'x'.repeat(257) } } },
  'GET /v1/rooms/{room}/members': { ok: { path: { room } }, wrong: { path: { room }, query: 'cursor=!' } },
  'PUT /v1/rooms/{room}/members/{key}': {
    ok: { path: { room, key: 'k' } },
    wrong: { path: { room: 'x'.repeat(257), key: 'k' } },
    missing: { path: { room, key: 'nobody' } },
    conflict: { path: { room, key: "goim's" } },
  },
  'DELETE /v1/rooms/{room}/members/{key}': {
    ok: { path: { room, key: 'k' } },
    wrong: { path: { room, key: 'x'.repeat(257) } },
    missing: { path: { room, key: 'nobody' } },
    conflict: { path: { room, key: "goim's" } },
  },
  'GET /v1/rooms/{room}/messages': { ok: { path: { room } }, wrong: { path: { room }, query: 'before=x' } },
  'GET /v1/rooms/{room}/export': { ok: { path: { room } }, wrong: { path: { room }, query: 'from=x' } },
  'GET /v1/members/{mid}/messages': {
    ok: { path: { mid: '7' }, query: 'after=1:1&limit=1' },
    wrong: { path: { mid: 'x' } },
    missing: { path: { mid: '0' } },
  },
  'GET /v1/members/{mid}/unread': {
    ok: { path: { mid: '7' } },
    wrong: { path: { mid: 'x' } },
    missing: { path: { mid: '0' } },
  },
  'GET /v1/sessions/{key}/messages': { ok: { path: { key: 'k' } }, wrong: { path: { key: 'k' }, query: 'limit=201' } },
  'GET /v1/broadcasts/messages': { ok: { query: 'operation=1000' }, wrong: { query: 'before=1:1&after=1:1' } },
  'GET /v1/messages/{id}': {
    ok: { path: { id: `${EPOCH}:1024` } },
    wrong: { path: { id: 'x' } },
    missing: { path: { id: '7' } },
  },
  'DELETE /v1/messages/{id}': {
    ok: { path: { id: `${EPOCH}:2048` } },
    wrong: { path: { id: 'x' } },
    missing: { path: { id: '7' } },
    away: { path: { id: `${EPOCH}:1024` } },
  },
  'GET /v1/sessions': { ok: { query: 'mid=1' }, wrong: {} },
  'GET /v1/sessions/{key}': {
    ok: { path: { key: 'k' } },
    wrong: { path: { key: 'x'.repeat(257) } },
    missing: { path: { key: 'nobody' } },
  },
  'DELETE /v1/sessions': {
    ok: { query: 'mid=2' },
    wrong: {},
    conflict: { query: 'mid=4' },
    away: { query: 'mid=1' },
  },
  'DELETE /v1/sessions/{key}': {
    ok: { path: { key: 'to be closed' } },
    wrong: { path: { key: 'k' }, query: `reason=${'x'.repeat(101)}` },
    missing: { path: { key: 'nobody' } },
    conflict: { path: { key: "goim's" } },
    away: { path: { key: 'k' } },
  },
  'POST /v1/bans': { ok: { body: { key: 'banned' } }, wrong: { body: { mid: 0 } } },
  'GET /v1/bans': { ok: {}, wrong: { query: 'limit=x' } },
  'DELETE /v1/bans/{id}': {
    ok: { path: { id: 'a ban' } },
    wrong: { path: { id: 'x' } },
    missing: { path: { id: '00000000-0000-4000-8000-000000000000' } },
    away: { path: { id: 'another ban' } },
  },
  'GET /v1/online': { ok: {} },
  'GET /v1/online/rooms': { ok: { query: 'rooms=live&rooms=none' }, wrong: {} },
  'GET /v1/online/top': { ok: { query: 'type=live&limit=1' }, wrong: { query: 'limit=x' } },
  'GET /v1/nodes': { ok: {} },
  'GET /v1/nodes/weighted': { ok: { query: 'platform=web' }, wrong: { query: 'platform=a&platform=b' } },
  'PUT /v1/nodes/{id}/offline': {
    ok: { path: { id: 'the comet' }, body: { offline: false } },
    wrong: { path: { id: 'the comet' }, body: {} },
    missing: { path: { id: 'none' }, body: { offline: false } },
    conflict: { path: { id: GOIM_COMET.id }, body: { offline: false } },
  },
};

const documented = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document;
/** There would have to be 100,000 bans. */
const NOT_TRIED = 'POST /v1/bans 409';
const answers = Object.entries(documented.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { responses }]) =>
    Object.keys(responses)
      .map((status) => [`${method.toUpperCase()} ${path}`, Number(status)] as const)
      .filter((answer) => answer.join(' ') !== NOT_TRIED),
  ),
);

describe('what logic answers is what docs/openapi.json says', () => {
  let cluster: Cluster;
  let base: string;
  /** What stands for a name in a path. */
  const made = new Map<string, string>();
  let refreshing: NodeJS.Timeout;
  let database: TestDatabase;
  /** It keeps no history, and asks everybody for a key. */
  let closed: string;
  let folder: string;
  /** By their scopes; that to push may do so once. */
  let keys: Readonly<Record<'push' | 'others' | 'once', Record<string, string>>>;

  beforeAll(async () => {
    database = await startDatabase();
    const history = await History.open(database.url);
    const message = { operation: 1000, body: Buffer.from('hello'), time: EPOCH * 1_000 };
    await history.writer.append({
      epoch: EPOCH,
      partition: 0,
      messages: [1, 2, 3].flatMap((sequence) =>
        [roomTarget(room as RoomKey), memberTarget(7), BROADCAST_TARGET].map((target) => ({
          ...message,
          target,
          id: messageId(sequence),
        })),
      ),
      watermark: messageId(3),
    });
    await history.close();
    cluster = await Cluster.start(['logic', 'comet', 'job'], { LOGIC__HISTORY__URL: database.url });
    folder = await mkdtemp(join(tmpdir(), 'goim-openapi-'));
    const keysFile = join(folder, 'keys.json');
    const withKey = (...options: string[]) => ({ authorization: `Bearer ${makeApiKey(keysFile, ...options)}` });
    keys = {
      push: withKey('--scope', 'push'),
      others: withKey('--scope', 'read,admin'),
      once: withKey('--scope', 'push', '--rate', '0.001'),
    };
    const settings = { LOGIC__API__KEYS_FILE: keysFile, LOGIC__API__OPEN: '192.0.2.1' };
    closed = (await cluster.add('logic', settings)).address('http');
    base = cluster.apps[0]!.address('http');
    const comet = cluster.apps[1]!;
    await cluster.client(comet, 'tcp', { key: 'k', mid: 1, room_id: room, platform: 'web' });
    await cluster.client(comet, 'tcp', { key: 'to be closed', mid: 3 });
    await cluster.client(comet, 'tcp', { key: 'of the member', mid: 2 });
    // A comet of goim's own numbers no connections.
    const bus = await cluster.broker.connect();
    const asComet = await cluster.broker.connect({ inboxPrefix: '_INBOX.comet' });
    const rpc = new RpcClient(asComet, 5_000);
    const token = Buffer.from(JSON.stringify({ key: "goim's", mid: 4 }));
    await rpc.call(logicRpc.connect, {
      server: GOIM_COMET.id,
      cookie: '',
      token,
      ip: '127.0.0.1',
      connection: 0,
      version: 1,
    });
    const { nodes } = (await (await fetch(`${base}/v1/nodes`)).json()) as { nodes: { id: string }[] };
    made.set('the comet', nodes[0]!.id);
    for (const name of ['a ban', 'another ban']) {
      const answer = await send('POST /v1/bans', { body: { key: name } });
      made.set(name, ((await answer.json()) as { id: string }).id);
    }
    const bucket = await openNodeBucket(bus);
    const refresh = (): Promise<unknown> => bucket.put(encodeToken(GOIM_COMET.id), encodeNodeInfo(GOIM_COMET));
    await refresh();
    refreshing = setInterval(() => void refresh().catch(() => undefined), NODE_REFRESH_MS);
    await eventually('logic knows the goim comet', 30_000, async () => {
      expect(await (await fetch(`${base}/v1/nodes`)).text()).toContain(GOIM_COMET.id);
    });
  });

  afterAll(async () => {
    clearInterval(refreshing);
    await cluster.stop();
    await database.stop();
    await rm(folder, { recursive: true });
  });

  async function send(
    operation: string,
    request: Request,
    headers: Record<string, string> = {},
    at = base,
  ): Promise<Response> {
    const [method, path] = operation.split(' ') as [string, string];
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = request.path?.[name] ?? '';
      return encodeURIComponent(made.get(value) ?? value);
    });
    const url = `${at}${filled}${request.query === undefined ? '' : `?${request.query}`}`;
    const body = typeof request.body === 'object' ? JSON.stringify(request.body) : request.body;
    const type: Record<string, string> =
      body !== undefined && path.startsWith('/v1/') ? { 'content-type': 'application/json' } : {};
    const all = { ...type, ...headers };
    return 'host' in all ? askAs(url, method, body, all) : fetch(url, { method, body, headers: all });
  }

  async function provoke(operation: string, status: number): Promise<Response> {
    const { ok, wrong, missing, conflict, away } = OPERATIONS[operation]!;
    switch (status) {
      case 400:
        return send(operation, wrong ?? { ...ok, query: 'misspelt=1' });
      case 401:
        return send(operation, ok, {}, closed);
      case 403:
        if (!isDocumented(operation, 401)) return send(operation, ok, { origin: 'https://evil.example' });
        return send(operation, ok, isDocumented(operation, 429) ? keys.others : keys.push, closed);
      case 404:
        return send(operation, missing!);
      case 409:
        return send(operation, conflict!);
      case 413:
        return send(operation, { ...ok, body: TOO_LONG });
      case 415:
        return send(operation, ok, { 'content-type': 'text/plain' });
      case 421:
        return send(operation, ok, { host: 'evil.example' });
      case 422: {
        const key = { 'idempotency-key': operation };
        expect((await send(operation, ok, key)).ok).toBe(true);
        return send(operation, { ...ok, body: changed(ok.body) }, key);
      }
      case 429:
        await send(operation, ok, keys.once, closed);
        return send(operation, ok, keys.once, closed);
      case 501:
        return send(operation, ok, keys.others, closed);
      case 503:
        return send(operation, away ?? ok);
      default:
        return send(operation, ok);
    }
  }

  const isDocumented = (operation: string, status: number): boolean =>
    answers.some(([name, documentedStatus]) => name === operation && documentedStatus === status);

  const isAway = ([, status]: readonly [string, number]): boolean => status === 503;

  async function expectAsDocumented(operation: string, status: number): Promise<void> {
    const response = await provoke(operation, status);
    const [method, path] = operation.split(' ') as [string, string];
    const { content: described = {} } = documented.paths[path]![method.toLowerCase()]!.responses[status]!;
    const type = response.headers.get('content-type')?.split(';')[0];
    const text = await response.text();
    expect({ status: response.status, type, text }).toEqual({ status, type: Object.keys(described)[0], text });
    const { schema, example }: Described = described[type ?? ''] ?? { schema: {} };
    expect(kindOf(status, text)).toEqual(kindOf(status, JSON.stringify(example)));
    const validate = validatorOf(schema);
    for (const line of type === NDJSON ? text.trim().split('\n') : [text].filter((whole) => whole !== '')) {
      expect({ valid: validate(JSON.parse(line)), errors: validate.errors, line }).toEqual({
        valid: true,
        errors: null,
        line,
      });
    }
  }

  it('is served as it is kept', async () => {
    expect(await (await fetch(`${base}/docs-json`)).json()).toEqual(documented);
    expect(documented.info.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('in every operation', () => {
    const operations = new Set(answers.map(([operation]) => operation));
    expect(Object.keys(OPERATIONS).toSorted()).toEqual([...operations].toSorted());
  });

  it.each(answers.filter((answer) => !isAway(answer)))('%s: %i', expectAsDocumented);

  // Last: it takes them away.
  it('while NATS and the database are away', async () => {
    const failing = answers.filter(isAway);
    expect(failing).not.toEqual([]);
    await Promise.all([cluster.broker.kill(), database.kill()]);
    for (const [operation, status] of failing) await expectAsDocumented(operation, status);
    await cluster.broker.restart();
  });
});

/** What programs decide by where a request has failed; the rest is of the one request. */
function kindOf(status: number, answer: string): object {
  return status < 400 ? {} : { ...JSON.parse(answer), detail: '', instance: '', errors: [], message: '' };
}

/** Asks for another host than the address's; fetch lets nobody do that. */
async function askAs(url: string, method: string, body: string | undefined, headers: object): Promise<Response> {
  const asked = httpRequest(url, { method, headers: { ...headers } });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const type = { 'content-type': answer.headers['content-type'] ?? '' };
  return new Response(await textOf(answer), { status: answer.statusCode!, headers: type });
}

/** The same request with another message. */
function changed(body: object | string | undefined): object | string {
  if (typeof body !== 'object') return 'other';
  return JSON.parse(JSON.stringify(body).replace(content.message, 'other')) as object;
}

function validatorOf(schema: object): ValidateFunction {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  return ajv.compile({ ...schema, components: documented.components });
}
