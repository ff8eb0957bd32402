import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StoreClock } from '#bus';
import { Logger } from '@nestjs/common';
import { AppError, type ReceiveReply, type RoomKey } from '#contracts';
import { Metrics } from '#observability';
import { accessOf } from '../../test/access.js';
import { FakeQueue, FakeReceipts } from '../../test/fake-push.js';
import { fakeReceiveRequest, FakeUpstreamLog } from '../../test/fake-upstream.js';
import { FakeRegistry } from '../../test/fake-sessions.js';
import { LogicConfig } from '../config/logic.config.js';
import { PushService } from '../push/push.service.js';
import { InterceptorChain } from './interceptor-chain.js';
import { UpstreamInterceptor, type UpstreamDecision } from './upstream-interceptor.js';
import { UpstreamService } from './upstream.service.js';

const TAKEN = { error: '', reason: '', body: '' };
const RELAYED_LINE = '{"room":"live://1","mid":7,"time":1700000000000}\n';

let log: FakeUpstreamLog;
let queue: FakeQueue;
let metrics: Metrics;
let decision: UpstreamDecision;

beforeEach(() => {
  log = new FakeUpstreamLog();
  queue = new FakeQueue();
  metrics = new Metrics({ processMetrics: false });
  decision = { action: 'pass' };
});

class Bot extends UpstreamInterceptor {
  intercept(): UpstreamDecision {
    return decision;
  }
}

function serviceOf(upstream: object = {}, access = accessOf()): UpstreamService {
  const config = { current: LogicConfig.parse({ upstream: { relay: 'members', ...upstream } }) };
  const relays = config.current.upstream.relay === 'members';
  const chain = new InterceptorChain(() => [new Bot()], { timeoutMs: 1_000, relays }, metrics);
  return new UpstreamService(
    chain,
    log,
    new PushService(new FakeRegistry(), queue, metrics, new StoreClock(), new FakeReceipts().asService),
    access,
    config,
    metrics,
  );
}

async function receive(
  op: number,
  body: string,
  given: Parameters<typeof fakeReceiveRequest>[2] = {},
  service = serviceOf(),
): Promise<Omit<ReceiveReply, 'body'> & { body: string }> {
  const { error, reason, body: answer } = await service.receive(fakeReceiveRequest(op, body, given));
  return { error, reason, body: Buffer.from(answer).toString() };
}

async function outcomes(): Promise<Record<string, number>> {
  const found = [...(await metrics.expose()).matchAll(/^goim_upstream_messages_total\{outcome="(.+)"\} (\d+)$/gm)];
  const counted = found.map(([, outcome, count]) => [outcome, Number(count)] as const);
  return Object.fromEntries(counted.filter(([, count]) => count > 0));
}

it.each(['unavailable', 'internal'])('shows what alarms look for before it happens: %s', async (outcome) => {
  serviceOf();
  expect(await metrics.expose()).toContain(`goim_upstream_messages_total{outcome="${outcome}"} 0`);
});

describe('a message of a client', () => {
  it.each([4, 1000, 2_147_483_647])('of operation %i is stored with who sent it', async (op) => {
    expect(await receive(op, '{"any":"bytes"}')).toEqual(TAKEN);
    const { proto: _, ...who } = fakeReceiveRequest(op, '');
    expect(log.appended).toEqual([{ ...who, op, body: '{"any":"bytes"}', messageId: undefined }]);
    expect([queue.published, await outcomes()]).toEqual([[], { stored: 1 }]);
  });

  it('is stored with the time of now where its comet said none', async () => {
    const from = Date.now();
    await receive(1000, 'x', { time: 0 });
    expect(log.appended[0]!.time).toBeGreaterThanOrEqual(from);
  });

  it('that cannot be stored rejects, and is counted', async () => {
    log.store = () => Promise.reject(new AppError('unavailable', 'no answer'));
    await expect(receive(1000, 'x')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await outcomes()).toEqual({ unavailable: 1 });
  });

  it('passes where nothing is to be stored', async () => {
    log.isEnabled = false;
    expect(await receive(1000, 'x')).toEqual(TAKEN);
    expect(await outcomes()).toEqual({ passed: 1 });
  });

  it('without a frame is refused', async () => {
    expect(await receive(4, 'x', { proto: null })).toEqual({
      error: 'invalid-argument',
      reason: 'proto is missing',
      body: '',
    });
    expect(log.appended).toEqual([]);
  });
});

