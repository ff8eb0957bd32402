import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { credentials, makeClientConstructor, type ClientReadableStream } from '@grpc/grpc-js';
import { Controller, type Type } from '@nestjs/common';
import { MicroserviceOptions } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { service as healthService } from 'grpc-health-check';
import {
  AppError,
  cometGrpc,
  type AppErrorCode,
  type BroadcastReply,
  type BroadcastRoomReply,
  type PushKeysMessage,
  type PushMsgReply,
  type RoomsReply,
  UNNUMBERED,
} from '#contracts';
import { Metrics, ReadinessCheck } from '#observability';
import { TooManyRequests } from '#problem-details';
import { TestCertificate } from '#test-support';
import { ServerCertificate } from '#tls';
import { createGrpcClient, createGrpcServer, GrpcHandler, type GrpcClient, type IncomingCall } from './index.js';

const Health = makeClientConstructor(healthService, 'grpc.health.v1.Health');
const TIMEOUT_MS = 5_000;
const PUSH = { keys: ['k'], protoOp: 1, proto: null, unfiltered: false, ...UNNUMBERED.keys };

let failure: unknown;
let received: PushKeysMessage[];
let ready: boolean;

class Ready extends ReadinessCheck {
  readonly name = 'ready';

  check(): void {
    if (!ready) throw new Error('not yet');
  }
}

@Controller()
class Some {
  @GrpcHandler(cometGrpc.pushMsg)
  pushMsg(request: PushKeysMessage): PushMsgReply {
    if (failure) throw failure;
    received.push(request);
    return {};
  }
}

@Controller()
class Rest {
  @GrpcHandler(cometGrpc.broadcast)
  async broadcast(): Promise<BroadcastReply> {
    return new Promise(() => undefined);
  }

  @GrpcHandler(cometGrpc.broadcastRoom)
  broadcastRoom(): BroadcastRoomReply {
    return {};
  }

  @GrpcHandler(cometGrpc.rooms)
  async rooms(): Promise<RoomsReply> {
    return { rooms: { 'live://1': true } };
  }
}

