import { beforeEach, describe, expect, it } from '@jest/globals';
import { roomTarget } from '#contracts';
import {
  CatchingUpFixture,
  EPOCH,
  found,
  NEWS_SPACING_MS,
  OTHER_ROOM,
  ROOM,
  TARGET,
} from '../../../test/catching-up-fixture.js';
import { readFrames } from '#protocol';
import { settled } from '../../../test/fake-client.js';
import { packet } from '../../../test/fake-outlet.js';
import { MAX_PENDING } from '../../../test/session-fixture.js';

let comet: CatchingUpFixture;

beforeEach(() => {
  comet = new CatchingUpFixture();
});

describe('a client of version 2', () => {
  it('is told who it is, where its targets are, also where nothing was pushed yet, and its primary room', async () => {
    await comet.connect({ mid: 7, key: 'k', roomID: ROOM, heartbeat: 60e9 });
    const cursors = { all: '7:5', 'key:k': '7:5', 'mid:7': '7:5', [TARGET]: '7:5' };
    expect(comet.received()).toEqual([[8, { key: 'k', mid: 7, heartbeat: 60, cursors, room: ROOM }]]);
    expect(comet.logic.callsOf('connect')[0]!.request).toMatchObject({ version: 2 });
    await comet.connect({ roomID: '' });
    expect(comet.received()).toMatchObject([[8, { room: '' }]]);
  });

  // goim repeats any ver: its clients would not find the body of what is pushed by version 2.
  it('is no client of goim that has 2 in its ver for reasons of its own', async () => {
    await comet.connect({ mid: 7, key: 'k', roomID: ROOM }, { seq: 1 });
    expect(comet.received()).toEqual([[8, '']]);
    expect(comet.logic.callsOf('connect')[0]!.request).toMatchObject({ version: 1 });
    comet.pushRoom(10, 4);
    const [pushed] = comet.current.wire.writes;
    expect(readFrames(pushed!, 100)).toMatchObject([{ ver: 1, op: 1000, seq: 0 }]);
  });

  it('is not let in where nobody can tell where its targets are, and its session is over', async () => {
    comet.logic.fail('positions', 'unavailable');
    await comet.connect({ mid: 7, key: 'k', roomID: ROOM });
    expect(comet.current.isClosedAs).toBe('unavailable');
    expect(comet.logic.callsOf('disconnect').map(({ request }) => request)).toMatchObject([{ mid: 7, key: 'k' }]);
    expect([comet.hub.room(ROOM), comet.logic.failed]).toEqual([undefined, { positions: 1 }]);
  });

  it('is quiet until it says where it goes on, and then gets what came meanwhile', async () => {
    await comet.connect();
    comet.received();
    comet.pushRoom(10, 4);
    expect(comet.received()).toEqual([]);
    comet.send(22, { cursors: {} });
    await settled();
    expect(comet.received()).toEqual([
      [10, 4, TARGET, 'm10'],
      [23, { targets: {} }],
    ]);
    comet.pushRoom(11, 10);
    expect(comet.received()).toEqual([[11, 10, TARGET, 'm11']]);
  });

  it('gets what it missed before what is pushed, and nothing twice', async () => {
    await comet.connect();
    comet.received();
    comet.pushRoom(10, 4);
    comet.logic.hold('catchUp');
    comet.send(22, { cursors: { [TARGET]: '7:6' } });
    comet.pushRoom(11, 10);
    await settled();
    expect(comet.received()).toEqual([]);
    expect(comet.logic.callsOf('catchUp')[0]!.request).toMatchObject({
      target: TARGET,
      epoch: EPOCH,
      after: 6,
      upTo: 10,
    });
    comet.logic.callsOf('catchUp')[0]!.answer(found('recovered', [8, 10], 10));
    await settled();
    expect(comet.received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'recovered', cursor: '7:10' } } }],
      [8, 0, TARGET, 'm8'],
      [10, 8, TARGET, 'm10'],
      [11, 10, TARGET, 'm11'],
    ]);
  });

  it('is told what it cannot have', async () => {
    await comet.connect();
    comet.received();
    comet.logic.answerWith('catchUp', () => found('gap', [30], 30, [{ from: 7, to: 29 }]));
    comet.send(22, { cursors: { [TARGET]: '7:6', all: '6:6', 'mid:99': '7:1', [roomTarget(OTHER_ROOM)]: '7:1' } });
    await settled();
    comet.clock.advance(NEWS_SPACING_MS);
    await settled();
    const [[, reply]] = comet.received() as [[number, { targets: Record<string, object> }]];
    expect(reply.targets[TARGET]).toEqual({ verdict: 'gap', from: '6', to: '29', cursor: '7:30' });
    expect([reply.targets['mid:99'], reply.targets[roomTarget(OTHER_ROOM)]]).toEqual([
      { verdict: 'forbidden' },
      { verdict: 'forbidden' },
    ]);
    expect(comet.logic.callsOf('catchUp').map(({ request }) => request['target'])).toEqual([TARGET, 'all']);
  });

  it('goes on with what is pushed where the history cannot be read, and is told so', async () => {
    await comet.connect();
    comet.received();
    comet.logic.fail('catchUp', 'unavailable');
    comet.send(22, { cursors: { [TARGET]: '7:6' } });
    comet.pushRoom(10, 4);
    await settled();
    expect(comet.received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'unavailable' } } }],
      [10, 4, TARGET, 'm10'],
    ]);
    expect(comet.logic.failed).toEqual({ catchUp: 1 });
  });

  it('is told where its targets are in which nothing came, and no history is read for that', async () => {
    await comet.connect({ roomID: ROOM, key: 'k' });
    comet.received();
    comet.logic.answerWith('news', () => ({ epoch: EPOCH, verdicts: ['recovered', 'missed'], upTo: [12, 20] }));
    comet.logic.answerWith('catchUp', () => found('recovered', [15], 20));
    comet.send(22, { cursors: { 'key:k': '7:6', [TARGET]: '7:9' } });
    await settled();
    expect(comet.received()).toEqual([
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
    await comet.connect();
    comet.pushRoom(10, 4);
    comet.pushRoom(20, 10);
    comet.received();
    comet.logic.answerWith('news', () => ({ epoch: EPOCH, verdicts: ['recovered'], upTo: [12] }));
    comet.logic.answerWith('catchUp', () => found('recovered', [20], 20));
    comet.send(22, { cursors: { [TARGET]: '7:10' } });
    await settled();
    // Left out for everybody: it was delivered here.
    comet.pushRoom(20, 10);
    await settled();
    expect(comet.received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'recovered', cursor: '7:20' } } }],
      [20, 0, TARGET, 'm20'],
    ]);
    expect(comet.logic.callsOf('catchUp').map(({ request }) => request)).toMatchObject([{ after: 10, upTo: 20 }]);
  });

  it('is told of each target that it cannot be read, where nothing can be asked', async () => {
    await comet.connect();
    comet.received();
    comet.logic.fail('news', 'unavailable');
    comet.send(22, { cursors: { [TARGET]: '7:6', all: '7:6' } });
    comet.pushRoom(10, 4);
    await settled();
    expect(comet.received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'unavailable' }, all: { verdict: 'unavailable' } } }],
      [10, 4, TARGET, 'm10'],
    ]);
  });

  it.each([
    'x',
    '[]',
    '{"cursors":7}',
    '{"cursors":{"all":"x"}}',
    '{"cursors":{"all":7}}',
    // No number is exactly that.
    '{"cursors":{"all":"7:9007199254740993"}}',
    '{"cursors":{"all":"7:9223372036854775807"}}',
  ])('is refused where it resumes with %s', async (body) => {
    await comet.connect();
    comet.received();
    comet.send(22, body);
    await settled();
    expect(comet.received()).toEqual([[23, { error: 'bad-cursors' }]]);
  });

  it.each([12, 18])('is refused where it names, by operation %i, a cursor that no number is exactly', async (op) => {
    await comet.connect({ roomID: '' });
    comet.send(22, { cursors: {} });
    await settled();
    comet.received();
    comet.send(op, { room: ROOM, cursor: '7:9223372036854775807' });
    await settled();
    expect(comet.received()).toEqual([[op + 1, { error: 'bad-cursor' }]]);
  });

  it('joins a room where it ended there, and is told where the room is otherwise', async () => {
    await comet.connect({ roomID: '' });
    comet.send(22, { cursors: {} });
    await settled();
    comet.received();
    comet.logic.answerWith('catchUp', () => found('recovered', [8], 8));
    comet.send(18, { room: ROOM, cursor: '7:6' });
    await settled();
    await settled();
    expect(comet.received()).toEqual([
      [19, { room: ROOM, verdict: 'recovered', cursor: '7:8' }],
      [8, 0, TARGET, 'm8'],
    ]);
    comet.send(18, OTHER_ROOM);
    await settled();
    expect(comet.received()).toEqual([[19, { room: OTHER_ROOM, cursor: '7:5' }]]);
    comet.pushRoom(9, 8);
    comet.pushRoom(9, 5, OTHER_ROOM);
    expect(comet.received()).toEqual([
      [9, 8, TARGET, 'm9'],
      [9, 5, roomTarget(OTHER_ROOM), 'm9'],
    ]);
  });

  it('gets what it missed of a room that it joins while it is quiet when it resumes, each message once', async () => {
    await comet.connect({ roomID: '' });
    comet.received();
    comet.logic.hold('catchUp');
    comet.send(18, { room: ROOM, cursor: '7:6' });
    await settled();
    comet.pushRoom(8, 7);
    await settled();
    comet.logic.callsOf('catchUp')[0]!.answer(found('recovered', [7, 8], 8));
    await settled();
    comet.pushRoom(9, 8);
    expect(comet.received()).toEqual([[19, { room: ROOM, verdict: 'recovered', cursor: '7:8' }]]);
    comet.send(22, { cursors: {} });
    await settled();
    expect(comet.received()).toEqual([
      [7, 0, TARGET, 'm7'],
      [8, 7, TARGET, 'm8'],
      [9, 8, TARGET, 'm9'],
      [23, { targets: {} }],
    ]);
  });

  it.each([12, 18])('is refused a room, by operation %i, where nobody can tell its place', async (op) => {
    await comet.connect({ roomID: '' });
    comet.send(22, { cursors: {} });
    await settled();
    comet.received();
    comet.logic.fail('positions', 'unavailable');
    comet.send(op, ROOM);
    await settled();
    await settled();
    expect(comet.received()).toEqual([[op + 1, { error: 'unavailable' }]]);
    expect([comet.hub.room(ROOM), comet.counts.ignored.byLabel]).toEqual([undefined, { unavailable: 1 }]);
  });

  it.each([12, 18])('is refused a room that is no UTF-8, by operation %i', async (op) => {
    await comet.connect();
    comet.received();
    comet.send(op, Buffer.from('live://\xb7\xbf', 'latin1'));
    await settled();
    expect(comet.received()).toEqual([[op + 1, { error: 'bad-room' }]]);
    expect(comet.hub.room(ROOM)?.localOnline).toBe(1);
  });

  it('is told where the messages of a target did not go on unbroken, and that one was taken back', async () => {
    await comet.connect();
    comet.send(22, { cursors: {} });
    await settled();
    comet.received();
    comet.pushRoom(10, 4);
    comet.pushRoom(20, 15);
    comet.missed.readings[0]!.answer({ verdict: 'unavailable', pushes: [], upTo: 15 });
    await settled();
    comet.clock.advance(10);
    comet.hub.withdrawn(TARGET, EPOCH, 10);
    comet.hub.withdrawn('mid:99', EPOCH, 11);
    expect(comet.received()).toEqual([
      [10, 4, TARGET, 'm10'],
      [30, { target: TARGET, verdict: 'unavailable', from: '10', to: '15', cursor: '7:15' }],
      [20, 15, TARGET, 'm20'],
      [28, { target: TARGET, id: '10', epoch: '7' }],
    ]);
  });

  it('that lets too much wait is slow', async () => {
    await comet.connect();
    for (let id = 10; id < 40; id++) comet.pushRoom(id, id - 1);
    expect(comet.current.isClosedAs).toBe('slow');
  });

  it('gets what is sent to its key and member, whatever operations it accepts', async () => {
    await comet.connect({ mid: 7, key: 'k', accepts: [] });
    comet.send(22, { cursors: {} });
    await settled();
    comet.received();
    const to = { epoch: EPOCH, prevs: [4], transient: false };
    comet.hub.pushKeys(['k'], 1000, packet('to the member'), { ...to, id: 10, mids: [7] });
    comet.hub.pushKeys(['k'], 1000, packet('to the member'), { ...to, id: 10, mids: [7] });
    comet.hub.pushKeys(['k'], 1000, packet('to the key'), { ...to, id: 11, mids: [] });
    expect(comet.received()).toEqual([
      [10, 4, 'mid:7', 'to the member'],
      [11, 4, 'key:k', 'to the key'],
    ]);
  });
});