describe('a message that is to be relayed', () => {
  it.each(['live://1', 'live://2'])('goes to the room %s, that its sender is in, and into the log', async (room) => {
    expect(await receive(4, `{"room":"${room}"}\nhello`)).toEqual(TAKEN);
    expect(queue.published).toMatchObject([
      {
        type: 1,
        operation: 4,
        room,
        sender: 7,
        transient: false,
        msg: `{"room":"${room}","mid":7,"time":1700000000000}\nhello`,
      },
    ]);
    expect(log.appended.map(({ body }) => body)).toEqual([`{"room":"${room}"}\nhello`]);
    expect(await outcomes()).toEqual({ relayed: 1 });
  });

  it('and is longer than NATS takes is refused, and not stored', async () => {
    queue.maxTaskBytes = 1_024;
    const { error } = await receive(4, `{"room":"live://1"}\n${'x'.repeat(1_000)}`);
    expect([error, queue.published, log.appended]).toEqual(['invalid-argument', [], []]);
  });

  it('by one who is not in the room is refused, and not stored', async () => {
    expect(await receive(4, '{"room":"live://3"}\nhello')).toEqual({
      error: 'not-in-room',
      reason: 'the session is not in live://3',
      body: '',
    });
    expect([queue.published, log.appended, await outcomes()]).toEqual([[], [], { 'not-in-room': 1 }]);
  });

  it('in a form that cannot be read is refused with what is wrong', async () => {
    expect(await receive(4, '{"room":7}\nhello')).toMatchObject({
      error: 'invalid-argument',
      reason: expect.stringMatching(/^room: /),
    });
    expect(await outcomes()).toEqual({ 'invalid-argument': 1 });
  });

  it('to a room of a type that nobody may send to is refused, and not stored', async () => {
    const access = accessOf({ rooms: { types: { live: { send: 'nobody' } } } });
    expect(await receive(4, '{"room":"live://1"}\nhello', {}, serviceOf({}, access))).toEqual({
      error: 'forbidden',
      reason: 'nobody may send to it',
      body: '',
    });
    expect([queue.published, log.appended, await outcomes()]).toEqual([[], [], { forbidden: 1 }]);
  });

  it('is one by operation 4 alone', async () => {
    await receive(1000, '{"room":"live://1"}\nhello');
    expect([queue.published, log.appended.length]).toEqual([[], 1]);
  });

  it('is none where nobody turned relays on: goim drops what clients send', async () => {
    await receive(4, '{"room":"live://3"}\nhello', {}, serviceOf({ relay: undefined }));
    expect([queue.published, log.appended.length]).toEqual([[], 1]);
  });

  it('is pushed by the configured operation', async () => {
    await receive(4, '{"room":"live://1"}\nhello', {}, serviceOf({ relayOperation: 1005 }));
    expect(queue.published).toMatchObject([{ operation: 1005 }]);
  });

  it('has the same ids when its sender repeats it, and others when somebody else uses its id', async () => {
    for (const key of ['a', 'a', 'b']) await receive(4, '{"room":"live://1","id":"1"}\nhello', { key });
    const ids = log.appended.map(({ messageId }) => messageId);
    expect(ids[0]).toMatch(/^[\w-]{43}$/);
    expect([ids[1], ids[2] === ids[0]]).toEqual([ids[0], false]);
    const [first, second, third] = queue.published.map(({ messageId }) => messageId);
    expect([second, third === first, first!.startsWith(ids[0]!)]).toEqual([first, false, true]);
  });

  it('has no id where its comet did not say whose it is', async () => {
    await receive(4, '{"room":"live://1","id":"1"}\nhello', { key: '' });
    expect(log.appended[0]!.messageId).toBeUndefined();
  });

  it('is not acknowledged where the room or the log did not get it', async () => {
    queue.store = () => Promise.reject(new AppError('queue-full', 'full'));
    await expect(receive(4, '{"room":"live://1"}\nhello')).rejects.toMatchObject({ code: 'queue-full' });
    queue.store = () => undefined;
    log.store = () => Promise.reject(new AppError('unavailable', 'away'));
    await expect(receive(4, '{"room":"live://1"}\nhello')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await outcomes()).toEqual({ 'queue-full': 1, unavailable: 1 });
  });
});

describe('an interceptor', () => {
  it('that answers keeps the message to itself', async () => {
    decision = { action: 'answer', body: Buffer.from('noon') };
    expect(await receive(1000, '/time')).toEqual({ ...TAKEN, body: 'noon' });
    expect([log.appended, await outcomes()]).toEqual([[], { answered: 1 }]);
  });

  it('that refuses says why', async () => {
    decision = { action: 'refuse', reason: 'no shouting' };
    expect(await receive(1000, 'HEY')).toEqual({ error: 'refused', reason: 'no shouting', body: '' });
    expect([log.appended, await outcomes()]).toEqual([[], { refused: 1 }]);
  });

  it('that changes the message changes what is stored', async () => {
    decision = { action: 'change', op: 1001, body: Buffer.from('hey') };
    await receive(1000, 'HEY');
    expect(log.appended).toMatchObject([{ op: 1001, body: 'hey' }]);
  });

  it('that relays the message stores it as it was sent', async () => {
    decision = { action: 'relay', room: 'live://1' as RoomKey, message: Buffer.from('hi'), op: 1002 };
    await receive(1000, 'hello');
    expect(log.appended).toMatchObject([{ op: 1000, body: 'hello' }]);
    expect(queue.published).toMatchObject([{ operation: 1002, room: 'live://1', msg: `${RELAYED_LINE}hi` }]);
    expect(await outcomes()).toEqual({ relayed: 1 });
  });

  it('that fails refuses the message without saying why', async () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    decision = undefined as never;
    expect(await receive(1000, 'x')).toEqual({ error: 'internal', reason: '', body: '' });
    expect([log.appended, await outcomes()]).toEqual([[], { internal: 1 }]);
  });
});
