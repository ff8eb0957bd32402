import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.mjs';
import { FakeComet } from '../../../test/support/fake-comet.js';
import {
  GoimClient,
  GoimError,
  NeverError,
  readRelay,
  type GoimClientOptions,
  type Message,
  type State,
} from './index.js';

const WITHIN_MS = 5_000;
const AT_ONCE = { base: 0, factor: 1, max: 0 };

let comet: FakeComet;
let clients: GoimClient[];

beforeEach(() => {
  comet = new FakeComet();
  clients = [];
});

afterEach(() => Promise.all(clients.map((client) => client.close())));

interface Seen {
  readonly client: GoimClient;
  readonly states: State[];
  /** Messages as their text, and what else happened as `kind …`. */
  readonly events: string[];
}

function connect(options: Partial<GoimClientOptions> = {}): Seen {
  const client = new GoimClient({
    url: 'ws://comet/sub',
    getToken: () => ({ mid: 1 }),
    webSocket: comet.webSocket,
    backoff: AT_ONCE,
    ...options,
  });
  clients.push(client);
  const seen: Seen = { client, states: [], events: [] };
  client.on('state', (state) => seen.states.push(state));
  client.on('message', (message) => seen.events.push(message.text()));
  client.on('gap', ({ reason, from, to }) => seen.events.push(`gap ${reason} ${from} ${to}`));
  return seen;
}

function join({ client, events }: Seen, key = 'r'): ReturnType<GoimClient['room']> {
  const room = client.room(key);
  room.on('message', (message) => events.push(message.text()));
  room.on('gap', ({ reason, from, to }) => events.push(`gap ${reason} ${from} ${to}`));
  room.on('joined', () => events.push('joined'));
  return room;
}

function happened(seen: Seen, ...events: string[]): Promise<unknown> {
  return eventually(`the client sees ${events.join(', ')}`, WITHIN_MS, () => expect(seen.events).toEqual(events));
}

function connected({ states }: Seen, times = 1): Promise<unknown> {
  return eventually(`it is connected for the ${times}. time`, WITHIN_MS, () =>
    expect(states.filter(({ state }) => state === 'connected')).toHaveLength(times),
  );
}

