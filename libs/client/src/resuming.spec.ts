import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.mjs';
import { FakeComet } from '../../../test/support/fake-comet.js';
import { ClientsOfAFakeComet, connected, WITHIN_MS } from '../test/clients-of-a-fake-comet.js';

const LONGEST_BODY = 4_096;

let on: ClientsOfAFakeComet;

beforeEach(() => {
  on = new ClientsOfAFakeComet();
});

afterEach(() => on.close());

function resumes(): { cursors: Record<string, string> }[] {
  return on.comet.requests.filter(({ op }) => op === 22).map(({ body }) => JSON.parse(body));
}

function longestResume(): number {
  return Math.max(...on.comet.requests.filter(({ op }) => op === 22).map(({ body }) => Buffer.byteLength(body)));
}

describe('what a client resumes', () => {
  it('is of its own connection, however many keys it had before that it was never told anything of', async () => {
    const keys = Array.from({ length: 60 }, (_, n) => `${n}`.padStart(100, 'k'));
    let key = '';
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 7) {
        key = keys[on.comet.urls.length - 1] ?? 'last';
        const cursors = Object.fromEntries(['all', 'mid:1', `key:${key}`].map((target) => [target, '7:0']));
        socket.reply(8, seq, { key, mid: 1, heartbeat: 480, cursors });
      }
      if (op === 22 && key !== 'last') queueMicrotask(() => socket.cut(0, 1006, ''));
      return op === 7 || op === 22;
    });
    const seen = on.connect();
    await connected(seen, keys.length + 1);
    expect(Object.keys(resumes().at(-1)!.cursors).toSorted()).toEqual(['all', 'mid:1']);
    expect(Object.keys(seen.client.cursors).toSorted()).toEqual(['all', 'key:last', 'mid:1']);
    expect(longestResume()).toBeLessThanOrEqual(LONGEST_BODY);
  });

  it('is asked for in several packets where it is too long for one, and nothing newer overtakes what was missed', async () => {
    const rooms = Array.from({ length: 20 }, (_, n) => `é"${n}`.padStart(240, 'r'));
    const targets = rooms.map((room) => `room:${room}`);
    const last = targets.at(-1)!;
    on.comet = new FakeComet(rooms);
    on.comet.push(last, 'one');
    let answer: (() => void) | undefined;
    on.comet.answer((request, socket) => {
      const isHeldBack = request.op === 22 && request.body.includes(JSON.stringify(last)) && answer === undefined;
      if (isHeldBack) answer = () => on.comet.serve(request, socket);
      return isHeldBack;
    });
    const seen = on.connect({ cursors: Object.fromEntries(targets.map((target) => [target, '7:0'])) });
    await connected(seen);
    expect(resumes().flatMap(({ cursors }) => Object.keys(cursors))).toEqual(targets);
    expect(longestResume()).toBeLessThanOrEqual(LONGEST_BODY);
    // Live since the first answer, with a message before it that the server does not know.
    const id = on.comet.push(last, 'two', { lost: true });
    const [socket] = on.comet.sockets;
    socket!.deliver(last, { id, prev: 0, body: 'two' });
    on.comet.push(targets[0]!, 'other');
    await eventually('another room goes on', WITHIN_MS, () => expect(seen.events).toEqual(['other']));
    answer!();
    await eventually('all has come', WITHIN_MS, () => expect(seen.events).toEqual(['other', 'one', 'two']));
  });

  it('is given up in time where a later packet is not answered', async () => {
    const rooms = Array.from({ length: 20 }, (_, n) => `${n}`.padStart(240, 'r'));
    const last = `room:${rooms.at(-1)!}`;
    on.comet = new FakeComet(rooms);
    on.comet.answer(({ op, body }) => op === 22 && body.includes(last));
    const seen = on.connect({
      recoverWithin: 50,
      cursors: Object.fromEntries(rooms.map((room) => [`room:${room}`, '7:0'])),
    });
    await connected(seen);
    const [socket] = on.comet.sockets;
    socket!.deliver(last, { id: 2048, prev: 0, body: 'two' });
    await eventually('it goes on', WITHIN_MS, () => expect(seen.events).toEqual(['gap unavailable 0 2047', 'two']));
  });
});
