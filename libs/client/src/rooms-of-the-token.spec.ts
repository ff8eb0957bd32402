import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.mjs';
import { FakeComet } from '../../../test/support/fake-comet.js';
import { ClientsOfAFakeComet, connected, happened, join, WITHIN_MS } from '../test/clients-of-a-fake-comet.js';
import { keepRooms } from '../test/keep-rooms.js';

type Seen = ReturnType<ClientsOfAFakeComet['connect']>;

let on: ClientsOfAFakeComet;
/** Whether the comet says which room is the primary one. */
let tellsPrimary: boolean;

beforeEach(() => {
  on = new ClientsOfAFakeComet();
});

afterEach(() => on.close());

/** The comet's clients have a token with a primary room, and with extra ones. */
function tokenHas(primary: string, ...extra: string[]): void {
  on.comet = new FakeComet([primary, ...extra]);
  keepRooms(on.comet, { primary, extra, tellsPrimary });
}

function asked(...ops: number[]): [number, string][] {
  return on.comet.requests.filter(({ op }) => ops.includes(op)).map(({ op, body }) => [op, body]);
}

function isIn(room: string): boolean {
  return [...on.comet.sockets].some(({ live }) => live.has(`room:${room}`));
}

function hasNoHistory(): void {
  on.comet = new FakeComet();
  keepRooms(on.comet, { primary: 'a', hasHistory: false, tellsPrimary });
}

/** The client has another primary room, and knows what became of the rooms of the token: a comet of old was asked for it. */
async function moved(seen: Seen): Promise<void> {
  seen.client.room('b', { primary: true }).on('message', (message) => seen.events.push(`b: ${message.text()}`));
  await eventually('the client has moved', WITHIN_MS, () => {
    const questions = on.comet.requests.filter(({ op, seq }) => op === 22 && seq > 0);
    expect([asked(12).length, questions.length]).toEqual([1, tellsPrimary ? 0 : 1]);
  });
  await seen.client.send(1000);
}

async function reconnected(seen: Seen, times = 2): Promise<void> {
  on.comet.cut();
  await connected(seen, times);
  await seen.client.send(1000);
  await seen.client.send(1000);
}

