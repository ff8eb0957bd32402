import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.mjs';
import { ClientsOfAFakeComet, connected, happened, join, WITHIN_MS } from '../test/clients-of-a-fake-comet.js';
import { readRelay, type GoimError, type Message } from './index.js';

let on: ClientsOfAFakeComet;

beforeEach(() => {
  on = new ClientsOfAFakeComet();
});

afterEach(() => on.close());

describe('a client', () => {
  it('asks for a token, authenticates by version 2, and gets what is pushed to the member, to all and to its rooms', async () => {
    const seen = on.connect();
    join(seen);
    await happened(seen, 'joined');
    on.comet.push('mid:1', 'one');
    on.comet.push('all', 'two');
    on.comet.push('room:r', 'three');
    await happened(seen, 'joined', 'one', 'two', 'three');
    expect(on.comet.requests.map(({ op }) => op)).toEqual([7, 22, 18]);
    expect(seen.client.key).toBe('k');
  });

  it('tells who a message is for, its id, and its bytes', async () => {
    const seen = on.connect();
    const messages: Message[] = [];
    seen.client.on('message', (message) => messages.push(message));
    await connected(seen);
    const id = on.comet.push('mid:1', '{"a":1}');
    await happened(seen, '{"a":1}');
    expect(messages[0]).toMatchObject({ id: String(id), target: 'mid:1', op: 1000 });
    expect(messages[0]!.json()).toEqual({ a: 1 });
  });

  it('joins again and again where the server cannot tell the place of a room yet', async () => {
    const seen = on.connect();
    let refusals = 2;
    on.comet.answer(({ op, seq }, socket) => {
      if (op !== 18 || refusals-- <= 0) return false;
      socket.reply(op + 1, seq, { error: 'unavailable' });
      return true;
    });
    const room = join(seen);
    room.on('refused', ({ code }) => seen.events.push(code));
    await happened(seen, 'joined');
    expect(on.comet.requests.filter(({ op }) => op === 18)).toHaveLength(3);
  });

  it('lets Node end when it is closed, though a room waits to be joined', async () => {
    const set = jest.spyOn(globalThis, 'setTimeout');
    const cleared = jest.spyOn(globalThis, 'clearTimeout');
    const seen = on.connect();
    await connected(seen);
    let refused = -1;
    on.comet.answer(({ op, seq }, socket) => {
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
    const seen = on.connect();
    await connected(seen);
    const { cursors } = seen.client;
    const [socket] = on.comet.sockets;
    for (let n = 0; n < 2; n++) socket!.deliver('mid:1', { id: 0, prev: 0, body: 'typing' });
    await happened(seen, 'typing', 'typing');
    expect(seen.client.cursors).toEqual(cursors);
  });

  it('leaves a room, and starts from now when it comes again', async () => {
    const seen = on.connect();
    const room = join(seen);
    await happened(seen, 'joined');
    await room.leave();
    on.comet.push('room:r', 'one');
    const again = join(seen);
    expect(again).not.toBe(room);
    await happened(seen, 'joined', 'joined');
    on.comet.push('room:r', 'two');
    await happened(seen, 'joined', 'joined', 'two');
  });

  it('is not stopped by a handler that is refused a room', async () => {
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 18) socket.reply(19, seq, { error: 'too-many-rooms' });
      return op === 18;
    });
    const { client } = on.connect();
    const refused = await new Promise<GoimError>((resolve) => client.room('r').on('refused', resolve));
    expect(refused.code).toBe('too-many-rooms');
  });
});