describe('a client that resumes again and again', () => {
  it('is answered one by one, and is slow where it does not read what it asked for', async () => {
    await comet.connect();
    comet.received();
    comet.logic.hold('news');
    for (let n = 0; n < 4; n++) comet.send(22, { cursors: { [TARGET]: '7:6' } });
    await settled();
    const askedFor = (): unknown[] => comet.logic.callsOf('news').map(({ request }) => request['targets']);
    expect([askedFor(), comet.current.isReading]).toEqual([[[TARGET]], false]);
    const nothing = { epoch: EPOCH, verdicts: ['recovered'], upTo: [6] };
    comet.logic.callsOf('news')[0]!.answer(nothing);
    await settled();
    expect(comet.received()).toEqual([[23, { targets: { [TARGET]: { verdict: 'recovered', cursor: '7:6' } } }]]);
    comet.current.wire.writableLength = MAX_PENDING + 1;
    comet.logic.callsOf('news')[1]!.answer(nothing);
    await settled();
    expect([comet.current.isClosedAs, askedFor()]).toEqual(['slow', [[TARGET], [TARGET]]]);
  });

  it('is read from again after each of them', async () => {
    await comet.connect();
    comet.received();
    for (const cursors of [{}, { [TARGET]: '7:6' }, { 'mid:99': '7:6' }]) comet.send(22, { cursors });
    comet.send(22, 'x');
    await settled();
    await settled();
    expect([comet.received().length, comet.current.isReading]).toEqual([4, true]);
  });
});
