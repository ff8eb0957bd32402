import { once } from 'node:events';
import { connect } from 'node:net';
import { credentials, type ClientReadableStream } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AppError, cometGrpc, type AppErrorCode } from '#contracts';
import { TooManyRequests } from '#problem-details';
import { createGrpcClient } from './index.js';
import { GrpcFixture, Health, PUSH, Pushes, TIMEOUT_MS } from '../test/grpc-fixture.js';

function throwSecret(): never {
  throw new Error('a secret');
}

describe('a gRPC server', () => {
  let on: GrpcFixture;

  beforeEach(() => {
    on = new GrpcFixture();
  });

  afterEach(() => on.close());

  it('hands the messages of a contract to its handler, and answers with what that returns', async () => {
    await on.serve();
    expect(await on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).toEqual({});
    expect(on.handled.received).toEqual([expect.objectContaining({ keys: ['k'], protoOp: 1 })]);
    expect(await on.client.call(cometGrpc.rooms, {}, TIMEOUT_MS)).toEqual({ rooms: { 'live://1': true } });
  });

  it('is called past the proxy that the machine has for the web', async () => {
    process.env['http_proxy'] = 'http://127.0.0.1:1';
    try {
      await on.serve();
      expect(await on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).toEqual({});
    } finally {
      delete process.env['http_proxy'];
    }
  });

  it('asks its guard before it reads a call, but for its health', async () => {
    await on.serve();
    await on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS);
    expect(on.looked).toEqual([{ method: 'goim.comet.Comet/PushMsg', address: '127.0.0.1' }]);
    on.refusal = new AppError('unauthenticated', 'who are you');
    await expect(on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).rejects.toThrow(/UNAUTHENTICATED: who are you$/);
    expect(on.handled.received).toHaveLength(1);
    expect(await on.client.knowsHealthOf('goim.comet.Comet', TIMEOUT_MS)).toBe(true);
  });

  it.each<[string, () => Promise<never>]>([
    ['throws', throwSecret],
    ['rejects', async () => throwSecret()],
  ])('answers a call whose guard %s with a fault of its own, and goes on', async (_, guardFault) => {
    await on.serve();
    on.guardFault = guardFault;
    await expect(on.client.call(cometGrpc.rooms, {}, TIMEOUT_MS)).rejects.toThrow(/: INTERNAL: internal error$/);
    on.guardFault = undefined;
    expect(await on.client.call(cometGrpc.rooms, {}, TIMEOUT_MS)).toMatchObject({ rooms: {} });
  });

  it('has so many connections at a time, and closes those above as they come', async () => {
    on.bounds.maxConnections = 1;
    const address = await on.serve();
    await on.client.call(cometGrpc.rooms, {}, TIMEOUT_MS);
    const { hostname, port } = new URL(address.replace('grpc', 'http'));
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    await once(socket, 'close');
    expect(await on.metrics.expose()).toContain('goim_refused_total{port="grpc",reason="connections"} 1');
    expect(await on.client.call(cometGrpc.rooms, {}, TIMEOUT_MS)).toMatchObject({ rooms: {} });
  });

  it('is known by its other names from another server, whether it is ready or not', async () => {
    for (const isReady of [true, false]) {
      on.isReady = isReady;
      await on.serve();
      const known = ['tests.Own', 'goim.comet.Comet', 'tests.Other'].map((name) =>
        on.client.knowsHealthOf(name, TIMEOUT_MS),
      );
      expect(await Promise.all(known)).toEqual([true, true, false]);
    }
    const nobody = await createGrpcClient('127.0.0.1:1', on.metrics);
    expect(await nobody.knowsHealthOf('tests.Own', TIMEOUT_MS)).toBe(false);
    nobody.close();
  });

  it('does not start without a handler for each method', async () => {
    await expect(on.serve([Pushes])).rejects.toThrow(
      'no handler answers Broadcast, BroadcastRoom, Rooms of goim.comet.Comet',
    );
  });

  it.each<[AppErrorCode, string]>([
    ['invalid-argument', 'INVALID_ARGUMENT'],
    ['unauthenticated', 'UNAUTHENTICATED'],
    ['forbidden', 'PERMISSION_DENIED'],
    ['not-found', 'NOT_FOUND'],
    ['conflict', 'FAILED_PRECONDITION'],
    ['unavailable', 'UNAVAILABLE'],
    ['queue-full', 'RESOURCE_EXHAUSTED'],
  ])('answers %s with %s, and its message', async (code, status) => {
    const address = await on.serve();
    on.handled.failure = new AppError(code, 'what was wrong');
    await expect(on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).rejects.toThrow(
      `PushMsg at ${address.replace('grpc://', '')}: ${status}: what was wrong`,
    );
  });

  it('answers whoever calls too often with RESOURCE_EXHAUSTED', async () => {
    await on.serve();
    on.handled.failure = new TooManyRequests('ten a second', 1);
    await expect(on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).rejects.toThrow(
      /RESOURCE_EXHAUSTED: ten a second$/,
    );
  });

  it.each([new Error('a secret'), new AppError('internal', 'a secret'), 'a secret'])(
    'keeps the message of a fault of its own to itself',
    async (thrown) => {
      await on.serve();
      on.handled.failure = thrown;
      const called = on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS);
      await expect(called).rejects.toMatchObject({
        code: 'internal',
        message: expect.stringMatching(/: INTERNAL: internal error$/),
      });
    },
  );

  it.each<[string, (on: GrpcFixture) => void]>([
    ['handler', ({ handled }) => (handled.failure = new Error('a fault'))],
    ['guard', (fixture) => (fixture.guardFault = throwSecret)],
  ])('writes few lines about a fault of its %s that every call meets', async (_, breakIt) => {
    const written = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    await on.serve();
    breakIt(on);
    const calls = Array.from({ length: 20 }, () => on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(Array(20).fill('rejected'));
    expect(written.mock.calls.length).toBeGreaterThan(0);
    expect(written.mock.calls.length).toBeLessThan(10);
    written.mockRestore();
  });

  it('cuts a message that is longer than callers take headers', async () => {
    await on.serve();
    on.handled.failure = new AppError('not-found', 'x'.repeat(100_000));
    await expect(on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).rejects.toThrow(/NOT_FOUND: x{500}…$/);
  });

  it('counts its calls, and its client those that it made', async () => {
    await on.serve();
    on.handled.failure = new AppError('not-found', 'gone');
    await on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS).catch(() => undefined);
    await on.client.call(cometGrpc.rooms, {}, TIMEOUT_MS);
    const exposed = await on.metrics.expose();
    for (const name of ['goim_grpc_calls_total', 'goim_grpc_requests_total']) {
      expect(exposed).toContain(`${name}{method="goim.comet.Comet/PushMsg",status="NOT_FOUND"} 1`);
      expect(exposed).toContain(`${name}{method="goim.comet.Comet/Rooms",status="OK"} 1`);
    }
  });

  it.each(['', 'goim.comet.Comet'])('notifies whoever watches whether %j is ready, until it ends', async (service) => {
    const address = await on.serve();
    const health = new Health(address.replace('grpc://', ''), credentials.createInsecure());
    on.closings.unshift(async () => health.close());
    const watch = (health['watch'] as (request: object) => ClientReadableStream<object>).call(health, { service });
    const seen = watch[Symbol.asyncIterator]();
    expect((await seen.next()).value).toEqual({ status: 'SERVING' });
    on.isReady = false;
    expect((await seen.next()).value).toEqual({ status: 'NOT_SERVING' });
    on.isReady = true;
    expect((await seen.next()).value).toEqual({ status: 'SERVING' });
    const ended = on.closings.pop()!();
    expect((await seen.next()).value).toEqual({ status: 'NOT_SERVING' });
    expect((await seen.next()).done).toBe(true);
    await ended;
  });

  it('that does not answer in time, or is not there, is unavailable to its client', async () => {
    await on.serve();
    const never = on.client.call(cometGrpc.broadcast, PUSH as never, 50);
    await expect(never).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('DEADLINE') });
    const nobody = await createGrpcClient('127.0.0.1:1', on.metrics);
    on.closings.unshift(async () => nobody.close());
    await expect(nobody.call(cometGrpc.rooms, {}, TIMEOUT_MS)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^Rooms at 127\.0\.0\.1:1: UNAVAILABLE: /),
    });
  });
});
