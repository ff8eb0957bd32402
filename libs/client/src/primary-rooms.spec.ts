import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.mjs';
import { FakeComet } from '../../../test/support/fake-comet.js';
import { ClientsOfAFakeComet, connected, happened, join, WITHIN_MS } from '../test/clients-of-a-fake-comet.js';
import { keepRooms } from '../test/keep-rooms.js';

type Seen = ReturnType<ClientsOfAFakeComet['connect']>;

const LONGEST_FIRST_PAUSE_MS = 500;

let on: ClientsOfAFakeComet;

beforeEach(() => {
  on = new ClientsOfAFakeComet();
});

afterEach(() => {
  jest.restoreAllMocks();
  return on.close();
});

/** Requests that change rooms, or ask about them, from the given one on: without the resuming of a new connection. */
function asked(from = 0): [number, string][] {
  return on.comet.requests
    .slice(from)
    .filter(({ op, seq }) => [12, 18, 20].includes(op) || (op === 22 && seq > 0))
    .map(({ op, body }) => [op, body]);
}

function isIn(room: string): boolean {
  return [...on.comet.sockets].some(({ live }) => live.has(`room:${room}`));
}

/** What the client asks for on its next connection. */
async function reconnected(seen: Seen, times = 2): Promise<[number, string][]> {
  const from = on.comet.requests.length;
  on.comet.cut();
  await connected(seen, times);
  await seen.client.send(1000);
  await seen.client.send(1000);
  return asked(from);
}

