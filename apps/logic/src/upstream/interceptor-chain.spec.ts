import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { AppError, type RoomKey } from '#contracts';
import { Metrics } from '#observability';
import { fakeReceiveRequest } from '../../test/fake-upstream.js';
import { InterceptorChain } from './interceptor-chain.js';
import { UpstreamInterceptor, type UpstreamDecision } from './upstream-interceptor.js';
import { toUpstreamMessage, type UpstreamMessage } from './upstream-message.js';

const TIMEOUT_MS = 30;

type Intercept = UpstreamInterceptor['intercept'];

let metrics: Metrics;
let logged: unknown[];

beforeEach(() => {
  metrics = new Metrics({ processMetrics: false });
  logged = [];
  for (const level of ['warn', 'error'] as const) {
    jest.spyOn(Logger.prototype, level).mockImplementation((...line: unknown[]) => void logged.push([level, ...line]));
  }
});

class Bot extends UpstreamInterceptor {
  constructor(override readonly intercept: Intercept) {
    super();
  }
}

function chain(...intercepts: Intercept[]): InterceptorChain {
  const bots = intercepts.map((intercept) => new Bot(intercept));
  return new InterceptorChain(() => bots, { timeoutMs: TIMEOUT_MS, relays: true }, metrics);
}

function message(op = 1000, body = 'hello'): UpstreamMessage {
  return toUpstreamMessage(fakeReceiveRequest(op, body), true);
}

const pass: Intercept = () => ({ action: 'pass' });
const never: Intercept = () => new Promise(() => undefined);
const forbidden: Intercept = () => {
  throw new Error('nobody should have asked');
};

describe('the interceptors', () => {
  it('without any, the message passes', async () => {
    const sent = message();
    expect(await chain().decide(sent)).toEqual({ action: 'pass', message: sent });
  });

  it('are asked in their order, each with what those before made of the message', async () => {
    const seen: string[] = [];
    const note =
      (decision: UpstreamDecision): Intercept =>
      ({ op, body }) => {
        seen.push(`${op} ${Buffer.from(body).toString()}`);
        return decision;
      };
    const verdict = await chain(
      note({ action: 'change', body: Buffer.from('changed') }),
      note({ action: 'pass' }),
      note({ action: 'change', op: 1001 }),
      note({ action: 'pass' }),
    ).decide(message());
    expect(seen).toEqual(['1000 hello', '1000 changed', '1000 changed', '1001 changed']);
    expect(verdict).toMatchObject({ action: 'pass', message: { op: 1001, body: Buffer.from('changed') } });
  });

  it.each<UpstreamDecision>([
    { action: 'answer', body: Buffer.from('noon') },
    { action: 'refuse', reason: 'no shouting' },
    { action: 'relay', room: 'live://1' as RoomKey, message: Buffer.from('hi') },
  ])('are not asked any more after one decided to $action', async (decision) => {
    expect(await chain(pass, () => Promise.resolve(decision), forbidden).decide(message())).toMatchObject(decision);
  });

  it('may turn a message into one that is to be relayed', async () => {
    const body = Buffer.from('{"room":"live://2"}\nhi');
    const verdict = await chain(() => ({ action: 'change', op: 4, body })).decide(message());
    expect(verdict).toMatchObject({ message: { relay: { room: 'live://2' } } });
  });
});

describe('an interceptor that fails', () => {
  it('refuses the message as internal, and is counted and logged', async () => {
    const error = new Error('boom');
    const verdict = await chain(pass, () => Promise.reject(error), forbidden).decide(message());
    expect(verdict).toEqual({ action: 'fail', code: 'internal' });
    expect(logged).toEqual([
      ['error', 'an interceptor failed: the message was refused', { interceptor: 'Bot', err: error }],
    ]);
    expect(await metrics.expose()).toContain(
      'goim_upstream_interceptor_failures_total{interceptor="Bot",reason="error"} 1',
    );
  });

  it('has some lines a minute, however many messages it fails on, and each is counted', async () => {
    const failing = chain(() => Promise.reject(new Error('boom')));
    for (let n = 0; n < 100; n++) await failing.decide(message());
    expect(logged).toHaveLength(5);
    expect(await metrics.expose()).toContain(
      'goim_upstream_interceptor_failures_total{interceptor="Bot",reason="error"} 100',
    );
  });

  it('refuses the message with the code of an AppError', async () => {
    const verdict = await chain(() => Promise.reject(new AppError('unavailable', 'no database'))).decide(message());
    expect(verdict).toEqual({ action: 'fail', code: 'unavailable' });
  });

  it.each([undefined, null, {}, { action: 'explode' }])('by deciding %j is internal', async (decision) => {
    expect(await chain(() => decision as never).decide(message())).toEqual({ action: 'fail', code: 'internal' });
    expect(String((logged[0] as [string, string, { err: Error }])[2].err)).toContain('expected a decision');
  });

  // A text was taken for base64: clients were answered, and business systems read, what nobody had said.
  it.each<[object, string]>([
    [{ action: 'answer', body: 'noon' }, 'a body that is no Uint8Array'],
    [{ action: 'answer' }, 'a body that is no Uint8Array'],
    [{ action: 'change', body: 'hello' }, 'a body that is no Uint8Array'],
    [{ action: 'change', op: 1.5 }, 'an operation that can be none'],
    [{ action: 'change', op: 2 ** 32 }, 'an operation that can be none'],
    [{ action: 'refuse' }, 'a reason that is no text'],
    [{ action: 'relay', room: 'live://1', message: 'hi' }, 'a message that is no Uint8Array'],
    [{ action: 'relay', room: '', message: Buffer.from('hi') }, 'a room that can be none'],
    [{ action: 'relay', message: Buffer.from('hi') }, 'a room that can be none'],
  ])('by deciding what cannot be done is internal: %j', async (decision, wrong) => {
    expect(await chain(() => decision as never).decide(message())).toEqual({ action: 'fail', code: 'internal' });
    expect(String((logged[0] as [string, string, { err: Error }])[2].err)).toContain(wrong);
  });

  it('by never deciding refuses the message as unavailable in time, and is counted and logged', async () => {
    const verdict = await chain(never).decide(message());
    expect(verdict).toEqual({ action: 'fail', code: 'unavailable' });
    expect(logged).toEqual([['warn', expect.any(String), { interceptor: 'Bot', timeoutMs: TIMEOUT_MS }]]);
    expect(await metrics.expose()).toContain(
      'goim_upstream_interceptor_failures_total{interceptor="Bot",reason="timeout"} 1',
    );
  });

  it('by deciding too late leaves those behind it unasked', async () => {
    let decideLate!: (decision: UpstreamDecision) => void;
    const asked: string[] = [];
    const late: Intercept = () => new Promise((resolve) => (decideLate = resolve));
    await chain(late, () => {
      asked.push('second');
      return { action: 'pass' };
    }).decide(message());
    decideLate({ action: 'pass' });
    await new Promise(setImmediate);
    expect(asked).toEqual([]);
  });

  it('holds up no other message', async () => {
    const slowForOne = chain(({ mid }) => (mid === 1 ? never(message()) : { action: 'pass' }));
    const order: string[] = [];
    await Promise.all([
      slowForOne.decide({ ...message(), mid: 1 }).then(() => order.push('slow')),
      slowForOne.decide({ ...message(), mid: 2 }).then(() => order.push('fast')),
    ]);
    expect(order).toEqual(['fast', 'slow']);
  });
});
