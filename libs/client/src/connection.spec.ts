import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.mjs';
import { FakeComet } from '../../../test/support/fake-comet.js';
import { ClientsOfAFakeComet, connected, WITHIN_MS } from '../test/clients-of-a-fake-comet.js';
import { NeverError } from './index.js';

const HOUR_MS = 3_600_000;

let on: ClientsOfAFakeComet;

beforeEach(() => {
  on = new ClientsOfAFakeComet();
});

afterEach(() => on.close());

async function soon(promise: Promise<unknown>): Promise<void> {
  let isThere = false;
  void promise.then(() => (isThere = true));
  await eventually('it happens', WITHIN_MS, () => isThere);
}

describe('a connection', () => {
  it.each([4001, 4002, 4006, 4500, 1006, 1012])('is made again after close code %i', async (code) => {
    const seen = on.connect();
    await connected(seen);
    on.comet.cut(0, code, 'why');
    await connected(seen, 2);
    expect(seen.states.find(({ state }) => state === 'disconnected')).toMatchObject({
      code,
      reason: 'why',
      retryIn: 0,
    });
  });

  it.each([4501, 4504, 4505])('is not made again after close code %i', async (code) => {
    const seen = on.connect();
    await connected(seen);
    on.comet.cut(0, code, 'kicked: bye');
    await eventually('it is told', WITHIN_MS, () =>
      expect(seen.states.at(-1)).toEqual({ state: 'disconnected', code, reason: 'kicked: bye', retryIn: undefined }),
    );
    await expect(seen.client.send(1000)).rejects.toMatchObject({ code: 'closed' });
  });

  it('gets a new token each time, and tries again where there is none just now', async () => {
    const tokens = ['first', new Error('no network'), 'second'];
    const seen = on.connect({
      getToken: () => {
        const token = tokens.shift();
        if (typeof token !== 'string') throw token;
        return token;
      },
    });
    await connected(seen);
    on.comet.cut();
    await connected(seen, 2);
    expect(on.comet.requests.filter(({ op }) => op === 7).map(({ body }) => body)).toEqual(['first', 'second']);
  });

  it.each([undefined, () => 'a function'])('is tried again where the token is %s', async (nothing) => {
    const tokens = [nothing, 'a token'];
    const seen = on.connect({ getToken: () => tokens.shift() as string });
    await connected(seen);
    expect(seen.states.map(({ state, reason }) => reason ?? state)).toEqual([
      'connecting',
      'getToken gave no token',
      'connecting',
      'connected',
    ]);
  });

  it('gives the server another token before the one that it has ends, and tries again where that fails', async () => {
    on.comet.expiresIn = 1.25;
    const answers = [{ error: 'unavailable' }, { expiresIn: 1.25 }, {}];
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 32) socket.reply(33, seq, answers.shift()!);
      return op === 32;
    });
    let given = 0;
    const reasons: (string | undefined)[] = [];
    const seen = on.connect({
      getToken: (reason) => {
        reasons.push(reason);
        if (given === 1 && reasons.length === 2) throw new Error('no network');
        return `token ${++given}`;
      },
    });
    await connected(seen);
    on.comet.expiresIn = 10;
    await eventually('all of them are answered', WITHIN_MS, () => expect(answers).toEqual([]));
    const sent = on.comet.requests.filter(({ op }) => op === 32).map(({ body }) => JSON.parse(body) as unknown);
    expect(sent).toEqual([{ token: 'token 2' }, { token: 'token 3' }, { token: 'token 4' }]);
    expect(new Set(reasons)).toEqual(new Set([undefined, 'expiring']));
    expect(seen.states.map(({ state }) => state)).toEqual(['connecting', 'connected']);
  }, 60_000);

  it('is made again with another token after the server refused one, as often as one that it takes is refused later', async () => {
    const refusals: (string | undefined)[] = [];
    on.comet.answer(({ op, body }, socket) => {
      const hasExpired = op === 7 && body.startsWith('expired');
      if (hasExpired) socket.cut(0, 4503, 'auth-refused: expired');
      return hasExpired;
    });
    const tokens = ['first', 'expired', 'second', 'expired too', 'third'];
    const seen = on.connect({
      getToken: (refusal) => {
        refusals.push(refusal);
        return tokens.shift()!;
      },
    });
    await connected(seen);
    on.comet.cut();
    await connected(seen, 2);
    on.comet.cut();
    await connected(seen, 3);
    const refusal = 'auth-refused: expired';
    expect(refusals).toEqual([undefined, undefined, refusal, undefined, refusal]);
    const endings = seen.states.filter(({ state }) => state === 'disconnected').map(({ code }) => code);
    expect(endings).toEqual([1006, 4503, 1006, 4503]);
  });

  it('is given up where the server refuses two tokens in a row, and the same one is not tried again', async () => {
    for (const tokens of [
      ['one', 'two', 'three'],
      ['same', 'same', 'three'],
    ]) {
      on.comet = new FakeComet();
      on.comet.answer((_, socket) => {
        socket.cut(0, 4503, 'auth-refused: no such user');
        return true;
      });
      const given = [...tokens];
      const seen = on.connect({ getToken: () => given.shift()! });
      await eventually('it is told', WITHIN_MS, () =>
        expect(seen.states.at(-1)).toEqual({
          state: 'disconnected',
          code: 4503,
          reason: 'auth-refused: no such user',
          retryIn: undefined,
        }),
      );
      expect([given, on.comet.urls.length]).toEqual([['three'], new Set(tokens.slice(0, 2)).size]);
    }
  });

  it('is given up where there will be no token any more', async () => {
    const seen = on.connect({
      getToken: () => {
        throw new NeverError('signed out');
      },
    });
    await eventually('it is told', WITHIN_MS, () =>
      expect(seen.states.at(-1)).toMatchObject({ state: 'disconnected', reason: 'signed out', retryIn: undefined }),
    );
    expect(on.comet.urls).toEqual([]);
  });

  it('is given up where the token is longer than the server takes', async () => {
    const seen = on.connect({ getToken: () => 'x'.repeat(5_000) });
    await eventually('it is told', WITHIN_MS, () =>
      expect(seen.states.at(-1)).toMatchObject({ state: 'disconnected', code: 4502, retryIn: undefined }),
    );
    expect(on.comet.urls).toHaveLength(1);
  });

  it('is given up at a server of version 1, and says why', async () => {
    on.comet.answer(({ seq }, socket) => {
      socket.reply(8, seq, '');
      return true;
    });
    const seen = on.connect();
    await eventually('it is told', WITHIN_MS, () =>
      expect(seen.states.at(-1)).toMatchObject({ reason: 'the server does not speak version 2', retryIn: undefined }),
    );
  });

  it('is dead where a heartbeat has no answer', async () => {
    on.comet.heartbeatSeconds = 0.1;
    on.comet.answer(({ op }) => op === 2 && on.comet.urls.length === 1);
    const seen = on.connect({ timeout: 50 });
    await connected(seen, 2);
    expect(seen.states.find(({ state }) => state === 'disconnected')).toMatchObject({ reason: 'no heartbeat' });
  });

  it('tells the count of the primary room with each heartbeat', async () => {
    const { client } = on.connect({ heartbeat: 20 });
    const count = await new Promise((resolve) => client.room('r', { primary: true }).on('online', resolve));
    expect(count).toBe(1);
    expect(on.comet.requests.find(({ op }) => op === 12)?.body).toBe('{"room":"r"}');
  });

  it('waits longer and longer, and a random share of it', async () => {
    const seen = on.connect({
      backoff: { base: 8, factor: 2, max: 40 },
      getToken: () => {
        throw new Error('not now');
      },
    });
    await eventually(
      'it has tried six times',
      WITHIN_MS,
      () => seen.states.filter(({ retryIn }) => retryIn !== undefined).length > 5,
    );
    const waits = seen.states.flatMap(({ retryIn }) => (retryIn === undefined ? [] : [retryIn]));
    for (const [n, wait] of waits.entries()) expect(wait).toBeLessThanOrEqual(Math.min(40, 8 * 2 ** n));
  });

  it('waits longer and longer after connections that break at once, though the token was long in coming', async () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(1);
    let now = 0;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
    try {
      const getToken = (): string => {
        now += 20_000;
        return 'token';
      };
      const { client, states } = on.connect({ getToken, backoff: { base: 1, factor: 2, max: 1_000 } });
      client.on('state', ({ state }) => {
        // The fifth lasts.
        now += state === 'connected' && on.comet.urls.length === 5 ? 20_000 : 0;
        if (state === 'connected' && on.comet.urls.length < 7) queueMicrotask(() => on.comet.cut());
      });
      await connected({ client, states, events: [] }, 7);
      const waits = states.flatMap(({ retryIn }) => (retryIn === undefined ? [] : [retryIn]));
      expect(waits).toEqual([1, 2, 4, 8, 1, 2]);
    } finally {
      random.mockRestore();
      clock.mockRestore();
    }
  });

  it('is tried again where the token was refused without a reason', async () => {
    let asked = 0;
    // A program may reject with anything.
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    const seen = on.connect({ getToken: () => (asked++ === 0 ? Promise.reject() : 'token') });
    await connected(seen);
    expect(seen.states[1]).toMatchObject({ state: 'disconnected', reason: 'undefined', retryIn: 0 });
  });

  it('ends at once where a handler closes it that was told of its end', async () => {
    const seen = on.connect({ backoff: { base: HOUR_MS, factor: 1, max: HOUR_MS } });
    await connected(seen);
    const closed = new Promise<void>((resolve) => {
      seen.client.on('state', ({ state, retryIn }) => {
        if (state === 'disconnected' && retryIn !== undefined) void seen.client.close().then(resolve);
      });
    });
    on.comet.cut();
    await soon(closed);
    expect(seen.states.at(-1)).toEqual({ state: 'disconnected', code: 1000, reason: 'closed', retryIn: undefined });
    await expect(seen.client.send(1000)).rejects.toMatchObject({ code: 'closed' });
  });

  it('ends where it is closed when it is about to ask for a token, or waits for one that never comes', async () => {
    for (const when of ['connecting', 'asked']) {
      const never = new Promise<string>(() => undefined);
      let close = (): Promise<void> => Promise.resolve();
      const closed = new Promise<void>((resolve) => {
        const getToken = (): Promise<string> => {
          if (when === 'asked') void close().then(resolve);
          return never;
        };
        const { client } = on.connect({ getToken });
        close = () => client.close();
        client.on('state', ({ state }) => {
          if (state === when) void close().then(resolve);
        });
      });
      await soon(closed);
    }
    expect(on.comet.urls).toEqual([]);
  });

  it('no longer asks for nodes when it is closed', async () => {
    const server = createServer();
    const asked = once(server, 'request');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const { client } = on.connect({ url: undefined, nodes: `http://127.0.0.1:${port}`, timeout: HOUR_MS });
      const [{ socket }] = (await asked) as [IncomingMessage];
      const gone = once(socket, 'close');
      await soon(client.close());
      await soon(gone);
      expect(on.comet.urls).toEqual([]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('waits for nodes for ever where it is to', async () => {
    const backoff = { base_delay: 1, max_delay: 1, factor: 1 };
    const data = { domain: 'comet', ws_port: 1, wss_port: 2, nodes: null, backoff };
    const server = createServer((_, answer) => answer.end(JSON.stringify({ data })));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const seen = on.connect({ url: undefined, nodes: `http://127.0.0.1:${port}`, timeout: Infinity });
      await connected(seen);
      expect(seen.states.map(({ state }) => state)).toEqual(['connecting', 'connected']);
      expect(on.comet.urls).toEqual(['ws://comet:1/sub']);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('tells that nodes did not answer in time', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const seen = on.connect({ url: undefined, nodes: `http://127.0.0.1:${port}`, timeout: 50 });
      await eventually('it is told', WITHIN_MS, () =>
        expect(seen.states.at(1)).toMatchObject({ code: 1006, reason: 'timeout: nodes did not answer' }),
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('ends when it is closed, and nothing follows', async () => {
    const seen = on.connect();
    await connected(seen);
    await seen.client.close();
    expect(seen.states.at(-1)).toMatchObject({ state: 'disconnected', code: 1000, reason: 'closed' });
    expect(on.comet.sockets.size).toBe(0);
    await expect(seen.client.send(1000)).rejects.toMatchObject({ code: 'closed' });
  });
});
