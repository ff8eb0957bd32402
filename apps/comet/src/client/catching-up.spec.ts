import { beforeEach, describe, expect, it } from '@jest/globals';
import { roomTarget, type CatchUpReply, type RoomKey } from '#contracts';
import { encodeFrame, readDeliveries, readPacketHeader } from '#protocol';
import { settled, type FakeClient } from '../../test/fake-client.js';
import { packet } from '../../test/fake-outlet.js';
import { MAX_PENDING, SessionFixture } from '../../test/session-fixture.js';

const EPOCH = 7;
const ROOM = 'live://1' as RoomKey;
const OTHER_ROOM = 'live://2' as RoomKey;
const TARGET = roomTarget(ROOM);
const NEWS_SPACING_MS = 100;

let comet: SessionFixture;
let client: FakeClient;

beforeEach(() => {
  comet = new SessionFixture();
  comet.logic.answerWith('positions', ({ targets }) => ({ epoch: EPOCH, ids: (targets as string[]).map(() => 5) }));
});

/** Connects a client of version 2 that is in the room. */
async function connect(granted: Parameters<typeof comet.logic.grant>[0] = { roomID: ROOM }): Promise<void> {
  comet.logic.grant(granted);
  client = comet.client();
  client.sendBytes(encodeFrame(7, 1, Buffer.from('{}'), 2));
  await settled();
  await settled();
}

function send(op: number, body: object | string | Buffer): void {
  const isReady = typeof body === 'string' || Buffer.isBuffer(body);
  client.sendBytes(encodeFrame(op, 9, Buffer.from(isReady ? body : JSON.stringify(body)), 2));
}

function pushRoom(id: number, prev: number, room = ROOM): void {
  comet.hub.pushRoom(room, packet(`m${id}`), { epoch: EPOCH, ids: [id], prev, transient: [] });
  comet.clock.advance(10);
}

/** What the client got since the last look: replies as [operation, JSON], pushes as [id, prev, target, body]. */
function received(): unknown[] {
  return client.wire.writes.splice(0).flatMap((bytes) => {
    const seen: unknown[] = [];
    for (let at = 0; at < bytes.length;) {
      const { packetBytes, headerBytes, op } = readPacketHeader(bytes, at);
      const whole = bytes.subarray(at, at + packetBytes);
      const text = whole.subarray(headerBytes).toString();
      if (headerBytes === 16) seen.push([op, text === '' ? '' : (JSON.parse(text) as unknown)]);
      else
        seen.push(
          ...readDeliveries(whole).map(({ id, prev, target, body }) => [
            Number(id),
            Number(prev),
            target,
            body.toString(),
          ]),
        );
      at += packetBytes;
    }
    return seen;
  });
}

function found(verdict: string, ids: number[], upTo: number, gaps: CatchUpReply['gaps'] = []): object {
  const messages = ids.map((id, n) => ({ id, prev: ids[n - 1] ?? 0, operation: 1000, body: Buffer.from(`m${id}`) }));
  return { verdict, epoch: EPOCH, upTo, gaps, messages, last: ids.at(-1) ?? 0 };
}

