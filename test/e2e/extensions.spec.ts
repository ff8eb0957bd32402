import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { jetstream, type ConsumerInfo } from '@nats-io/jetstream';
import type { Bus } from '#bus';
import { UPSTREAM_STREAM } from '#contracts';
import { Operation } from '#protocol';
import { AppProcess, Broker, Cluster, eventually, type GoimClient } from '#test-support';

const TRANSPORTS = ['tcp', 'websocket'] as const;
const OP = 1000;
const DELIVERY_TIMEOUT_MS = 30_000;
const CHAT_BOT = './dist/examples/chat-bot/chat-bot.module.js';
const SIGNED_TOKEN = './dist/examples/signed-token/signed-token.module.js';
const OWN_ROOMS = './dist/examples/own-rooms/own-rooms.module.js';

async function say(client: GoimClient, op: number, body: string): Promise<string> {
  return (await client.request(op, body)).body.toString();
}

/** Asks as Nest's own ClientProxy does. */
async function ask(bus: Bus, pattern: string, data: object): Promise<Record<string, unknown>> {
  const reply = await bus.request(
    pattern,
    Buffer.from(JSON.stringify({ pattern, data, id: '1' })),
    DELIVERY_TIMEOUT_MS,
  );
  return JSON.parse(Buffer.from(reply.data).toString()) as Record<string, unknown>;
}

describe('the chat bot of examples/', () => {
  let cluster: Cluster;
  let comet: AppProcess;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'job'], { LOGIC__EXTENSIONS: CHAT_BOT });
    comet = cluster.apps[1]!;
  });

  afterAll(() => cluster.stop());

  it.each(TRANSPORTS)('answers, refuses, and lets the rest pass: %s', async (transport) => {
    const client = await cluster.client(comet, transport, {});
    expect(Date.parse(await say(client, OP, '/time'))).toBeGreaterThan(0);
    expect(await say(client, Operation.SendMessage, 'oh heck')).toBe(
      '{"error":"refused","reason":"mind your language"}',
    );
    expect(await say(client, OP, 'hello')).toBe('');
  });

  it('is talked to by examples/say.mjs', async () => {
    const said = async (text: string): Promise<string> => {
      const args = ['examples/say.mjs', text, comet.address('websocket')];
      return (await promisify(execFile)(process.execPath, args)).stdout.trim();
    };
    expect(Date.parse(await said('/time'))).toBeGreaterThan(0);
    expect(await said('hello')).toBe('taken');
  });

  it('relays what is said to the room, at every comet', async () => {
    const room = 'chat://1';
    const [sender, member] = await Promise.all([
      cluster.client(comet, 'websocket', { mid: 7, room_id: room }),
      cluster.add('comet').then((other) => cluster.client(other, 'tcp', { room_id: room })),
    ]);
    expect(await say(sender, OP, 'hello')).toBe('');
    for (const client of [sender, member]) {
      await client.until((pushes) => pushes.length === 1, DELIVERY_TIMEOUT_MS);
      const [line = '', text] = client.pushes[0]!.body.split('\n');
      expect([client.pushes[0]!.op, JSON.parse(line), text]).toEqual([
        4,
        { room, mid: 7, time: expect.any(Number) },
        'hello',
      ]);
    }
  });

  it('answers requests in JSON over NATS, and its guard refuses others', async () => {
    const bus = await cluster.broker.connect({ inboxPrefix: '_INBOX.services' });
    const client = await cluster.client(comet, 'tcp', { room_id: 'chat://lobby' });
    expect(await ask(bus, 'chat-bot.announce', { room: 'lobby', text: 'welcome' })).toMatchObject({
      response: { announced: 'welcome' },
    });
    await client.until((pushes) => pushes.some(({ body }) => body === 'welcome'), DELIVERY_TIMEOUT_MS);
    expect(await ask(bus, 'chat-bot.announce', { room: 'cellar', text: 'boo' })).toMatchObject({
      err: { message: 'Forbidden resource' },
    });
  });
});

