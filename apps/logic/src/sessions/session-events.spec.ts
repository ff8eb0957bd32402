import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { Metrics } from '#observability';
import { FakeIdempotencyStore } from '../../test/fake-push.js';
import { fakeSession } from '../../test/fake-sessions.js';
import { SessionEvents } from './session-events.js';
import { SessionHooks, type SessionEnd } from './session-hooks.js';
import type { SessionRecord } from './session-record.js';

class Recorder extends SessionHooks {
  readonly seen: string[] = [];
  /** What a begin waits for. */
  gate: Promise<void> = Promise.resolve();

  override async onSessionBegin({ key }: SessionRecord): Promise<void> {
    await this.gate;
    this.seen.push(`begin ${key}`);
  }

  override onSessionEnd({ key }: SessionRecord, end: SessionEnd): void {
    this.seen.push(`${end} ${key}`);
  }
}

class Thrower extends SessionHooks {
  override onSessionBegin(): void {
    throw new Error('thrown on purpose');
  }
}

const session = fakeSession('k', {});
let claims: FakeIdempotencyStore;
let metrics: Metrics;
let recorder: Recorder;

/** The events of one logic. */
function eventsOf(...hooks: SessionHooks[]): SessionEvents {
  const wrappers = hooks.map((instance) => ({ instance, isDependencyTreeStatic: () => true }));
  const discovery = { getProviders: () => wrappers } as unknown as DiscoveryService;
  const events = new SessionEvents(discovery, claims, metrics);
  events.onModuleInit();
  return events;
}

async function failures(): Promise<string[]> {
  const lines = (await metrics.expose()).split('\n');
  return lines.filter((line) => line.startsWith('goim_session_hook_failures_total{'));
}

beforeEach(() => {
  claims = new FakeIdempotencyStore();
  metrics = new Metrics({ processMetrics: false });
  recorder = new Recorder();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('SessionEvents', () => {
  it('calls every hook that has the method, and waits for them at the end', async () => {
    const events = eventsOf(recorder, new Thrower());
    events.began(session);
    events.disconnected(session);
    await events.beforeApplicationShutdown();
    expect(recorder.seen).toEqual(['begin k', 'disconnected k']);
    expect(await failures()).toEqual(['goim_session_hook_failures_total{hook="Thrower",reason="error"} 1']);
  });

  it('has some lines a minute for a hook that fails, however many clients come, and each is counted', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const events = eventsOf(new Thrower());
    for (let n = 0; n < 100; n++) events.began(fakeSession(`k${n}`, {}));
    await events.beforeApplicationShutdown();
    expect(logged).toHaveBeenCalledTimes(5);
    logged.mockRestore();
    expect(await failures()).toEqual(['goim_session_hook_failures_total{hook="Thrower",reason="error"} 100']);
  });

  it('calls the end behind the begin of the same session, and other sessions at once', async () => {
    let open = (): void => undefined;
    recorder.gate = new Promise((resolve) => (open = resolve));
    const events = eventsOf(recorder);
    events.began(session);
    events.disconnected(session);
    events.disconnected(fakeSession('other', {}));
    await new Promise(setImmediate);
    expect(recorder.seen).toEqual(['disconnected other']);
    open();
    await events.beforeApplicationShutdown();
    expect(recorder.seen).toEqual(['disconnected other', 'begin k', 'disconnected k']);
  });

  it('waits for a hook that hangs no longer than 5 s', async () => {
    jest.useFakeTimers();
    recorder.gate = new Promise(() => undefined);
    const events = eventsOf(recorder);
    events.began(session);
    events.disconnected(session);
    await jest.advanceTimersByTimeAsync(5_000);
    await events.beforeApplicationShutdown();
    expect(recorder.seen).toEqual(['disconnected k']);
    expect(await failures()).toEqual(['goim_session_hook_failures_total{hook="Recorder",reason="timeout"} 1']);
  });

  it('calls the hooks of one logic alone for an end that all see', async () => {
    const others = [new Recorder(), new Recorder()];
    const logics = [recorder, ...others].map((hook) => eventsOf(hook));
    await Promise.all(logics.map((events) => events.lost(session, 'expired')));
    await Promise.all(logics.map((events) => events.lost({ ...session, since: session.since + 1 }, 'replaced')));
    await Promise.all(logics.map((events) => events.beforeApplicationShutdown()));
    expect([recorder, ...others].flatMap(({ seen }) => seen)).toEqual(['expired k', 'replaced k']);
  });

  it('counts an end that it may not call the hooks for, since NATS is away', async () => {
    claims.claim = () => Promise.reject(new Error('away'));
    const events = eventsOf(recorder);
    await events.lost(session, 'expired');
    expect(recorder.seen).toEqual([]);
    expect(await failures()).toEqual(['goim_session_hook_failures_total{hook="",reason="unavailable"} 1']);
  });

  it('claims nothing where nobody wants to know of ends', async () => {
    claims.claim = () => Promise.reject(new Error('asked'));
    const events = eventsOf(new Thrower());
    expect(events.reportsEnds).toBe(false);
    await events.lost(session, 'expired');
    expect(await failures()).toEqual([]);
  });
});