describe.each(['names the primary room', 'is of old'])('a room of the token, where the comet %s,', (which) => {
  beforeEach(() => {
    tellsPrimary = which === 'names the primary room';
  });

  it('goes on where another room becomes the primary one, also on the next connection, and is told once that it is joined', async () => {
    tokenHas('a');
    const seen = on.connect();
    join(seen, 'a');
    await happened(seen, 'joined');
    // What comes between the two is not lost.
    on.comet.push('room:a', 'one');
    await moved(seen);
    await eventually('it is in both', WITHIN_MS, () => expect([isIn('a'), isIn('b')]).toEqual([true, true]));
    on.comet.push('room:a', 'two');
    on.comet.push('room:b', 'other');
    await happened(seen, 'joined', 'one', 'two', 'b: other');
    await reconnected(seen);
    await eventually('it is in both', WITHIN_MS, () => expect([isIn('a'), isIn('b')]).toEqual([true, true]));
    on.comet.push('room:a', 'three');
    await happened(seen, 'joined', 'one', 'two', 'b: other', 'joined', 'three');
  });

  it('gets what was pushed to it while the client was out of it', async () => {
    tokenHas('a');
    const seen = on.connect();
    join(seen, 'a');
    await happened(seen, 'joined');
    seen.client.room('b', { primary: true }).on('joined', () => on.comet.push('room:a', 'between'));
    await happened(seen, 'joined', 'between');
    await seen.client.send(1000);
    on.comet.push('room:a', 'then');
    await happened(seen, 'joined', 'between', 'then');
  });

  it('goes on where the room that became the primary one is left before the server says so', async () => {
    tokenHas('a');
    const seen = on.connect();
    join(seen, 'a');
    await happened(seen, 'joined');
    const primary = seen.client.room('b', { primary: true });
    await Promise.resolve();
    expect(asked(12)).toHaveLength(1);
    await primary.leave();
    await eventually('it is in the one alone', WITHIN_MS, () => expect([isIn('a'), isIn('b')]).toEqual([true, false]));
  });

  it('goes on where another room becomes the primary one and no history is kept', async () => {
    hasNoHistory();
    const seen = on.connect();
    join(seen, 'a');
    await happened(seen, 'joined');
    seen.client.room('b', { primary: true });
    await eventually('it is in the other', WITHIN_MS, () => expect(isIn('b')).toBe(true));
    await eventually('it is in both', WITHIN_MS, () => expect(isIn('a')).toBe(true));
    on.comet.push('room:a', 'one');
    await happened(seen, 'joined', 'one');
  });

  it('that no program has asked for ends with another primary room, and does not come back with the next connection', async () => {
    tokenHas('a', 'c');
    const seen = on.connect();
    await connected(seen);
    on.comet.push('room:a', 'one');
    await happened(seen, 'one');
    await moved(seen);
    expect(Object.keys(seen.client.cursors)).toEqual(['all', 'mid:1', 'room:c', 'room:b']);
    on.comet.push('room:a', 'missed');
    on.comet.push('room:c', 'extra');
    await happened(seen, 'one', 'extra');
    await reconnected(seen);
    on.comet.push('room:a', 'later');
    on.comet.push('room:c', 'extra again');
    await happened(seen, 'one', 'extra', 'extra again');
    expect([isIn('a'), Object.keys(seen.client.cursors)]).toEqual([false, ['all', 'mid:1', 'room:c', 'room:b']]);
  });

  it.each(['while the client is connected', 'while it is not'])('that was left %s stays left', async (when) => {
    tokenHas('a');
    const seen = on.connect();
    const room = join(seen, 'a');
    await happened(seen, 'joined');
    if (when === 'while it is not') {
      seen.client.on('state', ({ state }) => {
        if (state === 'disconnected') void room.leave();
      });
    } else await room.leave();
    for (const times of [2, 3]) {
      // It waits in the server until the client resumes.
      on.comet.push('room:a', 'missed');
      await reconnected(seen, times);
      on.comet.push('room:a', 'later');
      await seen.client.send(1000);
      expect([seen.events, Object.keys(seen.client.cursors)]).toEqual([['joined'], ['all', 'mid:1']]);
    }
  });

  it('that was left tells nothing of what waits in the server until the client resumes', async () => {
    on.comet = new FakeComet(['a']);
    const seen = on.connect();
    await connected(seen);
    await seen.client.room('a').leave();
    on.comet.answer((request, socket) => {
      if (request.op !== 22) return false;
      on.comet.serve(request, socket);
      socket.deliver('room:a', { id: 1024, prev: 0, body: 'waited' });
      return true;
    });
    await reconnected(seen);
    expect([seen.events, Object.keys(seen.client.cursors)]).toEqual([[], ['all', 'mid:1']]);
  });

  it('that was left, and that a handler joins as soon as there is a connection, begins then', async () => {
    tokenHas('a');
    const seen = on.connect();
    await connected(seen);
    await seen.client.room('a').leave();
    on.comet.push('room:a', 'missed');
    const takeOff = seen.client.on('state', ({ state }) => {
      if (state !== 'connected') return;
      join(seen, 'a');
      takeOff();
    });
    await reconnected(seen);
    expect(seen.client.cursors['room:a']).toBe(on.comet.cursor());
    on.comet.push('room:a', 'one');
    await happened(seen, 'joined', 'one');
    on.comet.cut();
    on.comet.push('room:a', 'two');
    await happened(seen, 'joined', 'one', 'joined', 'two');
  });

  it('that was left without a history is left again, and so are not all of those that were ever left', async () => {
    hasNoHistory();
    const seen = on.connect();
    await connected(seen);
    for (let n = 0; n < 110; n++) await seen.client.room(`${n}`).leave();
    await seen.client.room('a').leave();
    const before = asked(20).length;
    await reconnected(seen);
    const again = asked(20).slice(before);
    expect([again.length, again.at(-1), isIn('a')]).toEqual([100, [20, 'a'], false]);
  });

  it('that is an extra one is made the primary one where the program asks for it, on each connection', async () => {
    tokenHas('a', 'b');
    const seen = on.connect();
    const room = seen.client.room('b', { primary: true });
    room.on('joined', () => seen.events.push('joined'));
    room.on('message', (message) => seen.events.push(message.text()));
    await happened(seen, 'joined');
    await eventually('it is the primary one', WITHIN_MS, () => expect(isIn('a')).toBe(false));
    on.comet.push('room:b', 'one');
    await happened(seen, 'joined', 'one');
    on.comet.cut();
    on.comet.push('room:b', 'two');
    await happened(seen, 'joined', 'one', 'joined', 'two');
    // What it has missed is asked for once.
    expect(asked(12)).toEqual([
      [12, '{"room":"b"}'],
      [12, '{"room":"b"}'],
    ]);
  });

  it('that is the primary one is left where its handler leaves it as soon as it is joined', async () => {
    tokenHas('a');
    const seen = on.connect();
    const room = seen.client.room('a', { primary: true });
    room.on('joined', () => void room.leave());
    await connected(seen);
    await seen.client.send(1000);
    expect([asked(20), isIn('a')]).toEqual([[[20, 'a']], false]);
  });
});
