import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { RpcClient } from '#bus';
import {
  BROADCAST_TARGET,
  logicRpc,
  memberTarget,
  messageId,
  pushTask,
  PushTask,
  roomTarget,
  subjects,
  type RoomKey,
} from '#contracts';
import { Cluster, eventually, RegisteredNodes, startDatabase, type AppProcess, type TestDatabase } from '#test-support';
import { makeApiKey } from './api-key.js';
import { content, EPOCH, GOIM_COMET, OPERATIONS, room, type Request } from './openapi-requests.js';
import { refusalOfMany } from './refusal-of-many.js';
import { History } from '../integration/history/history.js';

interface Described {
  readonly schema: object;
  readonly example?: object;
}

interface Described {
  readonly description?: string;
  readonly content?: Readonly<Record<string, Described>>;
}
interface Document {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, Described> }>>>>;
  readonly components: object;
}

const NDJSON = 'application/x-ndjson';
const EVENT_STREAM = 'text/event-stream';
const TOO_LONG = 'x'.repeat(256 * 1024 + 1);
const documented = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document;
/**
 * There would have to be 100,000 bans, 64 streams, or two letters to push; the tail's other 503 is tried, 16 streams are in
 * event-streams.spec, and the rate of pushing again in dead-letters.service.spec.
 */
const NOT_TRIED: readonly string[] = [
  'POST /v1/bans 409',
  'GET /v1/stream 503',
  'GET /v1/stream 429',
  'GET /v1/rooms/{room}/tail 429',
  'POST /v1/dead-letters/{id}/push 429',
];
/** Of an issuer whose keys nobody has. */
const TOKEN = {
  authorization: `Bearer ${['{"alg":"ES256"}', '{}', 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.')}`,
};
const answers = Object.entries(documented.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { responses }]) =>
    Object.keys(responses)
      .map((status) => [`${method.toUpperCase()} ${path}`, Number(status)] as const)
      .filter((answer) => !NOT_TRIED.includes(answer.join(' '))),
  ),
);