describe('a client of version 2', () => {
  it('is told who it is and where its targets are, also where nothing was pushed yet', async () => {
    await connect({ mid: 7, key: 'k', roomID: ROOM, heartbeat: 60e9 });
    const cursors = { all: '7:5', 'key:k': '7:5', 'mid:7': '7:5', [TARGET]: '7:5' };
    expect(received()).toEqual([[8, { key: 'k', mid: 7, heartbeat: 60, cursors }]]);
    expect(comet.logic.callsOf('connect')[0]!.request).toMatchObject({ version: 2 });
  });

  it('is not let in where nobody can tell where its targets are, and its session is over', async () => {
    comet.logic.fail('positions', 'unavailable');
    await connect({ mid: 7, key: 'k', roomID: ROOM });
    expect(client.isClosedAs).toBe('unavailable');
    expect(comet.logic.callsOf('disconnect').map(({ request }) => request)).toMatchObject([{ mid: 7, key: 'k' }]);
    expect([comet.hub.room(ROOM), comet.counts.failedCalls.byLabel]).toEqual([undefined, { positions: 1 }]);
  });

  it('is quiet until it says where it goes on, and then gets what came meanwhile', async () => {
    await connect();
    received();
    pushRoom(10, 4);
    expect(received()).toEqual([]);
    send(22, { cursors: {} });
    await settled();
    expect(received()).toEqual([
      [10, 4, TARGET, 'm10'],
      [23, { targets: {} }],
    ]);
    pushRoom(11, 10);
    expect(received()).toEqual([[11, 10, TARGET, 'm11']]);
  });

  it('gets what it missed before what is pushed, and nothing twice', async () => {
    await connect();
    received();
    pushRoom(10, 4);
    comet.logic.hold('catchUp');
    send(22, { cursors: { [TARGET]: '7:6' } });
    pushRoom(11, 10);
    await settled();
    expect(received()).toEqual([]);
    expect(comet.logic.callsOf('catchUp')[0]!.request).toMatchObject({
      target: TARGET,
      epoch: EPOCH,
      after: 6,
      upTo: 10,
    });
    comet.logic.callsOf('catchUp')[0]!.answer(found('recovered', [8, 10], 10));
    await settled();
    expect(received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'recovered', cursor: '7:10' } } }],
      [8, 0, TARGET, 'm8'],
      [10, 8, TARGET, 'm10'],
      [11, 10, TARGET, 'm11'],
    ]);
  });

  it('is told what it can not have', async () => {
    await connect();
    received();
    comet.logic.answerWith('catchUp', () => found('gap', [30], 30, [{ from: 7, to: 29 }]));
    send(22, { cursors: { [TARGET]: '7:6', all: '6:6', 'mid:99': '7:1', [roomTarget(OTHER_ROOM)]: '7:1' } });
    await settled();
    comet.clock.advance(NEWS_SPACING_MS);
    await settled();
    const [[, reply]] = received() as [[number, { targets: Record<string, object> }]];
    expect(reply.targets[TARGET]).toEqual({ verdict: 'gap', from: '6', to: '29', cursor: '7:30' });
    expect([reply.targets['mid:99'], reply.targets[roomTarget(OTHER_ROOM)]]).toEqual([
      { verdict: 'forbidden' },
      { verdict: 'forbidden' },
    ]);
    expect(comet.logic.callsOf('catchUp').map(({ request }) => request['target'])).toEqual([TARGET, 'all']);
  });

  it('goes on with what is pushed where the history can not be read, and is told so', async () => {
    await connect();
    received();
    comet.logic.fail('catchUp', 'unavailable');
    send(22, { cursors: { [TARGET]: '7:6' } });
    pushRoom(10, 4);
    await settled();
    expect(received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'unavailable' } } }],
      [10, 4, TARGET, 'm10'],
    ]);
  });

  it('is told where its targets are in which nothing came, and no history is read for that', async () => {
    await connect({ roomID: ROOM, key: 'k' });
    received();
    comet.logic.answerWith('news', () => ({ epoch: EPOCH, verdicts: ['recovered', 'missed'], upTo: [12, 20] }));
    comet.logic.answerWith('catchUp', () => found('recovered', [15], 20));
    send(22, { cursors: { 'key:k': '7:6', [TARGET]: '7:9' } });
    await settled();
    expect(received()).toEqual([
      [
        23,
        {
          targets: {
            'key:k': { verdict: 'recovered', cursor: '7:12' },
            [TARGET]: { verdict: 'recovered', cursor: '7:20' },
          },
        },
      ],
      [15, 0, TARGET, 'm15'],
    ]);
    const [asked, ...more] = comet.logic.callsOf('news');
    expect([asked!.request, more]).toMatchObject([{ epoch: EPOCH, targets: ['key:k', TARGET], after: [6, 9] }, []]);
    const reads = comet.logic.callsOf('catchUp').map(({ request }) => request);
    expect(reads).toMatchObject([{ target: TARGET, epoch: EPOCH, after: 9, upTo: 20 }]);
  });

  it('is sent what others in the room got, though the queue has forgotten that it gave it', async () => {
    await connect();
    pushRoom(10, 4);
    pushRoom(20, 10);
    received();
    comet.logic.answerWith('news', () => ({ epoch: EPOCH, verdicts: ['recovered'], upTo: [12] }));
    comet.logic.answerWith('catchUp', () => found('recovered', [20], 20));
    send(22, { cursors: { [TARGET]: '7:10' } });
    await settled();
    // Left out for everybody: it was delivered here.
    pushRoom(20, 10);
    await settled();
    expect(received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'recovered', cursor: '7:20' } } }],
      [20, 0, TARGET, 'm20'],
    ]);
    expect(comet.logic.callsOf('catchUp').map(({ request }) => request)).toMatchObject([{ after: 10, upTo: 20 }]);
  });

  it('is told of each target that it can not be read, where nothing can be asked', async () => {
    await connect();
    received();
    comet.logic.fail('news', 'unavailable');
    send(22, { cursors: { [TARGET]: '7:6', all: '7:6' } });
    pushRoom(10, 4);
    await settled();
    expect(received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'unavailable' }, all: { verdict: 'unavailable' } } }],
      [10, 4, TARGET, 'm10'],
    ]);
  });

  it.each(['x', '[]', '{"cursors":7}', '{"cursors":{"all":"x"}}', '{"cursors":{"all":7}}'])(
    'is refused where it resumes with %s',
    async (body) => {
      await connect();
      received();
      send(22, body);
      await settled();
      expect(received()).toEqual([[23, { error: 'bad-cursors' }]]);
    },
  );

  it('joins a room where it ended there, and is told where the room is otherwise', async () => {
    await connect({ roomID: '' });
    send(22, { cursors: {} });
    await settled();
    received();
    comet.logic.answerWith('catchUp', () => found('recovered', [8], 8));
    send(18, { room: ROOM, cursor: '7:6' });
    await settled();
    await settled();
    expect(received()).toEqual([
      [19, { room: ROOM, verdict: 'recovered', cursor: '7:8' }],
      [8, 0, TARGET, 'm8'],
    ]);
    send(18, OTHER_ROOM);
    await settled();
    expect(received()).toEqual([[19, { room: OTHER_ROOM, cursor: '7:5' }]]);
    pushRoom(9, 8);
    pushRoom(9, 5, OTHER_ROOM);
    expect(received()).toEqual([
      [9, 8, TARGET, 'm9'],
      [9, 5, roomTarget(OTHER_ROOM), 'm9'],
    ]);
  });

  it.each([12, 18])('is refused a room, by operation %i, where nobody can tell its place', async (op) => {
    await connect({ roomID: '' });
    send(22, { cursors: {} });
    await settled();
    received();
    comet.logic.fail('positions', 'unavailable');
    send(op, ROOM);
    await settled();
    await settled();
    expect(received()).toEqual([[op + 1, { error: 'unavailable' }]]);
    expect([comet.hub.room(ROOM), comet.counts.ignored.byLabel]).toEqual([undefined, { unavailable: 1 }]);
  });

  it.each([12, 18])('is refused a room that is no UTF-8, by operation %i', async (op) => {
    await connect();
    received();
    send(op, Buffer.from('live://\xb7\xbf', 'latin1'));
    await settled();
    expect(received()).toEqual([[op + 1, { error: 'bad-room' }]]);
    expect(comet.hub.room(ROOM)?.localOnline).toBe(1);
  });

  it('is told where the messages of a target did not go on unbroken, and that one was taken back', async () => {
    await connect();
    send(22, { cursors: {} });
    await settled();
    received();
    pushRoom(10, 4);
    pushRoom(20, 15);
    comet.missed.readings[0]!.answer({ verdict: 'unavailable', pushes: [], upTo: 15 });
    await settled();
    comet.clock.advance(10);
    comet.hub.withdrawn(TARGET, EPOCH, 10);
    comet.hub.withdrawn('mid:99', EPOCH, 11);
    expect(received()).toEqual([
      [10, 4, TARGET, 'm10'],
      [30, { target: TARGET, verdict: 'unavailable', from: '10', to: '15', cursor: '7:15' }],
      [20, 15, TARGET, 'm20'],
      [28, { target: TARGET, id: '10', epoch: '7' }],
    ]);
  });

  it('that lets too much wait is slow', async () => {
    await connect();
    for (let id = 10; id < 40; id++) pushRoom(id, id - 1);
    expect(client.isClosedAs).toBe('slow');
  });

  it('gets what is sent to its key and member, whatever operations it accepts', async () => {
    await connect({ mid: 7, key: 'k', accepts: [] });
    send(22, { cursors: {} });
    await settled();
    received();
    const to = { epoch: EPOCH, prevs: [4], transient: false };
    comet.hub.pushKeys(['k'], 1000, packet('to the member'), { ...to, id: 10, mids: [7] });
    comet.hub.pushKeys(['k'], 1000, packet('to the member'), { ...to, id: 10, mids: [7] });
    comet.hub.pushKeys(['k'], 1000, packet('to the key'), { ...to, id: 11, mids: [] });
    expect(received()).toEqual([
      [10, 4, 'mid:7', 'to the member'],
      [11, 4, 'key:k', 'to the key'],
    ]);
  });
});

