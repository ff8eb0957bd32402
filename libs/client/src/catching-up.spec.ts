import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.mjs';
import { ClientsOfAFakeComet, connected, happened, join, WITHIN_MS } from '../test/clients-of-a-fake-comet.js';

let on: ClientsOfAFakeComet;

beforeEach(() => {
  on = new ClientsOfAFakeComet();
});

afterEach(() => on.close());

describe('a client', () => {
  it('catches up with what came while it was away, each message once and in order', async () => {
    const seen = on.connect();
    join(seen);
    await happened(seen, 'joined');
    on.comet.push('room:r', 'one');
    await happened(seen, 'joined', 'one');
    on.comet.cut();
    on.comet.push('room:r', 'two');
    on.comet.push('mid:1', 'three');
    await connected(seen, 2);
    on.comet.push('room:r', 'four', { twice: true });
    await eventually('all has come', WITHIN_MS, () => expect(seen.events).toHaveLength(6));
    expect(seen.events.filter((event) => event !== 'three')).toEqual(['joined', 'one', 'joined', 'two', 'four']);
  });

  it('resumes from its own place, though the connection broke in the middle of catching up', async () => {
    const seen = await on.heardOne();
    on.comet.cut();
    for (const body of ['two', 'three', 'four']) on.comet.push('mid:1', body);
    let resumes = 0;
    on.comet.answer(({ op }, socket) => {
      // The verdict and one message arrive, and the rest does not.
      if (op === 22 && ++resumes === 1) queueMicrotask(() => socket.cut(2, 1006, ''));
      return false;
    });
    await happened(seen, 'one', 'two', 'three', 'four');
    expect(resumes).toBe(2);
  });

  it('asks for what a message of its room says that it missed, and holds the message back meanwhile', async () => {
    const seen = on.connect();
    join(seen);
    await happened(seen, 'joined');
    on.comet.push('room:r', 'one');
    on.comet.push('room:r', 'two', { lost: true });
    on.comet.push('room:r', 'three');
    await happened(seen, 'joined', 'one', 'two', 'three');
  });

  it('asks once, where what was before a message is not kept any more', async () => {
    const seen = on.connect();
    join(seen);
    await happened(seen, 'joined');
    on.comet.push('room:r', 'one');
    await happened(seen, 'joined', 'one');
    const [socket] = on.comet.sockets;
    const id = on.comet.push('room:r', 'four', { lost: true });
    socket!.deliver('room:r', { id: id + 1, prev: id - 1, body: 'withdrawn before' });
    await eventually('it was asked for', WITHIN_MS, () =>
      expect(on.comet.requests.filter(({ op }) => op === 22)).toHaveLength(2),
    );
    await happened(seen, 'joined', 'one', 'four');
  });

  it('tells a gap, and goes on with the newest', async () => {
    const seen = await on.heardOne();
    on.comet.cut();
    on.comet.limit = 1;
    for (const body of ['two', 'three', 'four']) on.comet.push('mid:1', body);
    await happened(seen, 'one', 'gap gap 1024 3072', 'four');
  });

  it('tells that the server began anew, and takes ids that it has seen before for new ones', async () => {
    const seen = await on.heardOne();
    on.comet.cut();
    on.comet.begin(8);
    await connected(seen, 2);
    on.comet.push('mid:1', 'two');
    // The broadcasts begin anew as well.
    await happened(seen, 'one', 'gap reset undefined undefined', 'gap reset undefined undefined', 'two');
    expect(seen.client.cursors['mid:1']).toBe('8:1024');
  });

  it('holds newer messages back while the history is away, and has all in order when it is there again', async () => {
    const seen = await on.heardOne();
    on.comet.cut();
    on.comet.push('mid:1', 'two');
    on.comet.isHistoryThere = false;
    await connected(seen, 2);
    on.comet.push('mid:1', 'three');
    await eventually('it asks again', WITHIN_MS, () =>
      expect(on.comet.requests.filter(({ op }) => op === 22).length).toBeGreaterThan(2),
    );
    expect(seen.events).toEqual(['one']);
    on.comet.isHistoryThere = true;
    await happened(seen, 'one', 'two', 'three');
  });

  it('tells what is missing where the history does not come back in time, and goes on', async () => {
    const seen = await on.heardOne({ recoverWithin: 300 });
    on.comet.cut();
    on.comet.push('mid:1', 'two');
    on.comet.isHistoryThere = false;
    await connected(seen, 2);
    on.comet.push('mid:1', 'three');
    await eventually('it goes on', WITHIN_MS, () => {
      // Of the broadcasts it is not known whether any is missing.
      const ofMember = seen.events.filter((event) => !event.startsWith('gap unavailable 0 '));
      expect(ofMember).toEqual(['one', 'gap unavailable 1024 2048', 'three']);
    });
  });

  it('tells what is missing up to where the connection began, though the server does not know by then', async () => {
    const seen = await on.heardOne({ recoverWithin: 50 });
    on.comet.cut();
    on.comet.push('mid:1', 'two');
    on.comet.answer(({ op }, socket) => {
      if (op === 22) socket.reply(23, 0, { targets: { 'mid:1': { verdict: 'unavailable' } } });
      return op === 22;
    });
    await happened(seen, 'one', 'gap unavailable 1024 2048');
  });

  it('asks once at a time, where it is to wait for ever', async () => {
    const seen = await on.heardOne({ recoverWithin: Infinity });
    on.comet.answer(({ op }) => op === 22);
    jest.useFakeTimers();
    try {
      on.comet.push('mid:1', 'two', { lost: true });
      on.comet.push('mid:1', 'three');
      await jest.advanceTimersByTimeAsync(60_000);
    } finally {
      jest.useRealTimers();
    }
    expect(on.comet.requests.filter(({ op }) => op === 22)).toHaveLength(2);
    expect(seen.events).toEqual(['one']);
  });

  it('waits for the history as long as ever, though much waited for it before', async () => {
    const large = 'x'.repeat(2.5 * 1024 * 1024);
    const seen = await on.heardOne();
    on.comet.push('mid:1', 'two', { lost: true });
    on.comet.push('mid:1', large);
    await happened(seen, 'one', 'two', large);
    on.comet.cut();
    on.comet.push('mid:1', 'four');
    on.comet.isHistoryThere = false;
    await connected(seen, 2);
    on.comet.push('mid:1', large);
    await eventually('it asks again', WITHIN_MS, () =>
      expect(on.comet.requests.filter(({ op }) => op === 22).length).toBeGreaterThan(3),
    );
    on.comet.isHistoryThere = true;
    await happened(seen, 'one', 'two', large, 'four', large);
  });

  it('tells all that is missing where it waited in vain, also between messages that waited', async () => {
    const seen = await on.heardOne({ recoverWithin: 50 });
    on.comet.isHistoryThere = false;
    on.comet.push('mid:1', 'two', { lost: true });
    on.comet.push('mid:1', 'three');
    on.comet.push('mid:1', 'four', { lost: true });
    on.comet.push('mid:1', 'five');
    // The server says meanwhile that the target is at the last one, which waits here.
    const [socket] = on.comet.sockets;
    socket!.reply(23, 0, { targets: { 'mid:1': { verdict: 'unavailable', cursor: on.comet.cursor() } } });
    await happened(seen, 'one', 'gap unavailable 1024 4096', 'three', 'five');
  });

  it('takes messages between the ends of a gap, and is told a gap once', async () => {
    const seen = await on.heardOne();
    on.comet.answer(({ op }, socket) => {
      if (op !== 22) return false;
      const verdict = { verdict: 'gap', from: '1024', to: '9216', cursor: on.comet.cursor(10_240) };
      socket.reply(23, 0, { targets: { 'mid:1': verdict } });
      return true;
    });
    on.comet.cut();
    await connected(seen, 2);
    on.comet.cut();
    await connected(seen, 3);
    const [socket] = on.comet.sockets;
    socket!.deliver('mid:1', { id: 5120, prev: 4096, body: 'between' });
    socket!.deliver('mid:1', { id: 10_240, prev: 9216, body: 'behind' });
    await happened(seen, 'one', 'gap gap 1024 9216', 'between', 'behind');
  });

  it('resumes also where the server does not know where its targets are, and forgets the key of an earlier one', async () => {
    const seen = on.connect({ cursors: { 'mid:1': '7:0', 'key:old': '7:0', 'room:r': '7:0', 'room:token': '7:0' } });
    join(seen);
    on.comet.push('mid:1', 'one');
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 7) {
        socket.targets = ['mid:1'];
        socket.reply(8, seq, { key: 'k', mid: 1, heartbeat: 480, cursors: {} });
      }
      if (op === 22) {
        socket.reply(23, 0, {
          targets: {
            'room:token': { verdict: 'forbidden' },
            'mid:1': { verdict: 'recovered', cursor: on.comet.cursor() },
          },
        });
        socket.deliver('mid:1', { id: 1024, prev: 0, body: 'one' });
      }
      return op === 7 || op === 22;
    });
    await eventually('it came', WITHIN_MS, () => expect(seen.events.toSorted()).toEqual(['joined', 'one']));
    const resumed = on.comet.requests.find(({ op }) => op === 22)!;
    expect(JSON.parse(resumed.body)).toEqual({ cursors: { 'mid:1': '7:0', 'room:token': '7:0' } });
    expect(Object.keys(seen.client.cursors)).not.toContain('key:old');
  });

  it('asks for nothing by a cursor that the server would refuse, and all others with it', async () => {
    const bad = ['two:2', '1:18446744073709551616', '4294967296:1', '01:1', '7:0x1', '7', '7:1:1'];
    const cursors = Object.fromEntries(bad.map((cursor, n) => [`room:${n}`, cursor]));
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 7) socket.reply(8, seq, { key: 'k', mid: 1, heartbeat: 480, cursors: {} });
      return op === 7;
    });
    await connected(on.connect({ cursors: { ...cursors, 'mid:1': '7:0' } }));
    const resumed = on.comet.requests.find(({ op }) => op === 22)!;
    expect(JSON.parse(resumed.body)).toEqual({ cursors: { 'mid:1': '7:0' } });
  });

  it('takes the verdict of a join however late it comes', async () => {
    on.comet.limit = 1;
    for (const body of ['one', 'two']) on.comet.push('room:r', body);
    const seen = on.connect({ timeout: 50, cursors: { 'room:r': '7:0' } });
    join(seen);
    let answer: (() => void) | undefined;
    on.comet.answer((request, socket) => {
      if (request.op === 18) answer ??= () => on.comet.serve(request, socket);
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
    const seen = on.connect();
    await connected(seen);
    const [socket] = on.comet.sockets;
    on.comet.push('all', 'all');
    const first = { id: 5, prev: 0, body: 'on its way' };
    socket!.deliver('mid:1', first);
    socket!.deliver('mid:1', first);
    await happened(seen, 'all', 'on its way');
    expect(seen.client.cursors['mid:1']).toBe('7:5');
  });

  it('delivers nothing that an earlier client had, though a job sends it again', async () => {
    const first = on.connect();
    join(first);
    await happened(first, 'joined');
    const id = on.comet.push('room:r', 'one');
    await happened(first, 'joined', 'one');
    const { cursors } = first.client;
    await first.client.close();
    const second = on.connect({ cursors });
    join(second);
    await happened(second, 'joined');
    const [socket] = on.comet.sockets;
    socket!.deliver('room:r', { id, prev: 0, body: 'one' });
    on.comet.push('room:r', 'two');
    await happened(second, 'joined', 'two');
  });

  it('goes on where an earlier client left off, though nothing was ever pushed to that', async () => {
    const first = on.connect();
    join(first);
    await happened(first, 'joined');
    const { cursors } = first.client;
    await first.client.close();
    on.comet.push('room:r', 'one');
    on.comet.push('mid:1', 'two');
    const second = on.connect({ cursors });
    join(second);
    await eventually('both have come', WITHIN_MS, () =>
      expect(second.events.toSorted()).toEqual(['joined', 'one', 'two']),
    );
  });
});