describe('what a client sends', () => {
  it('resolves with the reply, or rejects with why not', async () => {
    on.comet.answer(({ op, seq, body }, socket) => {
      if (op === 1000) socket.reply(op, seq, body === 'no' ? { error: 'refused', reason: 'muted' } : { answer: body });
      return op === 1000;
    });
    const { client } = on.connect();
    expect((await client.send(1000, 'yes')).json()).toEqual({ answer: 'yes' });
    await expect(client.send(1000, 'no')).rejects.toMatchObject({ code: 'refused', reason: 'muted' });
  });

  it('rejects where the connection breaks before the reply, or none comes in time', async () => {
    on.comet.answer(({ op }) => op === 1000);
    const hasty = on.connect({ timeout: 100 });
    await connected(hasty);
    await expect(hasty.client.send(1000)).rejects.toMatchObject({ code: 'timeout' });
    const patient = on.connect();
    await connected(patient);
    const sent = patient.client.send(1000);
    await eventually('it was sent', WITHIN_MS, () => on.comet.requests.filter(({ op }) => op === 1000).length === 2);
    on.comet.cut();
    await expect(sent).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('is not sent where it is longer than the server takes, which would end the connection for good', async () => {
    const seen = on.connect();
    await connected(seen);
    await expect(seen.client.send(1000, 'x'.repeat(4097))).rejects.toMatchObject({ code: 'too-long' });
    await expect(seen.client.room('r').relay('x'.repeat(4096))).rejects.toMatchObject({ code: 'too-long' });
    await seen.client.send(1000, 'x'.repeat(4096));
    const sent = on.comet.requests.filter(({ op }) => op === 4 || op === 1000);
    expect(sent.map(({ body }) => body.length)).toEqual([4096]);
  });

  it('is not told as a message where the reply comes too late', async () => {
    const late: (() => void)[] = [];
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 1000) late.push(() => socket.reply(op, seq, 'late'));
      return op === 1000;
    });
    const seen = on.connect({ timeout: 50 });
    await connected(seen);
    await expect(seen.client.send(1000)).rejects.toMatchObject({ code: 'timeout' });
    late[0]!();
    // A goim of old pushes so.
    const [socket] = on.comet.sockets;
    socket!.reply(1000, 0, 'pushed');
    await happened(seen, 'pushed');
  });

  it('is a relay to a room, which readRelay reads', async () => {
    const { client } = on.connect();
    await client.room('r').relay('hello', 'id-1');
    expect(on.comet.requests.at(-1)).toMatchObject({ op: 4, body: '{"room":"r","id":"id-1"}\nhello' });
    // An object as well, as `send` takes it.
    await client.room('r').relay({ text: 'hi' });
    expect(on.comet.requests.at(-1)).toMatchObject({ op: 4, body: '{"room":"r"}\n{"text":"hi"}' });
    const relayed = { body: Buffer.from('{"room":"r","mid":2,"time":3}\nhello') } as unknown as Message;
    expect(readRelay(relayed)).toMatchObject({ room: 'r', mid: 2, time: 3 });
    expect(readRelay(relayed)!.body.text()).toBe('hello');
    for (const other of [
      'hello\n',
      '{"room":"r","mid":2,"time":"now"}\n',
      '{"room":"r","mid":2,"time":1e300}\n',
      '{"room":"r"}\n',
    ]) {
      expect(readRelay({ body: Buffer.from(other) } as unknown as Message)).toBeUndefined();
    }
  });

  it('is an ack of what the member has read, of its own accord where it is wanted', async () => {
    const seen = on.connect({ autoAck: true });
    await connected(seen);
    const id = on.comet.push('mid:1', 'one');
    await eventually('it is acknowledged', WITHIN_MS, () => on.comet.requests.some(({ op }) => op === 24));
    expect(JSON.parse(on.comet.requests.at(-1)!.body)).toEqual({ target: 'mid:1', cursor: `7:${id}` });
  });

  it('is an ack of its member, though that is known only when it is connected', async () => {
    const seen = on.connect();
    await seen.client.ack('7:1024');
    expect(JSON.parse(on.comet.requests.at(-1)!.body)).toEqual({ target: 'mid:1', cursor: '7:1024' });
  });

  it('is an ack a second after the first message that has none, though more and more follow', async () => {
    const seen = on.connect({ autoAck: true });
    await connected(seen);
    jest.useFakeTimers();
    try {
      on.comet.push('mid:1', 'one');
      await jest.advanceTimersByTimeAsync(700);
      const id = on.comet.push('mid:1', 'two');
      await jest.advanceTimersByTimeAsync(700);
      const acks = on.comet.requests.filter(({ op }) => op === 24).map(({ body }) => JSON.parse(body) as unknown);
      expect(acks).toEqual([{ target: 'mid:1', cursor: `7:${id}` }]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is an ack on the next connection, where one broke before it', async () => {
    const seen = await on.heardOne({ autoAck: true });
    on.comet.cut();
    await connected(seen, 2);
    await eventually('it is acknowledged', WITHIN_MS, () => on.comet.requests.some(({ op }) => op === 24));
    expect(JSON.parse(on.comet.requests.at(-1)!.body)).toEqual({ target: 'mid:1', cursor: on.comet.cursor() });
  });

  it('is a question for the history', async () => {
    const page = {
      messages: [
        { id: '1024', epoch: '7', target: 'room:r', operation: 1000, body: 'é', encoding: 'utf8', time: 5, sender: 2 },
        { id: '2048', epoch: '7', target: 'room:r', operation: 1000, body: '/w==', encoding: 'base64', time: 6 },
      ],
      before: '1024',
    };
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 26) socket.reply(27, seq, page);
      return op === 26;
    });
    const { messages, before, after } = await on.connect().client.room('r').history({ limit: 2 });
    expect(JSON.parse(on.comet.requests.at(-1)!.body)).toEqual({ target: 'room:r', limit: 2 });
    expect(messages[0]!.text()).toBe('é');
    expect(messages[0]).toMatchObject({ id: '1024', op: 1000, time: 5, sender: 2 });
    expect([...messages[1]!.body]).toEqual([255]);
    expect([before, after]).toEqual(['1024', null]);
  });
});