describe('a client that resumes again and again', () => {
  it('is answered one by one, and is slow where it does not read what it asked for', async () => {
    await connect();
    received();
    comet.logic.hold('news');
    for (let n = 0; n < 4; n++) send(22, { cursors: { [TARGET]: '7:6' } });
    await settled();
    const askedFor = (): unknown[] => comet.logic.callsOf('news').map(({ request }) => request['targets']);
    expect([askedFor(), client.isReading]).toEqual([[[TARGET]], false]);
    const nothing = { epoch: EPOCH, verdicts: ['recovered'], upTo: [6] };
    comet.logic.callsOf('news')[0]!.answer(nothing);
    await settled();
    expect(received()).toEqual([[23, { targets: { [TARGET]: { verdict: 'recovered', cursor: '7:6' } } }]]);
    client.wire.writableLength = MAX_PENDING + 1;
    comet.logic.callsOf('news')[1]!.answer(nothing);
    await settled();
    expect([client.isClosedAs, askedFor()]).toEqual(['slow', [[TARGET], [TARGET]]]);
  });

  it('is read from again after each of them', async () => {
    await connect();
    received();
    for (const cursors of [{}, { [TARGET]: '7:6' }, { 'mid:99': '7:6' }]) send(22, { cursors });
    send(22, 'x');
    await settled();
    await settled();
    expect([received().length, client.isReading]).toEqual([4, true]);
  });
});

