import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Scope } from '#callers';
import type { Caller, RefusedCall } from '#callers/nest';
import { Logger } from '@nestjs/common';
import { Metrics } from '#observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpCallers } from '../callers/http-callers.js';
import type { EventStream } from './event-stream.js';
import { EventStreams, MAX_STREAMS, MAX_STREAMS_OF_ONE } from './event-streams.js';

/** A response that nobody reads unless a test does. */
class FakeResponse extends PassThrough {
  writeHead(): this {
    return this;
  }

  get text(): string {
    let text = '';
    // Each time Node.js 26 reads one write, older ones all.
    for (let read: Buffer | null; (read = this.read() as Buffer | null) !== null;) text += read.toString();
    return text;
  }
}

let found: Caller | RefusedCall;
let streams: EventStreams;
let metrics: Metrics;
let identify: () => Promise<Caller | RefusedCall>;
let stopped: number;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  found = { address: '127.0.0.1' };
  stopped = 0;
  identify = async () => found;
  metrics = new Metrics({ processMetrics: false });
  streams = new EventStreams({ identify: () => identify() } as unknown as HttpCallers, metrics);
});

afterEach(() => {
  streams.beforeApplicationShutdown();
  jest.useRealTimers();
});

async function open({
  response = new FakeResponse(),
  caller = { address: '127.0.0.1' },
  seconds,
}: { response?: FakeResponse; caller?: Caller; seconds?: number } = {}): Promise<{
  response: FakeResponse;
  stream: EventStream;
}> {
  const reply = { raw: response, hijack: () => undefined, getHeaders: () => ({}) } as unknown as FastifyReply;
  let opened: EventStream | undefined;
  await streams.open(
    { method: 'GET', caller } as unknown as FastifyRequest,
    reply,
    (stream) => {
      opened = stream;
      return () => stopped++;
    },
    seconds,
  );
  return { response, stream: opened! };
}

describe('EventStreams', () => {
  it('comments each 15 s, and ends a stream whose caller may not read any more', async () => {
    const { response } = await open();
    await jest.advanceTimersByTimeAsync(15_000);
    expect(response.text).toBe('retry: 2000\n\n: keep-alive\n\n');
    found = { reason: 'unavailable', message: 'the keys cannot be read' };
    await jest.advanceTimersByTimeAsync(15_000);
    expect(response.writableEnded).toBe(false);
    found = { reason: 'expired', message: 'the key has expired' };
    await jest.advanceTimersByTimeAsync(15_000);
    expect(response.writableEnded).toBe(true);
  });

  it('ends the stream alone whose caller cannot be looked at, and counts and logs it', async () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const [one, other] = [await open(), await open()];
    const fault = new TypeError('the key is too weak');
    identify = jest.fn(async () => found).mockRejectedValueOnce(fault);
    await jest.advanceTimersByTimeAsync(15_000);
    expect([one.response.writableEnded, other.response.writableEnded]).toEqual([true, false]);
    expect(log.mock.calls).toEqual([[expect.any(String), { err: fault }]]);
    expect(await metrics.expose()).toContain('goim_event_streams_refused_total{reason="fault"} 1');
    log.mockRestore();
  });

  it('ends one after the time that was asked for', async () => {
    const { response } = await open({ seconds: 3 });
    await jest.advanceTimersByTimeAsync(2_999);
    expect([response.writableEnded, stopped]).toEqual([false, 0]);
    await jest.advanceTimersByTimeAsync(1);
    expect(response.writableEnded).toBe(true);
    expect(response.text).toBe('retry: 2000\n\n');
    if (!response.closed) await once(response, 'close');
    expect(stopped).toBe(1);
  });

  it('ends one that takes nothing for 30 s', async () => {
    const { response, stream } = await open();
    const closed = new Promise((resolve) => response.once('close', resolve));
    stream.offer('message', 10, () => ({ body: 'x'.repeat(100_000) }));
    await jest.advanceTimersByTimeAsync(29_000);
    expect(response.destroyed).toBe(false);
    await jest.advanceTimersByTimeAsync(2_000);
    await closed;
    expect(stopped).toBe(1);
  });

  it('stops listening for a client that went before it was answered, and for one that is refused', async () => {
    const gone = new FakeResponse();
    gone.destroy();
    await open({ response: gone });
    expect(stopped).toBe(1);
    for (let n = 0; n < MAX_STREAMS; n++) await open({ caller: { address: `192.0.2.${n}` } });
    await expect(open()).rejects.toThrow('64 streams are open here');
  });

  it('leaves places for others, whatever one caller opens', async () => {
    const key = { name: 'a board', scopes: new Set<Scope>(['read']), push: {} };
    const callers: Caller[] = [
      { address: '192.0.2.1' },
      // From wherever it calls.
      { address: '192.0.2.1', key: { ...key, id: '0123456789ab' } },
      // With one token after another.
      { address: '192.0.2.1', key: { ...key, id: 'jwt:1', subject: 'a board' } },
    ];
    const again: Caller[] = [
      { address: '192.0.2.1' },
      { address: '192.0.2.2', key: { ...key, id: '0123456789ab' } },
      { address: '192.0.2.2', key: { ...key, id: 'jwt:2', subject: 'a board' } },
    ];
    for (const [n, caller] of callers.entries()) {
      const last = await open({ caller });
      for (let more = 1; more < MAX_STREAMS_OF_ONE; more++) await open({ caller });
      await expect(open({ caller: again[n]! })).rejects.toThrow('16 streams of this caller are open here');
      last.response.destroy();
      await new Promise((resolve) => last.response.once('close', resolve));
      await open({ caller: again[n]! });
    }
    await open({ caller: { address: '192.0.2.9' } });
  });

  it('frees the place of one that could not be given', async () => {
    const reply = { raw: new FakeResponse() } as unknown as FastifyReply;
    const request = { method: 'GET', ip: '127.0.0.1' } as FastifyRequest;
    for (let n = 0; n <= MAX_STREAMS; n++) {
      const failed = streams.open(request, reply, () => Promise.reject(new Error('NATS is away')));
      await expect(failed).rejects.toThrow('NATS is away');
    }
    await open();
  });
});
