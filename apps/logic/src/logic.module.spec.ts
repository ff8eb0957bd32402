import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { BanList, NodeDirectory, type Bus } from '#bus';
import { LiveConfig } from '#config';
import { EPOCH, FakeIdempotencyStore, FakeQueue, partitionIn } from '../test/fake-push.js';
import { FakeRegistry, fakeSession } from '../test/fake-sessions.js';
import { FakeUpstreamLog } from '../test/fake-upstream.js';
import { LogicConfig } from './config/logic.config.js';
import { prepareHttp } from './http/prepare-http.js';
import { ShortWays } from './http/short-ways.js';
import { IdempotencyStore } from './idempotency/idempotency-store.js';
import { LogicModule } from './logic.module.js';
import { PushQueue } from './push/push-queue.js';
import { SessionRegistry } from './sessions/session-registry.js';
import { UpstreamLog } from './upstream/upstream-log.js';

/** One that nobody publishes on: every adapter that would is replaced. */
const bus = {
  isConnected: false,
  on: () => undefined,
  onDenied: () => undefined,
  subscribe: () => undefined,
} as unknown as Bus;
const bans = { find: () => undefined, all: () => [], on: () => undefined } as unknown as BanList;
const directory = { all: () => [], on: () => undefined } as unknown as NodeDirectory;

let queue: FakeQueue;
let registry: FakeRegistry;
let app: NestFastifyApplication;

beforeEach(async () => {
  queue = new FakeQueue();
  registry = new FakeRegistry();
  const live = LiveConfig.still(LogicConfig);
  const module = await Test.createTestingModule({ imports: [LogicModule.forRoot(live, bus)] })
    .overrideProvider(PushQueue)
    .useValue(queue)
    .overrideProvider(SessionRegistry)
    .useValue(registry)
    .overrideProvider(NodeDirectory)
    .useValue(directory)
    .overrideProvider(BanList)
    .useValue(bans)
    .overrideProvider(IdempotencyStore)
    .useValue(new FakeIdempotencyStore())
    .overrideProvider(UpstreamLog)
    .useValue(new FakeUpstreamLog())
    .compile();
  app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  prepareHttp(app, { current: live.current.http }, () => {});
  app.get(ShortWays).watch(app.getHttpAdapter().getInstance());
  await app.listen(0, '127.0.0.1');
});

afterEach(() => app.close());

it('each adapter is replaced by overriding one provider', async () => {
  registry.add(fakeSession('a', { room: 'live://1' }));
  const answer = await push('room', { room: 'live://1', operation: 1000, message: 'hello' });
  expect(answer).toEqual({ sessions: 1, id: '1024', epoch: String(EPOCH) });
  expect(queue.published).toMatchObject([
    { room: 'live://1', operation: 1000, msg: 'hello', partition: partitionIn('room:live://1') },
  ]);
});

it('an answer is given once under an idempotency key, whichever store keeps it', async () => {
  const pushOnce = () => push('all', { operation: 1000, message: 'hello' }, { 'idempotency-key': 'k' });
  expect(await pushOnce()).toEqual({ sessions: 0, id: '1024', epoch: String(EPOCH) });
  registry.add(fakeSession('a'));
  expect(await pushOnce()).toEqual({ sessions: 0, id: '1024', epoch: String(EPOCH) });
  expect(queue.published).toHaveLength(1);
});

it.each([[{}], [{ 'idempotency-key': 'k' }]])(
  'a batch is answered by what is wrong in it, however deep: %j',
  async (headers) => {
    const depth = 20_000;
    const deep = `${'{"pushes":['.repeat(depth)}{"data":1}${']}'.repeat(depth)}`;
    expect(await send('batch', deep, headers)).toMatchObject({
      status: 400,
      code: 'invalid-argument',
      // Before Node.js 26 the body has no fingerprint for a key: it is written only as deep as the stack is.
      detail: expect.stringMatching(/^pushes\.0|nested too deeply/),
    });
  },
);

function push(to: string, body: object, headers: Record<string, string> = {}): Promise<unknown> {
  return send(to, JSON.stringify(body), headers);
}

async function send(to: string, body: string, headers: Record<string, string>): Promise<unknown> {
  const url = `${await app.getUrl()}/v1/push/${to}`;
  const typed = { 'content-type': 'application/json', ...headers };
  return (await fetch(url, { method: 'POST', headers: typed, body })).json();
}