describe('clients that come back at the same time', () => {
  it('share the requests for where they begin, and ask about their room once', async () => {
    comet.logic.hold('positions');
    const clients: FakeClient[] = [];
    for (let n = 0; n < 5; n++) {
      await connect({ roomID: ROOM, mid: n, key: `k${n}` });
      clients.push(client);
    }
    const calls = comet.logic.callsOf('positions');
    expect(calls.map(({ request }) => request['targets'])).toEqual([
      ['all', 'key:k0', TARGET],
      ['all', 'key:k1', 'mid:1', TARGET],
    ]);
    calls[0]!.answer({ epoch: EPOCH, ids: [1, 2, 3] });
    await settled();
    const [, , rest] = comet.logic.callsOf('positions');
    const targets = ['all', 'key:k2', 'mid:2', TARGET, 'key:k3', 'mid:3', 'key:k4', 'mid:4'];
    expect(rest!.request['targets']).toEqual(targets);
    rest!.answer({ epoch: EPOCH, ids: targets.map((_, n) => 10 + n) });
    await settled();
    await settled();
    const cursors = clients.map((one) => {
      client = one;
      return received().map((each) => (each as [number, { cursors: object }])[1].cursors);
    });
    expect(cursors).toEqual([
      [{ all: '7:1', 'key:k0': '7:2', [TARGET]: '7:3' }],
      [],
      [{ all: '7:10', 'key:k2': '7:11', 'mid:2': '7:12', [TARGET]: '7:13' }],
      [{ all: '7:10', 'key:k3': '7:14', 'mid:3': '7:15', [TARGET]: '7:13' }],
      [{ all: '7:10', 'key:k4': '7:16', 'mid:4': '7:17', [TARGET]: '7:13' }],
    ]);
  });

  it('are each sent what they have missed in one write', async () => {
    await connect();
    comet.logic.answerWith('catchUp', () => found('recovered', [7, 8], 8));
    received();
    send(22, { cursors: { [TARGET]: '7:6' } });
    await settled();
    await settled();
    expect(client.wire.writes).toHaveLength(1);
    expect(received()).toHaveLength(3);
  });

  it('share the requests for what they may have missed', async () => {
    comet.logic.hold('news');
    const clients: FakeClient[] = [];
    for (let n = 0; n < 6; n++) {
      await connect({ roomID: ROOM, key: `k${n}` });
      received();
      clients.push(client);
      send(22, { cursors: { [`key:k${n}`]: '7:6' } });
      await settled();
      comet.clock.advance(NEWS_SPACING_MS);
    }
    await settled();
    const calls = comet.logic.callsOf('news');
    const targetsOf = (from: number): unknown[] => calls.slice(from).map(({ request }) => request['targets']);
    expect(targetsOf(0)).toEqual([['key:k0'], ['key:k1']]);
    calls[1]!.answer({ epoch: EPOCH, verdicts: ['recovered'], upTo: [8] });
    await settled();
    calls.push(...comet.logic.callsOf('news').slice(2));
    expect(targetsOf(2)).toEqual([['key:k2', 'key:k3', 'key:k4', 'key:k5']]);
    const verdicts = ['recovered', 'unavailable', 'reset', 'recovered'];
    calls[2]!.answer({ epoch: EPOCH, verdicts, upTo: [9, 9, 9, 9] });
    await settled();
    const got = clients.map((one) => {
      client = one;
      return received().map((each) => Object.values((each as [number, { targets: object }])[1].targets) as unknown);
    });
    const told = (verdict: string, cursor: string): object => [[{ verdict, cursor }]];
    expect(got).toEqual([
      [],
      told('recovered', '7:8'),
      told('recovered', '7:9'),
      told('unavailable', '7:9'),
      told('reset', '7:9'),
      told('recovered', '7:9'),
    ]);
  });

  it('are answered from few reads, each with what it has missed', async () => {
    comet.logic.hold('catchUp');
    const clients: FakeClient[] = [];
    for (let n = 0; n < 5; n++) {
      await connect({ roomID: ROOM, key: `k${n}` });
      received();
      clients.push(client);
      send(22, { cursors: { [TARGET]: `7:${6 + n}` } });
    }
    await settled();
    comet.clock.advance(NEWS_SPACING_MS);
    await settled();
    const [first] = comet.logic.callsOf('catchUp');
    first!.answer(found('recovered', [7, 8, 12], 12));
    await settled();
    const calls = comet.logic.callsOf('catchUp');
    expect(calls).toHaveLength(2);
    expect(calls[1]!.request).toMatchObject({ after: 7 });
    calls[1]!.answer(found('recovered', [8, 12], 12));
    await settled();
    const bodies = clients.map((one) => {
      client = one;
      return received().flatMap((each) => (Array.isArray(each) && each.length === 4 ? [each[3]] : []));
    });
    expect(bodies).toEqual([['m7', 'm8', 'm12'], ['m8', 'm12'], ['m12'], ['m12'], ['m12']]);
  });
});