describe('the authenticator and the authorizer of examples/', () => {
  const SECRET = 'only for this test';
  let cluster: Cluster;
  let comet: AppProcess;

  beforeAll(async () => {
    cluster = await Cluster.start([]);
    const settings = { LOGIC__EXTENSIONS: `${SIGNED_TOKEN},${OWN_ROOMS}`, TOKEN_SECRET: SECRET };
    cluster.apps.push(await AppProcess.start('logic', cluster.broker.url, settings));
    comet = await cluster.add('comet');
  });

  afterAll(() => cluster.stop());

  const signature = createHmac('sha256', SECRET).update('42').digest('hex');

  it('takes the place of the default one', async () => {
    const known = await cluster.connect(comet, 'tcp');
    expect((await known.request(Operation.Auth, `42.${signature}`)).op).toBe(Operation.AuthReply);
    for (const token of [`43.${signature}`, '42', '{"mid":42}']) {
      const stranger = await cluster.connect(comet, 'tcp');
      await expect(stranger.request(Operation.Auth, token)).rejects.toThrow('auth-refused');
    }
  });

  it("lets members into their own rooms, and into nobody else's", async () => {
    const client = await cluster.connect(comet, 'websocket');
    await client.request(Operation.Auth, `42.${signature}`);
    for (const room of ['private://42', 'live://1']) expect(await say(client, Operation.ChangeRoom, room)).toBe(room);
    const refusal = '{"error":"forbidden","reason":"the room is of another member"}';
    for (const op of [Operation.ChangeRoom, Operation.JoinRoom]) {
      expect(await say(client, op, 'private://43')).toBe(refusal);
    }
  });
});

describe('an interceptor at fault', () => {
  let cluster: Cluster;
  let logic: AppProcess;
  let client: GoimClient;
  let other: GoimClient;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet'], {
      LOGIC__EXTENSIONS: './test/e2e/extensions/faulty.mjs',
      // Within it others are answered, on a busy machine too.
      LOGIC__UPSTREAM__TIMEOUT: '5s',
    });
    logic = cluster.apps[0]!;
    [client, other] = await Promise.all([
      cluster.client(cluster.apps[1]!, 'tcp', {}),
      cluster.client(cluster.apps[1]!, 'websocket', {}),
    ]);
  });

  afterAll(() => cluster.stop());

  it('costs the message that it throws on, is counted, and logged', async () => {
    expect(await say(client, OP, 'throw')).toBe('{"error":"internal"}');
    expect(await say(client, OP, 'database away')).toBe('{"error":"unavailable"}');
    expect(await say(client, OP, 'fine')).toBe('');
    expect(await logic.metric('goim_upstream_interceptor_failures_total', 'reason="error"')).toBe(2);
    expect(await logic.metric('goim_upstream_messages_total', 'outcome="internal"')).toBe(1);
    await logic.logged('thrown on purpose');
  });

  it('that hangs costs the message alone, and nobody else waits', async () => {
    const hanging = say(client, OP, 'hang');
    const behind = say(client, OP, 'behind');
    const order: string[] = [];
    await Promise.all([hanging.then(() => order.push('hanging')), say(other, OP, 'x').then(() => order.push('other'))]);
    expect(order).toEqual(['other', 'hanging']);
    expect([await hanging, await behind]).toEqual(['{"error":"unavailable"}', '']);
    expect(await logic.metric('goim_upstream_interceptor_failures_total', 'reason="timeout"')).toBe(1);
  });
});

