import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ReceiveRequest } from '#contracts';
import { Metrics } from '#observability';
import { fakeReceiveRequest } from '../../../test/fake-upstream.js';
import type { UpstreamMessage } from '../upstream-message.js';
import type { UpstreamEventContext } from './upstream-event.js';
import { UpstreamEventsStrategy, type HandedOut } from './upstream-events.strategy.js';

interface Opened {
  readonly subject: string;
  readonly deliver: (message: HandedOut) => void;
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

/** Hands a message out, and resolves when it is settled. */
async function deliver(consumer: string, deliveryCount = 1, data = MESSAGE) {
  const { deliver: hand, subject } = readers.get(consumer)!;
  hand({
    subject,
    data,
    seq: 7,
    info: { deliveryCount },
    ack: () => settled.push('ack'),
    nak: (delayMs) => settled.push(`nak ${delayMs}`),
    term: () => settled.push('term'),
  });
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
