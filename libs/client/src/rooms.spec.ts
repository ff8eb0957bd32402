import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.mjs';
import { FakeComet } from '../../../test/support/fake-comet.js';
import { ClientsOfAFakeComet, connected, happened, join, WITHIN_MS } from '../test/clients-of-a-fake-comet.js';

let on: ClientsOfAFakeComet;

beforeEach(() => {
  on = new ClientsOfAFakeComet();
});

afterEach(() => on.close());

function joins(): number {
  return on.comet.requests.filter(({ op }) => op === 18).length;
}

describe('a room', () => {
  it('is joined once by a handler that is told of the connection', async () => {
    const seen = on.connect();
    seen.client.on('state', ({ state }) => {
      if (state === 'connected') join(seen);
    });
    await happened(seen, 'joined');
    await seen.client.send(1000);
    expect([joins(), seen.events]).toEqual([1, ['joined']]);
  });

  it('of the token is not joined by a handler that is told of the connection', async () => {
    on.comet = new FakeComet(['r']);
    const seen = on.connect();
    seen.client.on('state', ({ state }) => {
      if (state === 'connected') join(seen);
    });
    await happened(seen, 'joined');
    await seen.client.send(1000);
    expect([joins(), seen.events]).toEqual([0, ['joined']]);
  });

  it('that is primary takes the place of the earlier one, which is not joined again', async () => {
    const seen = on.connect();
    const first = seen.client.room('a', { primary: true });
    first.on('joined', () => seen.events.push('joined a'));
    await happened(seen, 'joined a');
    const second = seen.client.room('b', { primary: true });
    second.on('joined', () => seen.events.push('joined b'));
    await happened(seen, 'joined a', 'joined b');
    on.comet.cut();
    await happened(seen, 'joined a', 'joined b', 'joined b');
    const asked = on.comet.requests.filter(({ op }) => op === 12 || op === 20).map(({ op, body }) => [op, body]);
    expect(asked).toEqual([
      [12, '{"room":"a"}'],
      [20, 'a'],
      [12, '{"room":"b"}'],
      [12, expect.stringContaining('{"room":"b"')],
    ]);
    expect(Object.keys(seen.client.cursors)).not.toContain('room:a');
  });

  it('that was left is not told of what was on its way, and begins where it is joined again', async () => {
    const seen = on.connect();
    const left = join(seen);
    await happened(seen, 'joined');
    on.comet.answer(({ op }) => {
      if (op === 20) on.comet.push('room:r', 'on its way');
      return false;
    });
    const leaving = left.leave();
    join(seen);
    await leaving;
    await happened(seen, 'joined', 'joined');
    expect(seen.client.cursors['room:r']).toBe(on.comet.cursor());
    on.comet.push('room:r', 'two');
    await happened(seen, 'joined', 'joined', 'two');
  });

  it('that was left is told of no withdrawal', async () => {
    const seen = on.connect();
    seen.client.on('withdrawn', ({ target, id }) => seen.events.push(`withdrawn ${target} ${id}`));
    const left = join(seen);
    await happened(seen, 'joined');
    on.comet.answer(({ op }, socket) => {
      if (op === 20) socket.reply(28, 0, { target: 'room:r', id: '1024', epoch: '7' });
      return false;
    });
    await left.leave();
    expect(seen.events).toEqual(['joined']);
  });

  it('that was left has no place, though the server was asked for what it missed', async () => {
    on.comet = new FakeComet(['r']);
    on.comet.push('room:r', 'one');
    let answer: (() => void) | undefined;
    on.comet.answer((request, socket) => {
      if (request.op === 22) answer = () => on.comet.serve(request, socket);
      // One request after the other.
      if (request.op === 20) answer!();
      return request.op === 22;
    });
    const seen = on.connect({ cursors: { 'room:r': '7:0' } });
    const room = join(seen);
    await happened(seen, 'joined');
    await room.leave();
    expect([seen.events, Object.keys(seen.client.cursors)]).toEqual([['joined'], ['all', 'mid:1']]);
  });

  it('that a handler leaves tells nothing more, though more of its messages are there', async () => {
    const seen = on.connect({ recoverWithin: 50 });
    const room = join(seen);
    await happened(seen, 'joined');
    room.on('message', () => void room.leave());
    on.comet.isHistoryThere = false;
    on.comet.push('room:r', 'one', { lost: true });
    on.comet.push('room:r', 'two');
    on.comet.push('room:r', 'three');
    await eventually('one has come', WITHIN_MS, () => seen.events.includes('two'));
    await seen.client.send(1000);
    expect(seen.events.slice(-2)).toEqual([expect.stringContaining('gap'), 'two']);
  });

  it('is not awaited by a client that is closed, though it waited for it on an earlier connection as well', async () => {
    const seen = on.connect();
    await connected(seen);
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 18) socket.reply(19, seq, { error: 'unavailable' });
      return op === 18;
    });
    const random = jest.spyOn(Math, 'random').mockReturnValue(1);
    const set = jest.spyOn(globalThis, 'setTimeout');
    const cleared = jest.spyOn(globalThis, 'clearTimeout');
    try {
      join(seen);
      await eventually('it waits to join', WITHIN_MS, () => joins() === 1);
      await new Promise((resolve) => setImmediate(resolve));
      const waits = set.mock.results.at(-1)!.value;
      on.comet.cut();
      await connected(seen, 2);
      expect(cleared.mock.calls.some(([timer]) => timer === waits)).toBe(true);
    } finally {
      for (const spy of [random, set, cleared]) spy.mockRestore();
    }
  });
});