describe('what logic answers is what docs/openapi.json says', () => {
  let cluster: Cluster;
  let base: string;
  /** A logic that asks for keys. */
  let guarded: AppProcess;
  /** What stands for a name in a path. */
  const made = new Map<string, string>();
  let database: TestDatabase;
  /** It keeps no history, asks everybody for a key, and cannot have those of its issuer. */
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
    const issuer = { LOGIC__API__JWT__JWKS_URL: 'http://127.0.0.1:1/keys', LOGIC__API__JWT__AUDIENCE: 'goim' };
    const settings = { LOGIC__API__KEYS_FILE: keysFile, LOGIC__API__OPEN: '192.0.2.1', ...issuer };
    guarded = await cluster.add('logic', settings);
    closed = guarded.address('http');
    base = cluster.apps[0]!.address('http');
    const comet = cluster.apps[1]!;
    await cluster.client(comet, 'tcp', { key: 'k', mid: 1, room_id: room, platform: 'web' });
    await cluster.client(comet, 'tcp', { key: 'to be closed', mid: 3 });
    await cluster.client(comet, 'tcp', { key: 'of the member', mid: 2 });
    // A comet of goim's own numbers no connections.
    const bus = await cluster.broker.connect();
    const asComet = await cluster.broker.connect({ inboxPrefix: '_INBOX.comet' });
    const rpc = new RpcClient(asComet, 30_000);
    const token = Buffer.from(JSON.stringify({ key: "goim's", mid: 4 }));
    await rpc.call(logicRpc.connect, {
      server: GOIM_COMET.id,
      cookie: '',
      origin: '',
      token,
      ip: '127.0.0.1',
      connection: 0,
      version: 1,
    });
    const id = await eventually('logic knows the comet', 30_000, async () => {
      const { nodes } = (await (await fetch(`${base}/v1/nodes`)).json()) as { nodes: { id: string }[] };
      return nodes[0]?.id ?? false;
    });
    made.set('the comet', id as string);
    const pushed = await send('POST /v1/push/room', { body: { ...content, room, receipt: true } });
    const { epoch, id: pushId } = (await pushed.json()) as Record<'epoch' | 'id', string>;
    made.set('a push', `${epoch}:${pushId}`);
    for (const name of ['a ban', 'another ban']) {
      const answer = await send('POST /v1/bans', { body: { key: name } });
      made.set(name, ((await answer.json()) as { id: string }).id);
    }
    // A letter that is no push can be looked at, and not pushed again.
    for (const data of [
      Buffer.from('no task'),
      PushTask.encode(pushTask({ operation: 1000 })).finish(),
      Buffer.from('x'),
    ]) {
      bus.publish(subjects.deadLetter(0), data, { headers: { 'Goim-Subject': subjects.pushPartition(0) } });
    }
    const letters = await eventually('the dead letters are listed', 30_000, async () => {
      const { letters: found } = (await (await fetch(`${base}/v1/dead-letters`)).json()) as {
        letters: { id: string }[];
      };
      expect(found).toHaveLength(3);
      return found;
    });
    for (const [n, name] of ['a letter', 'a letter to push', 'a letter to discard'].entries()) {
      made.set(name, letters[n]!.id);
    }
    await (await RegisteredNodes.open(bus)).put(GOIM_COMET);
    await eventually('logic knows the goim comet', 30_000, async () => {
      expect(await (await fetch(`${base}/v1/nodes`)).text()).toContain(GOIM_COMET.id);
    });
  });

  afterAll(async () => {
    await cluster.stop();
    await database.stop();
    await rm(folder, { recursive: true });
  });

  function urlOf(operation: string, request: Request, at: string): string {
    const filled = operation.split(' ')[1]!.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = request.path?.[name] ?? '';
      return encodeURIComponent(made.get(value) ?? value);
    });
    return `${at}${filled}${request.query === undefined ? '' : `?${request.query}`}`;
  }

  async function send(
    operation: string,
    request: Request,
    headers: Record<string, string> = {},
    at = base,
  ): Promise<Response> {
    const [method, path] = operation.split(' ') as [string, string];
    const url = urlOf(operation, request, at);
    const body = typeof request.body === 'object' ? JSON.stringify(request.body) : request.body;
    const type: Record<string, string> =
      body !== undefined && path.startsWith('/v1/') ? { 'content-type': 'application/json' } : {};
    const all = { ...type, ...headers };
    return 'host' in all ? askAs(url, method, body, all) : fetch(url, { method, body, headers: all });
  }

  async function provoke(operation: string, status: number): Promise<Response> {
    const { ok, wrong, missing, conflict, away, anyKey } = OPERATIONS[operation]!;
    switch (status) {
      case 400:
        return send(operation, wrong ?? { ...ok, query: 'misspelt=1' });
      case 401:
        return send(operation, ok, {}, closed);
      case 403:
        if (anyKey || !isDocumented(operation, 401)) return send(operation, ok, { origin: 'https://evil.example' });
        return send(operation, ok, isPush(operation) ? keys.others : keys.push, closed);
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
        if (!isPush(operation)) return refusalOfMany(guarded, urlOf(operation, ok, closed), keys.others);
        await send(operation, ok, keys.once, closed);
        return send(operation, ok, keys.once, closed);
      case 501:
        return send(operation, ok, keys.others, closed);
      case 503:
        if (isOfIssuerAlone(operation)) return send(operation, ok, TOKEN, closed);
        return send(operation, away ?? ok);
      default:
        return send(operation, ok);
    }
  }

  const isDocumented = (operation: string, status: number): boolean =>
    answers.some(([name, documentedStatus]) => name === operation && documentedStatus === status);

  const isPush = (operation: string): boolean => /^POST \/(goim|1|v1\/push)\//.test(operation);

  const isOfIssuerAlone = (operation: string): boolean => {
    const [method, path] = operation.split(' ') as [string, string];
    const { description } = documented.paths[path]![method.toLowerCase()]!.responses[503]!;
    return description?.startsWith('The keys of the issuer') === true;
  };

  const isAway = ([, status]: readonly [string, number]): boolean => status === 503;

  async function expectAsDocumented(operation: string, status: number): Promise<void> {
    const response = await provoke(operation, status);
    const [method, path] = operation.split(' ') as [string, string];
    const { content: described = {} } = documented.paths[path]![method.toLowerCase()]!.responses[status]!;
    const type = response.headers.get('content-type')?.split(';')[0];
    const text = type === EVENT_STREAM ? await firstData(response, operation) : await response.text();
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

  /** The data of a stream's first event. */
  async function firstData(response: Response, operation: string): Promise<string> {
    const { meanwhile } = OPERATIONS[operation]!;
    if (meanwhile) await send(...meanwhile);
    let text = '';
    for await (const chunk of response.body!) {
      text += Buffer.from(chunk as Uint8Array).toString();
      const [, data] = /^data: (.+)\n\n/m.exec(text) ?? [];
      if (data !== undefined) return data;
    }
    throw new Error(`the stream has ended: ${text}`);
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
  it('while NATS, the database and the keys of tokens are away', async () => {
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