describe('a client', () => {
  it('asks for a token, authenticates by version 2, and gets what is pushed to the member, to all and to its rooms', async () => {
    const seen = connect();
    join(seen);
    await happened(seen, 'joined');
    comet.push('mid:1', 'one');
    comet.push('all', 'two');
    comet.push('room:r', 'three');
    await happened(seen, 'joined', 'one', 'two', 'three');
    expect(comet.requests.map(({ op }) => op)).toEqual([7, 22, 18]);
    expect(seen.client.key).toBe('k');
  });

  it('tells who a message is for, its id, and its bytes', async () => {
    const seen = connect();
    const messages: Message[] = [];
    seen.client.on('message', (message) => messages.push(message));
    await connected(seen);
    const id = comet.push('mid:1', '{"a":1}');
    await happened(seen, '{"a":1}');
    expect(messages[0]).toMatchObject({ id: String(id), target: 'mid:1', op: 1000 });
    expect(messages[0]!.json()).toEqual({ a: 1 });
  });

  it('catches up with what came while it was away, each message once and in order', async () => {
    const seen = connect();
    join(seen);
    await happened(seen, 'joined');
    comet.push('room:r', 'one');
    await happened(seen, 'joined', 'one');
    comet.cut();
    comet.push('room:r', 'two');
    comet.push('mid:1', 'three');
    await connected(seen, 2);
    comet.push('room:r', 'four', { twice: true });
    await eventually('all has come', WITHIN_MS, () => expect(seen.events).toHaveLength(6));
    expect(seen.events.filter((event) => event !== 'three')).toEqual(['joined', 'one', 'joined', 'two', 'four']);
  });

  it('resumes from its own place, though the connection broke in the middle of catching up', async () => {
    const seen = connect();
    await connected(seen);
    comet.push('mid:1', 'one');
    await happened(seen, 'one');
    comet.cut();
    for (const body of ['two', 'three', 'four']) comet.push('mid:1', body);
    let resumes = 0;
    comet.answer(({ op }, socket) => {
      // The verdict and one message arrive, and the rest does not.
      if (op === 22 && ++resumes === 1) queueMicrotask(() => socket.cut(2, 1006, ''));
      return false;
    });
    await happened(seen, 'one', 'two', 'three', 'four');
    expect(resumes).toBe(2);
  });

  it('asks for what a message of its room says that it missed, and holds the message back meanwhile', async () => {
    const seen = connect();
    join(seen);
    await happened(seen, 'joined');
    comet.push('room:r', 'one');
    comet.push('room:r', 'two', { lost: true });
    comet.push('room:r', 'three');
    await happened(seen, 'joined', 'one', 'two', 'three');
  });

  it('asks once, where what was before a message is not kept any more', async () => {
    const seen = connect();
    join(seen);
    await happened(seen, 'joined');
    comet.push('room:r', 'one');
    await happened(seen, 'joined', 'one');
    const [socket] = comet.sockets;
    const id = comet.push('room:r', 'four', { lost: true });
    socket!.deliver('room:r', { id: id + 1, prev: id - 1, body: 'withdrawn before' });
    await eventually('it was asked for', WITHIN_MS, () =>
      expect(comet.requests.filter(({ op }) => op === 22)).toHaveLength(2),
    );
    await happened(seen, 'joined', 'one', 'four');
  });

  it('tells a gap, and goes on with the newest', async () => {
    const seen = connect();
    await connected(seen);
    comet.push('mid:1', 'one');
    await happened(seen, 'one');
    comet.cut();
    comet.limit = 1;
    for (const body of ['two', 'three', 'four']) comet.push('mid:1', body);
    await happened(seen, 'one', 'gap gap 1024 3072', 'four');
  });

  it('tells that the server began anew, and takes ids that it has seen before for new ones', async () => {
    const seen = connect();
    await connected(seen);
    comet.push('mid:1', 'one');
    await happened(seen, 'one');
    comet.cut();
    comet.begin(8);
    await connected(seen, 2);
    comet.push('mid:1', 'two');
    // The broadcasts begin anew as well.
    await happened(seen, 'one', 'gap reset undefined undefined', 'gap reset undefined undefined', 'two');
    expect(seen.client.cursors['mid:1']).toBe('8:1024');
  });

  it('holds newer messages back while the history is away, and has all in order when it is there again', async () => {
    const seen = connect();
    await connected(seen);
    comet.push('mid:1', 'one');
    await happened(seen, 'one');
    comet.cut();
    comet.push('mid:1', 'two');
    comet.isHistoryThere = false;
    await connected(seen, 2);
    comet.push('mid:1', 'three');
    await eventually('it asks again', WITHIN_MS, () =>
      expect(comet.requests.filter(({ op }) => op === 22).length).toBeGreaterThan(2),
    );
    expect(seen.events).toEqual(['one']);
    comet.isHistoryThere = true;
    await happened(seen, 'one', 'two', 'three');
  });

  it('tells what is missing where the history does not come back in time, and goes on', async () => {
    const seen = connect({ recoverWithin: 300 });
    await connected(seen);
    comet.push('mid:1', 'one');
    await happened(seen, 'one');
    comet.cut();
    comet.push('mid:1', 'two');
    comet.isHistoryThere = false;
    await connected(seen, 2);
    comet.push('mid:1', 'three');
    await eventually('it goes on', WITHIN_MS, () => {
      // Of the broadcasts it is not known whether any is missing.
      const ofMember = seen.events.filter((event) => !event.startsWith('gap unavailable 0 '));
      expect(ofMember).toEqual(['one', 'gap unavailable 1024 2048', 'three']);
    });
  });

  it('tells all that is missing where it waited in vain, also between messages that waited', async () => {
    const seen = connect({ recoverWithin: 50 });
    await connected(seen);
    comet.push('mid:1', 'one');
    await happened(seen, 'one');
    comet.isHistoryThere = false;
    comet.push('mid:1', 'two', { lost: true });
    comet.push('mid:1', 'three');
    comet.push('mid:1', 'four', { lost: true });
    comet.push('mid:1', 'five');
    // The server says meanwhile that the target is at the last one, which waits here.
    const [socket] = comet.sockets;
    socket!.reply(23, 0, { targets: { 'mid:1': { verdict: 'unavailable', cursor: comet.cursor() } } });
    await happened(seen, 'one', 'gap unavailable 1024 4096', 'three', 'five');
  });

  it('takes messages between the ends of a gap, and is told a gap once', async () => {
    const seen = connect();
    await connected(seen);
    comet.push('mid:1', 'one');
    await happened(seen, 'one');
    comet.answer(({ op }, socket) => {
      if (op !== 22) return false;
      const verdict = { verdict: 'gap', from: '1024', to: '9216', cursor: comet.cursor(10_240) };
      socket.reply(23, 0, { targets: { 'mid:1': verdict } });
      return true;
    });
    comet.cut();
    await connected(seen, 2);
    comet.cut();
    await connected(seen, 3);
    const [socket] = comet.sockets;
    socket!.deliver('mid:1', { id: 5120, prev: 4096, body: 'between' });
    socket!.deliver('mid:1', { id: 10_240, prev: 9216, body: 'behind' });
    await happened(seen, 'one', 'gap gap 1024 9216', 'between', 'behind');
  });

  it('resumes also where the server does not know where its targets are, and forgets what it may not read', async () => {
    const seen = connect({ cursors: { 'mid:1': '7:0', 'key:old': '7:0', 'room:r': '7:0' } });
    join(seen);
    comet.push('mid:1', 'one');
    comet.answer(({ op, seq }, socket) => {
      if (op === 7) {
        socket.targets = ['mid:1'];
        socket.reply(8, seq, { key: 'k', mid: 1, heartbeat: 480, cursors: {} });
      }
      if (op === 22) {
        socket.reply(23, 0, {
          targets: { 'key:old': { verdict: 'forbidden' }, 'mid:1': { verdict: 'recovered', cursor: comet.cursor() } },
        });
        socket.deliver('mid:1', { id: 1024, prev: 0, body: 'one' });
      }
      return op === 7 || op === 22;
    });
    await eventually('it came', WITHIN_MS, () => expect(seen.events.toSorted()).toEqual(['joined', 'one']));
    const resumed = comet.requests.find(({ op }) => op === 22)!;
    expect(JSON.parse(resumed.body)).toEqual({ cursors: { 'mid:1': '7:0', 'key:old': '7:0' } });
    expect(Object.keys(seen.client.cursors)).not.toContain('key:old');
  });

  it('takes the verdict of a join however late it comes', async () => {
    comet.limit = 1;
    for (const body of ['one', 'two']) comet.push('room:r', body);
    const seen = connect({ timeout: 50, cursors: { 'room:r': '7:0' } });
    join(seen);
    let answer: (() => void) | undefined;
    comet.answer((request, socket) => {
      if (request.op === 18) answer ??= () => comet.serve(request, socket);
      return request.op === 18 || request.op === 1000;
    });
    await connected(seen);
    // Sent after the join, with as much time.
    await expect(seen.client.send(1000)).rejects.toMatchObject({ code: 'timeout' });
    expect(seen.events).toEqual([]);
    answer!();
    await happened(seen, 'gap gap 0 1024', 'joined', 'two');
  });

  it('delivers a message below the floor of the auth reply, and none twice', async () => {
    const seen = connect();
    await connected(seen);
    const [socket] = comet.sockets;
    comet.push('all', 'all');
    const first = { id: 5, prev: 0, body: 'on its way' };
    socket!.deliver('mid:1', first);
    socket!.deliver('mid:1', first);
    await happened(seen, 'all', 'on its way');
    expect(seen.client.cursors['mid:1']).toBe('7:5');
  });

  it('delivers nothing that an earlier client had, though a job sends it again', async () => {
    const first = connect();
    join(first);
    await happened(first, 'joined');
    const id = comet.push('room:r', 'one');
    await happened(first, 'joined', 'one');
    const { cursors } = first.client;
    await first.client.close();
    const second = connect({ cursors });
    join(second);
    await happened(second, 'joined');
    const [socket] = comet.sockets;
    socket!.deliver('room:r', { id, prev: 0, body: 'one' });
    comet.push('room:r', 'two');
    await happened(second, 'joined', 'two');
  });

  it('joins again and again where the server cannot tell the place of a room yet', async () => {
    const seen = connect();
    let refusals = 2;
    comet.answer(({ op, seq }, socket) => {
      if (op !== 18 || refusals-- <= 0) return false;
      socket.reply(op + 1, seq, { error: 'unavailable' });
      return true;
    });
    const room = join(seen);
    room.on('refused', ({ code }) => seen.events.push(code));
    await happened(seen, 'joined');
    expect(comet.requests.filter(({ op }) => op === 18)).toHaveLength(3);
  });

  it('lets Node end when it is closed, though a room waits to be joined', async () => {
    const set = jest.spyOn(globalThis, 'setTimeout');
    const cleared = jest.spyOn(globalThis, 'clearTimeout');
    const seen = connect();
    await connected(seen);
    let refused = -1;
    comet.answer(({ op, seq }, socket) => {
      if (op !== 18) return false;
      refused = set.mock.calls.length;
      socket.reply(op + 1, seq, { error: 'unavailable' });
      return true;
    });
    join(seen);
    await eventually('it waits for another try', WITHIN_MS, () => refused >= 0 && set.mock.calls.length > refused);
    const waits = set.mock.results.at(-1)!.value;
    await seen.client.close();
    expect(cleared.mock.calls.some(([timer]) => timer === waits)).toBe(true);
    set.mockRestore();
    cleared.mockRestore();
  });

  it('delivers what has no history, and moves no cursor', async () => {
    const seen = connect();
    await connected(seen);
    const { cursors } = seen.client;
    const [socket] = comet.sockets;
    for (let n = 0; n < 2; n++) socket!.deliver('mid:1', { id: 0, prev: 0, body: 'typing' });
    await happened(seen, 'typing', 'typing');
    expect(seen.client.cursors).toEqual(cursors);
  });

  it('goes on where an earlier client left off, though nothing was ever pushed to that', async () => {
    const first = connect();
    join(first);
    await happened(first, 'joined');
    const { cursors } = first.client;
    await first.client.close();
    comet.push('room:r', 'one');
    comet.push('mid:1', 'two');
    const second = connect({ cursors });
    join(second);
    await eventually('both have come', WITHIN_MS, () =>
      expect(second.events.toSorted()).toEqual(['joined', 'one', 'two']),
    );
  });

  it('leaves a room, and starts from now when it comes again', async () => {
    const seen = connect();
    const room = join(seen);
    await happened(seen, 'joined');
    await room.leave();
    comet.push('room:r', 'one');
    const again = join(seen);
    expect(again).not.toBe(room);
    await happened(seen, 'joined', 'joined');
    comet.push('room:r', 'two');
    await happened(seen, 'joined', 'joined', 'two');
  });

  it('is not stopped by a handler that is refused a room', async () => {
    comet.answer(({ op, seq }, socket) => {
      if (op === 18) socket.reply(19, seq, { error: 'too-many-rooms' });
      return op === 18;
    });
    const { client } = connect();
    const refused = await new Promise<GoimError>((resolve) => client.room('r').on('refused', resolve));
    expect(refused.code).toBe('too-many-rooms');
  });
});

