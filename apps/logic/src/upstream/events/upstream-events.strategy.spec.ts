import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { ReceiveRequest } from '#contracts';
import { Metrics } from '#observability';
import { fakeReceiveRequest } from '../../../test/fake-upstream.js';
import type { UpstreamMessage } from '../upstream-message.js';
import type { UpstreamEventContext } from './upstream-event.js';
import { AT_A_TIME, UpstreamEventsStrategy, type HandedOut } from './upstream-events.strategy.js';

interface Opened {
  readonly subject: string;
  readonly deliver: (message: HandedOut) => Promise<void>;
}

const MESSAGE = ReceiveRequest.encode(fakeReceiveRequest(1000, 'hello')).finish();

let metrics: Metrics;
let readers: Map<string, Opened>;
let settled: string[];
let strategy: UpstreamEventsStrategy;

function listen(): Promise<void> {
  return new Promise((resolve, reject) => {
    strategy.listen((error) => (error ? reject(error) : resolve()));
  });
}

/** Hands a message out. */
function hand(consumer: string, deliveryCount = 1, data = MESSAGE): Promise<void> {
  const { deliver: take, subject } = readers.get(consumer)!;
  return take({
    subject,
    data,
    seq: 7,
    info: { deliveryCount },
    ack: () => settled.push('ack'),
    nak: (delayMs) => settled.push(`nak ${delayMs}`),
    working: () => settled.push('working'),
    term: () => settled.push('term'),
  });
}

/** Hands a message out, and resolves when it is settled. */
async function deliver(consumer: string, deliveryCount?: number, data?: typeof MESSAGE) {
  void hand(consumer, deliveryCount, data);
  await strategy.close();
}

beforeEach(() => {
  metrics = new Metrics({ processMetrics: false });
  readers = new Map();
  settled = [];
  strategy = new UpstreamEventsStrategy(
    (name, subject, onMessage) => ({
      start: async () => void readers.set(name, { subject, deliver: onMessage }),
      stop: () => Promise.resolve(),
    }),
    true,
    metrics,
  );
});

afterEach(() => {
  jest.useRealTimers();
});

describe('UpstreamEventsStrategy', () => {
  it('reads each operation by a consumer of its own, and each name apart', async () => {
    const handler = async () => undefined;
    strategy.addHandler('goim.upstream.1000', handler, true);
    strategy.addHandler('goim.upstream.1000', handler, true, { consumer: 'billing' });
    strategy.addHandler('goim.upstream.*', handler, true);
    strategy.addHandler('chat-bot.announce', handler, true);
    await listen();
    expect([...readers].map(([name, { subject }]) => [name, subject])).toEqual([
      ['logic-1000', 'goim.upstream.1000'],
      ['billing-1000', 'goim.upstream.1000'],
      ['logic-all', 'goim.upstream.*'],
    ]);
  });

  it('acknowledges a message when every handler of its consumer has resolved', async () => {
    const seen: unknown[] = [];
    const handler = async (message: UpstreamMessage, context: UpstreamEventContext) => {
      seen.push([Buffer.from(message.body).toString(), context.sequence, context.tries]);
    };
    for (let n = 0; n < 2; n++) strategy.addHandler('goim.upstream.1000', handler, true);
    await listen();
    await deliver('logic-1000');
    const body = Buffer.from(fakeReceiveRequest(1000, 'hello').proto!.body).toString();
    expect([seen, settled]).toEqual([
      [
        [body, 7, 1],
        [body, 7, 1],
      ],
      ['ack'],
    ]);
  });

  it.each([
    [1, 'nak 1000'],
    [2, 'nak 2000'],
    [7, 'nak 60000'],
    [8, 'term'],
  ])('settles a message that failed for the %i. time by: %s', async (tries, settlement) => {
    strategy.addHandler('goim.upstream.1000', () => Promise.reject(new Error('thrown on purpose')), true);
    await listen();
    await deliver('logic-1000', tries);
    expect(settled).toEqual([settlement]);
  });

  it('gives a message again whose handler hangs', async () => {
    jest.useFakeTimers();
    strategy.addHandler('goim.upstream.1000', () => new Promise(() => undefined), true);
    await listen();
    const delivered = deliver('logic-1000');
    await jest.advanceTimersByTimeAsync(30_000);
    await delivered;
    expect(settled).toEqual(['nak 1000']);
  });

  it('has a message wait while as many as may be are handled, and then says that it is being handled', async () => {
    let finish = (): void => undefined;
    const mayFinish = new Promise<void>((resolve) => (finish = resolve));
    const handler = jest.fn(() => mayFinish);
    strategy.addHandler('goim.upstream.1000', handler, true);
    await listen();
    const all = Array.from({ length: AT_A_TIME + 1 }, () => hand('logic-1000'));
    await setImmediate();
    expect(handler).toHaveBeenCalledTimes(AT_A_TIME);
    expect(settled).toEqual([]);
    finish();
    await Promise.all(all);
    expect(handler).toHaveBeenCalledTimes(AT_A_TIME + 1);
    expect(settled.filter((what) => what === 'working')).toHaveLength(1);
    expect(settled.filter((what) => what === 'ack')).toHaveLength(AT_A_TIME + 1);
  });

  it('gives those that wait back when it is closed', async () => {
    let finish = (): void => undefined;
    const mayFinish = new Promise<void>((resolve) => (finish = resolve));
    strategy.addHandler('goim.upstream.1000', () => mayFinish, true);
    await listen();
    for (let n = 0; n < AT_A_TIME + 2; n++) void hand('logic-1000');
    const closed = strategy.close();
    await setImmediate();
    expect(settled).toEqual(['nak 0', 'nak 0']);
    finish();
    await closed;
    expect(settled).toHaveLength(AT_A_TIME + 2);
  });

  it('gives up what cannot be decoded', async () => {
    strategy.addHandler('goim.upstream.1000', async () => undefined, true);
    await listen();
    await deliver('logic-1000', 1, Buffer.from([0xff]));
    expect(settled).toEqual(['term']);
    expect(await metrics.expose()).toContain('{consumer="logic-1000",outcome="undecodable"} 1');
  });

  it.each([
    ['goim.upstream.1000', false, {}, 'is read by @EventPattern'],
    ['goim.upstream.chat', true, {}, 'expected goim.upstream.<operation>'],
    ['goim.upstream.4', true, { consumer: 'a.b' }, 'expected letters, digits'],
  ])('refuses a handler that would never be called: %s', (pattern, isEvent, extras, why) => {
    expect(() => strategy.addHandler(pattern, async () => undefined, isEvent, extras)).toThrow(why);
  });

  it('refuses handlers where nothing is kept', async () => {
    strategy = new UpstreamEventsStrategy(undefined, true, metrics);
    await listen();
    strategy.addHandler('goim.upstream.1000', async () => undefined, true);
    await expect(listen()).rejects.toThrow('upstream.enabled is false');
  });
});