describe('an extension that cannot be had', () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await Broker.start();
  });

  afterAll(() => broker.stop());

  async function refusal(...extensions: string[]): Promise<string> {
    const settings = { NATS_URL: broker.url, LOGIC__EXTENSIONS: extensions.join(',') };
    const { code, stderr } = await AppProcess.run('logic', [], settings);
    expect([code, stderr.trim().split('\n')]).toEqual([1, [expect.stringMatching(/^logic: /)]]);
    return stderr;
  }

  it('is named with the reason, and so is each other, in one line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'goim-extension-'));
    const copy = join(folder, 'node_modules/@nestjs/common');
    await mkdir(copy, { recursive: true });
    await writeFile(join(copy, 'package.json'), '{ "name": "@nestjs/common", "type": "module", "main": "index.js" }');
    await writeFile(join(copy, 'index.js'), '');
    const withCopy = join(folder, 'bot.mjs');
    await writeFile(withCopy, 'export default class Bot {}');
    const line = await refusal('./nowhere.js', 'no-such-package', './nest-cli.json', './launcher/paths.mjs', withCopy);
    await rm(folder, { recursive: true });
    const each = [
      /extensions: \.\/nowhere\.js: cannot be loaded: [^;]*Cannot find module/,
      /extensions: no-such-package: cannot be loaded: [^;]*Cannot find package/,
      /extensions: \.\/nest-cli\.json: cannot be loaded: /,
      /extensions: \.\/launcher\/paths\.mjs: its default export is no Nest module(;|$)/m,
    ];
    for (const pattern of each) expect(line).toMatch(pattern);
    expect(line).toContain(`extensions: ${withCopy}: uses ${copy} instead of logic's own copy`);
  });

  it('is named where what it provides cannot be used', async () => {
    expect(await refusal('./test/e2e/extensions/request-scoped.mjs')).toContain('OneForEach is request-scoped');
  });
});

describe('the reader of examples/', () => {
  let cluster: Cluster;
  let client: GoimClient;
  let bus: Bus;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet']);
    bus = await cluster.broker.connect();
    client = await cluster.client(cluster.apps[1]!, 'tcp', { mid: 7, key: 'k', room_id: 'live://1' });
  });

  afterAll(() => cluster.stop());

  async function readerHas(what: string, isSo: (reader: ConsumerInfo) => boolean): Promise<void> {
    const { consumers } = await jetstream(bus.connection).jetstreamManager();
    await eventually(`the reader has ${what}`, DELIVERY_TIMEOUT_MS, async () =>
      isSo(await consumers.info(UPSTREAM_STREAM, 'business')),
    );
  }

  /** Runs the reader until it has printed `count` messages. */
  async function read(count: number, meanwhile: () => Promise<unknown>): Promise<string[]> {
    const reader = spawn(process.execPath, ['examples/read-upstream.mjs', cluster.broker.url]);
    const lines = createInterface({ input: reader.stdout })[Symbol.asyncIterator]();
    try {
      expect((await lines.next()).value).toBe('reading');
      await meanwhile();
      const printed: string[] = [];
      for (let n = 0; n < count; n++) printed.push(String((await lines.next()).value));
      // It acknowledges behind what it prints.
      await readerHas('acknowledged all', ({ num_ack_pending: unacknowledged }) => unacknowledged === 0);
      return printed;
    } finally {
      reader.kill('SIGINT');
      await once(reader, 'exit');
      // The server knows: else what is said next might be given out to the one that has ended.
      await readerHas('no request left', ({ num_waiting: requests }) => requests === 0);
    }
  }

  it('prints what clients send, and goes on where it stopped', async () => {
    expect(await read(1, () => say(client, OP, 'one'))).toEqual(['mid 7, key k, room live://1, op 1000: one']);
    await say(client, Operation.SendMessage, 'two');
    expect(await read(2, () => say(client, OP, 'three'))).toEqual([
      'mid 7, key k, room live://1, op 4: two',
      'mid 7, key k, room live://1, op 1000: three',
    ]);
  });
});

describe('docs/extending.md', () => {
  it('shows the code that is tested here', async () => {
    const page = await readFile('docs/extending.md', 'utf8');
    const shown = [...page.matchAll(/^```(?:ts|js)\n(.*?)^```$/gms)].map(([, code]) => code!);
    const files = [
      'examples/chat-bot/chat-bot.module.ts',
      'examples/signed-token/signed-token.module.ts',
      'examples/own-rooms/own-rooms.module.ts',
      'examples/activity/activity.module.ts',
      'examples/api-key/api-key.module.ts',
      'examples/read-upstream.mjs',
    ];
    const tested = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    expect(shown).toEqual(expect.arrayContaining(tested));
  });
});