describe('a gRPC server', () => {
  let metrics: Metrics;
  let client: GrpcClient;
  let close: (() => Promise<void>)[];

  beforeEach(() => {
    metrics = new Metrics({ processMetrics: false });
    close = [];
    failure = undefined;
    received = [];
    ready = true;
  });

  afterEach(async () => {
    for (const end of close) await end();
  });

  let refusal: AppError | undefined;
  let looked: Pick<IncomingCall, 'method' | 'address'>[];
  beforeEach(() => {
    refusal = undefined;
    looked = [];
  });

  async function serve(...controllers: Type[]): Promise<string> {
    return serveBy(undefined, ...controllers);
  }

  async function serveBy(certificate: ServerCertificate | undefined, ...controllers: Type[]): Promise<string> {
    const alsoKnownAs = ['tests.Own'];
    const service = {
      host: '127.0.0.1',
      port: 0,
      guard: ({ method, address }: IncomingCall) => {
        looked.push({ method, address });
        return refusal;
      },
      certificate,
      service: cometGrpc,
      alsoKnownAs,
      metrics,
      checks: [new Ready()],
    };
    const strategy = await createGrpcServer(service);
    const module = await Test.createTestingModule({ controllers }).compile();
    const app = module.createNestMicroservice<MicroserviceOptions>({ strategy, logger: false } as MicroserviceOptions);
    close.push(() => app.close());
    await app.listen();
    client = await createGrpcClient(strategy.address.replace('grpc://', ''), metrics);
    close.unshift(async () => client.close());
    return strategy.address;
  }

  it('hands the messages of a contract to its handler, and answers with what that returns', async () => {
    await serve(Some, Rest);
    expect(await client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).toEqual({});
    expect(received).toEqual([expect.objectContaining({ keys: ['k'], protoOp: 1 })]);
    expect(await client.call(cometGrpc.rooms, {}, TIMEOUT_MS)).toEqual({ rooms: { 'live://1': true } });
  });

  it('asks its guard before it reads a call, but for its health', async () => {
    await serve(Some, Rest);
    await client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS);
    expect(looked).toEqual([{ method: 'goim.comet.Comet/PushMsg', address: '127.0.0.1' }]);
    refusal = new AppError('unauthenticated', 'who are you');
    await expect(client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).rejects.toThrow(/UNAUTHENTICATED: who are you$/);
    expect(received).toHaveLength(1);
    expect(await client.knowsHealthOf('goim.comet.Comet', TIMEOUT_MS)).toBe(true);
  });

  describe('by TLS', () => {
    let certificate: TestCertificate;
    let stranger: TestCertificate;

    beforeAll(async () => {
      [certificate, stranger] = await Promise.all([TestCertificate.make(), TestCertificate.make()]);
    });

    afterAll(() => Promise.all([certificate.remove(), stranger.remove()]));

    /** Whether a call of a client comes through that trusts `ca` and shows the certificate of `own`. */
    async function isServed(address: string, ca: TestCertificate, own?: TestCertificate): Promise<boolean> {
      const read = (file?: string): Buffer | null => (file === undefined ? null : readFileSync(file));
      const channel = credentials.createSsl(read(ca.cert), read(own?.key), read(own?.cert));
      const health = new Health(address.replace('grpcs://', ''), channel);
      const call = health['Check']!.bind(health) as (
        request: object,
        options: object,
        done: (error: unknown) => void,
      ) => void;
      const error = await new Promise((resolve) => call({}, { deadline: Date.now() + TIMEOUT_MS }, resolve));
      health.close();
      return !error;
    }

    it('answers clients with a certificate of its authority alone, by a certificate that is replaced while it runs', async () => {
      const { cert, key } = certificate;
      const opened = ServerCertificate.open({ cert, key, clientCa: cert, minVersion: 'TLSv1.2' }, 'grpc.tls')!;
      close.push(async () => opened.close());
      const address = await serveBy(opened, Some, Rest);
      expect(address).toMatch(/^grpcs:/);
      expect(await isServed(address, certificate, certificate)).toBe(true);
      expect(await isServed(address, certificate)).toBe(false);
      expect(await isServed(address, certificate, stranger)).toBe(false);
      await certificate.take(await TestCertificate.make());
      expect(await isServed(address, certificate, certificate)).toBe(false);
      opened.reload();
      expect(await isServed(address, certificate, certificate)).toBe(true);
    });

    it('names the setting whose file can not be used', () => {
      const { cert, key } = certificate;
      const opening = (clientCa: string): unknown =>
        ServerCertificate.open({ cert, key, clientCa, minVersion: 'TLSv1.2' }, 'grpc.tls');
      expect(() => opening(key)).toThrow(`grpc.tls.clientCa: ${key} holds no certificate in PEM`);
      expect(() => opening('/none.pem')).toThrow('grpc.tls.clientCa: /none.pem cannot be read: no such file');
    });
  });

  it('is known by its other names from another server, whether it is ready or not', async () => {
    for (const isReady of [true, false]) {
      ready = isReady;
      await serve(Some, Rest);
      const known = ['tests.Own', 'goim.comet.Comet', 'tests.Other'].map((name) =>
        client.knowsHealthOf(name, TIMEOUT_MS),
      );
      expect(await Promise.all(known)).toEqual([true, true, false]);
    }
    const nobody = await createGrpcClient('127.0.0.1:1', metrics);
    expect(await nobody.knowsHealthOf('tests.Own', TIMEOUT_MS)).toBe(false);
    nobody.close();
  });

  it('does not start without a handler for each method', async () => {
    await expect(serve(Some)).rejects.toThrow('no handler answers Broadcast, BroadcastRoom, Rooms of goim.comet.Comet');
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
    const address = await serve(Some, Rest);
    failure = new AppError(code, 'what was wrong');
    await expect(client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).rejects.toThrow(
      `PushMsg at ${address.replace('grpc://', '')}: ${status}: what was wrong`,
    );
  });

  it('answers whoever calls too often with RESOURCE_EXHAUSTED', async () => {
    await serve(Some, Rest);
    failure = new TooManyRequests('ten a second', 1);
    await expect(client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).rejects.toThrow(/RESOURCE_EXHAUSTED: ten a second$/);
  });

  it.each([new Error('a secret'), new AppError('internal', 'a secret'), 'a secret'])(
    'keeps the message of a fault of its own to itself',
    async (thrown) => {
      await serve(Some, Rest);
      failure = thrown;
      const called = client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS);
      await expect(called).rejects.toMatchObject({
        code: 'internal',
        message: expect.stringMatching(/: INTERNAL: internal error$/),
      });
    },
  );

  it('counts its calls, and its client those that it made', async () => {
    await serve(Some, Rest);
    failure = new AppError('not-found', 'gone');
    await client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS).catch(() => undefined);
    await client.call(cometGrpc.rooms, {}, TIMEOUT_MS);
    const exposed = await metrics.expose();
    for (const name of ['goim_grpc_calls_total', 'goim_grpc_requests_total']) {
      expect(exposed).toContain(`${name}{method="goim.comet.Comet/PushMsg",status="NOT_FOUND"} 1`);
      expect(exposed).toContain(`${name}{method="goim.comet.Comet/Rooms",status="OK"} 1`);
    }
  });

  it.each(['', 'goim.comet.Comet'])('notifies whoever watches whether %j is ready, until it ends', async (service) => {
    const address = await serve(Some, Rest);
    const health = new Health(address.replace('grpc://', ''), credentials.createInsecure());
    close.unshift(async () => health.close());
    const watch = (health['watch'] as (request: object) => ClientReadableStream<object>).call(health, { service });
    const seen = watch[Symbol.asyncIterator]();
    expect((await seen.next()).value).toEqual({ status: 'SERVING' });
    ready = false;
    expect((await seen.next()).value).toEqual({ status: 'NOT_SERVING' });
    ready = true;
    expect((await seen.next()).value).toEqual({ status: 'SERVING' });
    const ended = close.pop()!();
    expect((await seen.next()).value).toEqual({ status: 'NOT_SERVING' });
    expect((await seen.next()).done).toBe(true);
    await ended;
  });

  it('that does not answer in time, or is not there, is unavailable to its client', async () => {
    await serve(Some, Rest);
    const never = client.call(cometGrpc.broadcast, PUSH as never, 50);
    await expect(never).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('DEADLINE') });
    const nobody = await createGrpcClient('127.0.0.1:1', metrics);
    close.unshift(async () => nobody.close());
    await expect(nobody.call(cometGrpc.rooms, {}, TIMEOUT_MS)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^Rooms at 127\.0\.0\.1:1: UNAVAILABLE: /),
    });
  });
});