describe('what a client sends', () => {
  it('resolves with the reply, or rejects with why not', async () => {
    comet.answer(({ op, seq, body }, socket) => {
      if (op === 1000) socket.reply(op, seq, body === 'no' ? { error: 'refused', reason: 'muted' } : { answer: body });
      return op === 1000;
    });
    const { client } = connect();
    expect((await client.send(1000, 'yes')).json()).toEqual({ answer: 'yes' });
    await expect(client.send(1000, 'no')).rejects.toMatchObject({ code: 'refused', reason: 'muted' });
  });

  it('rejects where the connection breaks before the reply, or none comes in time', async () => {
    comet.answer(({ op }) => op === 1000);
    const seen = connect({ timeout: 100 });
    await connected(seen);
    await expect(seen.client.send(1000)).rejects.toMatchObject({ code: 'timeout' });
    const sent = seen.client.send(1000);
    await eventually('it was sent', WITHIN_MS, () => comet.requests.filter(({ op }) => op === 1000).length === 2);
    comet.cut();
    await expect(sent).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('is a relay to a room, which readRelay reads', async () => {
    const { client } = connect();
    await client.room('r').relay('hello', 'id-1');
    expect(comet.requests.at(-1)).toMatchObject({ op: 4, body: '{"room":"r","id":"id-1"}\nhello' });
    const relayed = { body: Buffer.from('{"room":"r","mid":2,"time":3}\nhello') } as unknown as Message;
    expect(readRelay(relayed)).toMatchObject({ room: 'r', mid: 2, time: 3 });
    expect(readRelay(relayed)!.body.text()).toBe('hello');
    expect(readRelay({ body: Buffer.from('hello\n') } as unknown as Message)).toBeUndefined();
  });

  it('is an ack of what the member has read, of its own accord where it is wanted', async () => {
    const seen = connect({ autoAck: true });
    await connected(seen);
    const id = comet.push('mid:1', 'one');
    await eventually('it is acknowledged', WITHIN_MS, () => comet.requests.some(({ op }) => op === 24));
    expect(JSON.parse(comet.requests.at(-1)!.body)).toEqual({ target: 'mid:1', cursor: `7:${id}` });
  });

  it('is a question for the history', async () => {
    const page = {
      messages: [
        { id: '1024', epoch: '7', target: 'room:r', operation: 1000, body: 'é', encoding: 'utf8', time: 5, sender: 2 },
        { id: '2048', epoch: '7', target: 'room:r', operation: 1000, body: '/w==', encoding: 'base64', time: 6 },
      ],
      before: '1024',
    };
    comet.answer(({ op, seq }, socket) => {
      if (op === 26) socket.reply(27, seq, page);
      return op === 26;
    });
    const { messages, before, after } = await connect().client.room('r').history({ limit: 2 });
    expect(JSON.parse(comet.requests.at(-1)!.body)).toEqual({ target: 'room:r', limit: 2 });
    expect(messages[0]!.text()).toBe('é');
    expect(messages[0]).toMatchObject({ id: '1024', op: 1000, time: 5, sender: 2 });
    expect([...messages[1]!.body]).toEqual([255]);
    expect([before, after]).toEqual(['1024', null]);
  });
});

describe('a connection', () => {
  it.each([4001, 4002, 4006, 4500, 1006, 1012])('is made again after close code %i', async (code) => {
    const seen = connect();
    await connected(seen);
    comet.cut(0, code, 'why');
    await connected(seen, 2);
    expect(seen.states.find(({ state }) => state === 'disconnected')).toMatchObject({
      code,
      reason: 'why',
      retryIn: 0,
    });
  });

  it.each([4501, 4504, 4505])('is not made again after close code %i', async (code) => {
    const seen = connect();
    await connected(seen);
    comet.cut(0, code, 'kicked: bye');
    await eventually('it is told', WITHIN_MS, () =>
      expect(seen.states.at(-1)).toEqual({ state: 'disconnected', code, reason: 'kicked: bye', retryIn: undefined }),
    );
    await expect(seen.client.send(1000)).rejects.toMatchObject({ code: 'closed' });
  });

  it('gets a new token each time, and tries again where there is none just now', async () => {
    const tokens = ['first', new Error('no network'), 'second'];
    const seen = connect({
      getToken: () => {
        const token = tokens.shift();
        if (typeof token !== 'string') throw token;
        return token;
      },
    });
    await connected(seen);
    comet.cut();
    await connected(seen, 2);
    expect(comet.requests.filter(({ op }) => op === 7).map(({ body }) => body)).toEqual(['first', 'second']);
  });

  it('is made again with another token after the server refused one, as often as one that it takes is refused later', async () => {
    const refusals: (string | undefined)[] = [];
    comet.answer(({ op, body }, socket) => {
      const hasExpired = op === 7 && body.startsWith('expired');
      if (hasExpired) socket.cut(0, 4503, 'auth-refused: expired');
      return hasExpired;
    });
    const tokens = ['first', 'expired', 'second', 'expired too', 'third'];
    const seen = connect({
      getToken: (refusal) => {
        refusals.push(refusal);
        return tokens.shift()!;
      },
    });
    await connected(seen);
    comet.cut();
    await connected(seen, 2);
    comet.cut();
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
      comet = new FakeComet();
      comet.answer((_, socket) => {
        socket.cut(0, 4503, 'auth-refused: no such user');
        return true;
      });
      const given = [...tokens];
      const seen = connect({ getToken: () => given.shift()! });
      await eventually('it is told', WITHIN_MS, () =>
        expect(seen.states.at(-1)).toEqual({
          state: 'disconnected',
          code: 4503,
          reason: 'auth-refused: no such user',
          retryIn: undefined,
        }),
      );
      expect([given, comet.urls.length]).toEqual([['three'], new Set(tokens.slice(0, 2)).size]);
    }
  });

  it('is given up where there will be no token any more', async () => {
    const seen = connect({
      getToken: () => {
        throw new NeverError('signed out');
      },
    });
    await eventually('it is told', WITHIN_MS, () =>
      expect(seen.states.at(-1)).toMatchObject({ state: 'disconnected', reason: 'signed out', retryIn: undefined }),
    );
    expect(comet.urls).toEqual([]);
  });

  it('is given up at a server of version 1, and says why', async () => {
    comet.answer(({ seq }, socket) => {
      socket.reply(8, seq, '');
      return true;
    });
    const seen = connect();
    await eventually('it is told', WITHIN_MS, () =>
      expect(seen.states.at(-1)).toMatchObject({ reason: 'the server does not speak version 2', retryIn: undefined }),
    );
  });

  it('is dead where a heartbeat has no answer', async () => {
    comet.heartbeatSeconds = 0.1;
    comet.answer(({ op }) => op === 2 && comet.urls.length === 1);
    const seen = connect({ timeout: 50 });
    await connected(seen, 2);
    expect(seen.states.find(({ state }) => state === 'disconnected')).toMatchObject({ reason: 'no heartbeat' });
  });

  it('tells the count of the primary room with each heartbeat', async () => {
    const { client } = connect({ heartbeat: 20 });
    const count = await new Promise((resolve) => client.room('r', { primary: true }).on('online', resolve));
    expect(count).toBe(1);
    expect(comet.requests.find(({ op }) => op === 12)?.body).toBe('{"room":"r"}');
  });

  it('waits longer and longer, and a random share of it', async () => {
    const seen = connect({
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

  it('ends when it is closed, and nothing follows', async () => {
    const seen = connect();
    await connected(seen);
    await seen.client.close();
    expect(seen.states.at(-1)).toMatchObject({ state: 'disconnected', code: 1000, reason: 'closed' });
    expect(comet.sockets.size).toBe(0);
    await expect(seen.client.send(1000)).rejects.toMatchObject({ code: 'closed' });
  });
});