describe('the primary room of the token', () => {
  beforeEach(() => {
    on.comet = new FakeComet(['a', 'c']);
    keepRooms(on.comet, { primary: 'a', extra: ['c'] });
  });

  // In a reconnect storm each of these requests comes once for each client.
  it('that is the primary room of the program as well is asked for on no connection', async () => {
    const seen = on.connect();
    const room = seen.client.room('a', { primary: true });
    room.on('joined', () => seen.events.push('joined'));
    room.on('message', (message) => seen.events.push(message.text()));
    await happened(seen, 'joined');
    expect([asked(), await reconnected(seen)]).toEqual([[], []]);
    on.comet.push('room:a', 'one');
    await happened(seen, 'joined', 'joined', 'one');
  });

  it('whose place another one takes is asked about on no connection, and is joined again where it has an object', async () => {
    const seen = on.connect();
    join(seen, 'a');
    await happened(seen, 'joined');
    seen.client.room('b', { primary: true });
    const again = [
      [12, expect.stringContaining('"b"')],
      [18, expect.stringContaining('"a"')],
    ];
    await eventually('it is in both', WITHIN_MS, () => expect(asked()).toEqual(again));
    expect(await reconnected(seen)).toEqual(again);
    expect([isIn('a'), isIn('b'), isIn('c')]).toEqual([true, true, true]);
    const from = on.comet.requests.length;
    seen.client.room('d', { primary: true });
    await eventually('it is in a third', WITHIN_MS, () => expect(isIn('d')).toBe(true));
    await seen.client.send(1000);
    // Only the first one had taken its place.
    expect(asked(from).map(([op]) => op)).toEqual([20, 12]);
  });

  it('is joined again where the server refuses another one first', async () => {
    const seen = on.connect();
    join(seen, 'a');
    await happened(seen, 'joined');
    seen.client.room('q');
    await Promise.resolve();
    expect(asked()).toEqual([[18, '{"room":"q"}']]);
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 12) socket.reply(13, seq, { error: 'forbidden' });
      return op === 12;
    });
    seen.client.room('q', { primary: true }).on('refused', ({ code }) => seen.events.push(code));
    await happened(seen, 'joined', 'forbidden');
    on.comet.answer(({ op }, socket) => {
      if (op === 12) socket.live.delete('room:a');
      return false;
    });
    seen.client.room('b', { primary: true });
    await eventually('it is in both', WITHIN_MS, () => expect([isIn('b'), isIn('a')]).toEqual([true, true]));
    expect(asked().at(-1)).toEqual([18, expect.stringContaining('"a"')]);
  });

  it.each([true, false])(
    'that was joined later, and left, stays left, where a history is kept: %s',
    async (hasHistory) => {
      if (!hasHistory) on.comet = new FakeComet();
      keepRooms(on.comet, { primary: 'a', extra: ['c'], hasHistory });
      const seen = on.connect();
      await connected(seen);
      const room = join(seen, 'a');
      await happened(seen, 'joined');
      await room.leave();
      expect([await reconnected(seen), isIn('a')]).toEqual([[[20, 'a']], false]);
    },
  );

  it('that a later connection is the first to name stays left', async () => {
    keepRooms(on.comet, { primary: 'a', hasHistory: false, tellsPrimary: false });
    const seen = on.connect();
    const room = join(seen, 'a');
    await happened(seen, 'joined');
    keepRooms(on.comet, { primary: 'a' });
    await reconnected(seen);
    await happened(seen, 'joined', 'joined');
    await room.leave();
    await reconnected(seen, 3);
    expect(isIn('a')).toBe(false);
  });

  it('that was left is not taken for the one whose place another takes', async () => {
    const seen = on.connect();
    const room = seen.client.room('a', { primary: true });
    await connected(seen);
    await room.leave();
    join(seen, 'a');
    await happened(seen, 'joined');
    seen.client.room('b', { primary: true });
    await eventually('it is in the other', WITHIN_MS, () => expect(isIn('b')).toBe(true));
    await seen.client.send(1000);
    expect(asked().map(([op]) => op)).toEqual([20, 18, 12]);
  });

  it('is not joined where no history is kept, and stays left', async () => {
    on.comet = new FakeComet();
    keepRooms(on.comet, { primary: 'a', hasHistory: false });
    const seen = on.connect();
    const room = join(seen, 'a');
    await happened(seen, 'joined');
    expect([asked(), await reconnected(seen)]).toEqual([[], []]);
    await room.leave();
    expect([await reconnected(seen, 3), isIn('a')]).toEqual([[[20, 'a']], false]);
  });

  it('is joined where a handler leaves it, and joins it again, as soon as there is a connection without a history', async () => {
    on.comet = new FakeComet();
    keepRooms(on.comet, { primary: 'a', hasHistory: false });
    const seen = on.connect();
    const room = seen.client.room('a');
    seen.client.on('state', ({ state }) => {
      if (state !== 'connected') return;
      void room.leave();
      join(seen, 'a');
    });
    await happened(seen, 'joined');
    expect([asked().map(([op]) => op), isIn('a')]).toEqual([[20, 18], true]);
  });

  it('is asked what it missed where a history is kept no more', async () => {
    const seen = on.connect();
    join(seen, 'a');
    await happened(seen, 'joined');
    keepRooms(on.comet, { primary: 'a', hasHistory: false });
    expect(await reconnected(seen)).toEqual([[18, '{"room":"a","cursor":"7:0"}']]);
  });
});

describe('a room that the client has joined itself', () => {
  beforeEach(() => {
    on.comet = new FakeComet();
    keepRooms(on.comet, { primary: '', hasHistory: false });
  });

  // It was left again on each connection: 100 requests of a client that had seen as many rooms.
  it.each(['while the client is connected', 'while it is not'])(
    'and has left %s is not left again on the next connection, though no history is kept',
    async (when) => {
      const seen = on.connect();
      const rooms = ['d', 'e', 'f'].map((key) => join(seen, key));
      await happened(seen, 'joined', 'joined', 'joined');
      if (when === 'while it is not') {
        seen.client.on('state', ({ state }) => {
          if (state === 'disconnected') for (const room of rooms) void room.leave();
        });
      } else for (const room of rooms) await room.leave();
      expect([await reconnected(seen), isIn('d')]).toEqual([[], false]);
    },
  );

  it('and has left while the next connection begins is left no more', async () => {
    const seen = on.connect();
    const room = join(seen, 'd');
    await happened(seen, 'joined');
    seen.client.on('state', ({ state }) => {
      if (state === 'connected') void room.leave();
    });
    await reconnected(seen);
    expect(await reconnected(seen, 3)).toEqual([]);
  });

  it('and that was the primary one is not left again on the next connection', async () => {
    const seen = on.connect();
    const rooms = ['d', 'e', 'f'];
    for (const key of rooms) {
      const room = seen.client.room(key, { primary: true });
      room.on('joined', () => seen.events.push(key));
      await eventually(`it is in ${key}`, WITHIN_MS, () => expect(seen.events).toContain(key));
    }
    expect(await reconnected(seen)).toEqual([[12, '{"room":"f"}']]);
  });
});