describe('a page of the history', () => {
  it.each([1, 2])('is answered to a client of version %i for what it may read', async (version) => {
    comet.logic.grant({ mid: 7, key: 'k', roomID: ROOM });
    client = comet.client();
    client.sendBytes(encodeFrame(7, 1, Buffer.from('{}'), version));
    await settled();
    await settled();
    received();
    comet.logic.answerWith('history', () => ({ error: '', reason: '', page: Buffer.from('{"messages":[]}') }));
    send(26, '');
    await settled();
    send(26, { target: 'mid:7', before: '7:5', limit: 500 });
    await settled();
    send(26, { target: 'mid:8' });
    send(26, { target: roomTarget(OTHER_ROOM) });
    send(26, { limit: 'x' });
    expect(received()).toEqual([
      [27, { messages: [] }],
      [27, { messages: [] }],
      [27, { error: 'forbidden' }],
      [27, { error: 'forbidden' }],
      [27, { error: 'bad-body' }],
    ]);
    expect(comet.logic.callsOf('history').map(({ request }) => ({ ...request }))).toMatchObject([
      { target: TARGET, maxBytes: 65_536 },
      { target: 'mid:7', before: '7:5', limit: 100 },
    ]);
  });

  it('is not there where logic does not answer', async () => {
    await connect();
    received();
    comet.logic.fail('history', 'unavailable');
    send(26, '');
    await settled();
    expect(received()).toEqual([[27, { error: 'unavailable' }]]);
  });
});

describe('what a member has read', () => {
  it('is noted, for itself alone', async () => {
    await connect({ mid: 7 });
    received();
    send(24, { target: 'mid:7', cursor: '7:2048' });
    await settled();
    send(24, { target: 'mid:8', cursor: '7:2048' });
    send(24, { target: 'mid:7', cursor: 'x' });
    expect(received()).toEqual([
      [25, {}],
      [25, { error: 'forbidden' }],
      [25, { error: 'bad-cursor' }],
    ]);
    expect(comet.logic.callsOf('read').map(({ request }) => ({ ...request }))).toEqual([
      { mid: 7, epoch: 7, id: 2048 },
    ]);
  });
});
