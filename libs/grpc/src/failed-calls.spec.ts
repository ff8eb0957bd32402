import { once } from 'node:events';
import { connect as connectHttp2, constants, type ClientHttp2Session } from 'node:http2';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, cometGrpc } from '#contracts';
import { eventually } from '#test-support';
import { GrpcFixture, PUSH, TIMEOUT_MS } from '../test/grpc-fixture.js';

describe('a gRPC server', () => {
  let on: GrpcFixture;

  beforeEach(() => {
    on = new GrpcFixture();
  });

  afterEach(() => on.close());

  describe('with callers whose calls come to nothing', () => {
    const HEADERS = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' };
    const PATH = '/goim.comet.Comet/PushMsg';
    let address: string;

    beforeEach(async () => {
      // No more than the burst: the next is due in a quarter of an hour.
      Object.assign(on.bounds, { failedCallRate: 0.001, failedCallBurst: 10 });
      address = (await on.serve()).replace('grpc', 'http');
      await on.client.call(cometGrpc.rooms, {}, TIMEOUT_MS);
    });

    function open(): ClientHttp2Session {
      const session = connectHttp2(address).on('error', () => undefined);
      on.closings.unshift(async () => session.destroy());
      return session;
    }

    /** Calls that are reset as soon as they are made, all in one write. */
    function resetAtOnce(session: ClientHttp2Session, count: number): void {
      for (let n = 0; n < count; n++) {
        const call = session.request({ ...HEADERS, ':path': PATH });
        call.on('error', () => undefined).close(constants.NGHTTP2_CANCEL);
      }
    }

    async function refused(): Promise<string | undefined> {
      return /goim_refused_total\{port="grpc",reason="failed-calls"\} (\d+)/.exec(await on.metrics.expose())?.[1];
    }

    it('closes a connection that resets more of them than its address may, and no other of that address', async () => {
      const session = open();
      await once(session, 'connect');
      resetAtOnce(session, 500);
      await once(session, 'close');
      expect(await refused()).toBe('1');
      // What came behind the last that it might has not been looked at.
      expect(on.looked.length).toBeLessThanOrEqual(12);
      expect(await on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).toEqual({});
      const again = open();
      await once(again, 'connect');
      resetAtOnce(again, 1);
      await once(again, 'close');
      expect(await refused()).toBe('2');
    });

    it.each([
      ['refused for their key', PATH, () => (on.refusal = new AppError('unauthenticated', 'who are you'))],
      ['of a method that there is not', '/goim.comet.Comet/Nothing', () => undefined],
    ])('counts calls that are %s', async (_what, path, prepare) => {
      prepare();
      const session = open();
      const closed = once(session, 'close');
      for (let n = 0; n < 11; n++) {
        const call = session.request({ ...HEADERS, ':path': path }).on('error', () => undefined);
        call.resume().end();
        await Promise.race([once(call, 'close'), closed]);
      }
      await closed;
      expect(await refused()).toBe('1');
    });

    it('counts no calls that are answered, and none that end with their connection', async () => {
      on.handled.failure = new AppError('not-found', 'gone');
      for (let n = 0; n < 20; n++) await on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS).catch(() => undefined);
      const { hostname, port } = new URL(address);
      const socket = connect(Number(port), hostname);
      const session = connectHttp2(address, { createConnection: () => socket }).on('error', () => undefined);
      const calls = Array.from({ length: 20 }, () => session.request({ ...HEADERS, ':path': PATH }));
      for (const call of calls) call.on('error', () => undefined);
      await eventually('all are looked at', TIMEOUT_MS, () => on.looked.length === 41);
      socket.destroy();
      on.handled.failure = undefined;
      const other = open();
      await once(other, 'connect');
      resetAtOnce(other, 5);
      await eventually('these too', TIMEOUT_MS, () => on.looked.length >= 42);
      expect(await on.client.call(cometGrpc.pushMsg, PUSH, TIMEOUT_MS)).toEqual({});
      expect(await refused()).toBeUndefined();
    });
  });
});