describe('an extra room that the program makes the primary one', () => {
  it('is asked for as such, in place of the earlier one and on each connection, and is told once that it is joined', async () => {
    const seen = on.connect();
    const earlier = seen.client.room('p', { primary: true });
    const room = join(seen, 'q');
    await happened(seen, 'joined');
    expect(seen.client.room('q', { primary: true })).toBe(room);
    expect([room.isPrimary, seen.client.room('q')]).toEqual([true, room]);
    await seen.client.send(1000);
    expect(asked()).toEqual([
      [12, '{"room":"p"}'],
      [18, '{"room":"q"}'],
      [20, 'p'],
      [12, expect.stringContaining('"q"')],
    ]);
    let isEarlierTold = false;
    earlier.on('online', () => (isEarlierTold = true));
    room.on('online', () => seen.events.push('online'));
    expect(await reconnected(seen)).toEqual([[12, expect.stringContaining('"q"')]]);
    await happened(seen, 'joined', 'joined');
    expect(isEarlierTold).toBe(false);
  });

  it('is asked for once, as such, where there is no connection yet', async () => {
    const seen = on.connect();
    join(seen, 'q');
    const room = seen.client.room('q', { primary: true });
    await happened(seen, 'joined');
    await seen.client.send(1000);
    expect([asked(), room.isPrimary]).toEqual([[[12, '{"room":"q"}']], true]);
  });

  it('is not told that it was refused as an extra one', async () => {
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 18) socket.reply(19, seq, { error: 'too-many-rooms' });
      return op === 18;
    });
    const seen = on.connect();
    await connected(seen);
    const room = join(seen, 'q');
    room.on('refused', ({ code }) => seen.events.push(code));
    await Promise.resolve();
    seen.client.room('q', { primary: true });
    await happened(seen, 'joined');
    expect(asked().map(([op]) => op)).toEqual([18, 12]);
  });

  it('waits no more to be joined as an extra one', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const set = jest.spyOn(globalThis, 'setTimeout');
    const cleared = jest.spyOn(globalThis, 'clearTimeout');
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 18) socket.reply(19, seq, { error: 'unavailable' });
      return op === 18;
    });
    const seen = on.connect();
    await connected(seen);
    join(seen, 'q');
    await eventually('it was asked for', WITHIN_MS, () => expect(asked()).toHaveLength(1));
    await seen.client.send(1000);
    const waits = set.mock.results[set.mock.calls.findIndex(([, ms]) => ms === LONGEST_FIRST_PAUSE_MS)]!.value;
    seen.client.room('q', { primary: true });
    await happened(seen, 'joined');
    expect([asked().map(([op]) => op), cleared.mock.calls.some(([timer]) => timer === waits)]).toEqual([
      [18, 12],
      true,
    ]);
  });

  it('need not be asked for where the token has it as the primary one', async () => {
    on.comet = new FakeComet(['a']);
    keepRooms(on.comet, { primary: 'a' });
    const seen = on.connect();
    const room = join(seen, 'a');
    await happened(seen, 'joined');
    seen.client.room('a', { primary: true });
    await seen.client.send(1000);
    expect([asked(), room.isPrimary]).toEqual([[], true]);
  });
});
