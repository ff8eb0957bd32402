import { once } from 'node:events';
import { connect, constants, createServer, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#test-support';
import { OpenCalls } from './open-calls.js';

const WITHIN_MS = 10_000;

describe('the calls of a gRPC server that are open', () => {
  const server = createServer();
  let refused: string[];
  let session: ClientHttp2Session;

  beforeEach(async () => {
    refused = [];
    const calls = new OpenCalls({ most: 20, ofOne: 10, messageWithin: 1_000 }, (why) => refused.push(why));
    server.removeAllListeners('session').on('session', calls.watch);
    server.removeAllListeners('stream').on('stream', (stream) => {
      stream.on('error', () => undefined).resume();
      stream.once('end', () => stream.destroyed || stream.respond({ ':status': 200 }, { endStream: true }));
    });
    if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
    session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await once(session, 'connect');
  });

  afterEach(() => session.destroy());

  afterAll(() => void server.close());

  /** Its message is yet to come. */
  function call(): ClientHttp2Stream {
    return session.request({ ':method': 'POST', ':path': '/s/m' }, { endStream: false }).on('error', () => undefined);
  }

  async function answer(stream: ClientHttp2Stream): Promise<number | undefined> {
    stream.resume().end('message');
    await once(stream, 'close');
    return stream.rstCode;
  }

  it('are a bounded number of one address, until some have ended', async () => {
    const open = Array.from({ length: 10 }, call);
    const more = Array.from({ length: 5 }, call);
    await Promise.all(more.map((stream) => once(stream, 'close').catch(() => undefined)));
    expect(more.map(({ rstCode }) => rstCode)).toEqual(more.map(() => constants.NGHTTP2_REFUSED_STREAM));
    expect(refused).toEqual(more.map(() => 'calls'));
    expect(await Promise.all(open.map(answer))).toEqual(open.map(() => constants.NGHTTP2_NO_ERROR));
    expect(await answer(call())).toBe(constants.NGHTTP2_NO_ERROR);
  });

  it('are ended where their message does not come', async () => {
    const silent = call();
    expect(await answer(call())).toBe(constants.NGHTTP2_NO_ERROR);
    await eventually('it is ended', WITHIN_MS, () => expect(silent.rstCode).toBe(constants.NGHTTP2_CANCEL));
    expect(refused).toEqual(['message']);
    for (let n = 0; n < 10; n++) expect(await answer(call())).toBe(constants.NGHTTP2_NO_ERROR);
  });
});
