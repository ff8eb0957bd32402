import { beforeEach, describe, expect, it } from '@jest/globals';
import { roomTarget } from '#contracts';
import { CatchingUpFixture, EPOCH, found, OTHER_ROOM, ROOM, TARGET } from '../../../test/catching-up-fixture.js';
import { settled } from '../../../test/fake-client.js';
import { packet } from '../../../test/fake-outlet.js';
import { Tally } from '../../hub/tally.js';

const OTHER_MEMBER = 99;

let comet: CatchingUpFixture;
let tally: Tally;

beforeEach(() => {
  comet = new CatchingUpFixture();
  tally = new Tally(() => undefined);
});

/** Pushes to the key, or to its member. */
function push(key: string, id: number, mids: number[] = [], text = `m${id}`): void {
  const origin = { epoch: EPOCH, id, mids, prevs: [id - 1], transient: false };
  comet.hub.pushKeys([key], 1000, packet(text), origin, tally.begin());
}

/** A client of version 2 whose session is stored, and which waits to be told where its targets are. */
async function enter(granted: Parameters<typeof comet.connect>[0] = { key: 'a', mid: 7 }): Promise<void> {
  comet.logic.hold('positions');
  await comet.connect(granted);
}

async function answerPositions(id: number): Promise<void> {
  const asked = comet.logic.callsOf('positions').at(-1)!;
  asked.answer({ epoch: EPOCH, ids: (asked.request['targets'] as string[]).map(() => id) });
  await settled();
  await settled();
}

/** Packets of version 1 that a client got. */
function packetsTo(client = comet.current): unknown[] {
  return client.received.map(({ op, body }) => [op, body]);
}

// Whoever finds the session may push to it before comet has it: the place that the client is told has that push then.
describe('what is pushed to a client while it enters', () => {
  it.each<[string, string, number[]]>([
    ['key', 'key:a', []],
    ['member', 'mid:7', [7]],
  ])('by its %s comes to it when it has resumed, and its cursor there is before it', async (_, target, mids) => {
    await enter();
    push('a', 8, mids);
    push('a', 9, mids);
    await answerPositions(9);
    const cursors = { all: '7:9', 'key:a': '7:9', 'mid:7': '7:9', [target]: '7:7' };
    expect(comet.received()).toMatchObject([[8, { cursors }]]);
    comet.send(22, { cursors: {} });
    await settled();
    push('a', 10, mids);
    expect(comet.received()).toEqual([
      [8, 7, target, 'm8'],
      [9, 8, target, 'm9'],
      [23, { targets: {} }],
      [10, 9, target, 'm10'],
    ]);
    expect([comet.hub.toKeys.unknown, comet.missed.readings]).toEqual([0, []]);
    expect([tally.counts, tally.isDone]).toMatchObject([{ targeted: 3, waiting: 2, written: 1, gone: 0 }, true]);
  });

  it('comes once, behind what it missed before, where it says how far it had come', async () => {
    await enter();
    push('a', 9);
    await answerPositions(8);
    expect(comet.received()).toMatchObject([[8, { cursors: { 'key:a': '7:8' } }]]);
    comet.logic.answerWith('catchUp', () => found('recovered', [7, 9], 9));
    comet.send(22, { cursors: { 'key:a': '7:6' } });
    await settled();
    expect(comet.received()).toEqual([
      [23, { targets: { 'key:a': { verdict: 'recovered', cursor: '7:9' } } }],
      [7, 0, 'key:a', 'm7'],
      [9, 7, 'key:a', 'm9'],
    ]);
  });

  it('comes to one of version 1 right after it is answered', async () => {
    comet.rooms.holdBack(ROOM);
    await comet.connect({ key: 'a', mid: 7, roomID: ROOM }, { version: 1 });
    push('a', 8);
    comet.hub.pushKeys(['a'], 1000, packet('of goim'));
    comet.hub.pushKeys(['a'], 1001, packet('not accepted'));
    push('a', 9, [7]);
    comet.rooms.letThrough(ROOM);
    await settled();
    push('a', 10, [7]);
    expect(packetsTo()).toEqual([
      [8, ''],
      [1000, 'm8'],
      [1000, 'of goim'],
      [1000, 'm9'],
      [1000, 'm10'],
    ]);
    expect([tally.counts, tally.isDone]).toMatchObject([{ targeted: 3, written: 3 }, true]);
  });

  it('is dropped and counted where it goes before it is in', async () => {
    await enter();
    push('a', 8);
    expect(comet.hub.toKeys.unknown).toBe(0);
    comet.current.leave();
    await answerPositions(8);
    expect([comet.hub.toKeys.unknown, tally.isDone]).toEqual([1, true]);
    expect(tally.counts).toMatchObject({ targeted: 1, gone: 1 });
    await enter();
    await answerPositions(8);
    expect(comet.received()).toMatchObject([[8, { cursors: { 'key:a': '7:8' } }]]);
  });

  it('is dropped and counted where it is not let in after all', async () => {
    await enter();
    push('a', 8);
    comet.logic.callsOf('positions')[0]!.fail('unavailable');
    await settled();
    expect([comet.current.isClosedAs, comet.hub.toKeys.unknown, tally.isDone]).toEqual(['unavailable', 1, true]);
  });

  it('has a bound, above which it is dropped and counted', async () => {
    comet.rooms.holdBack(ROOM);
    await comet.connect({ key: 'a', roomID: ROOM }, { version: 1 });
    for (let id = 1; id <= 5; id++) push('a', id, [], 'x'.repeat(20_000));
    comet.rooms.letThrough(ROOM);
    await settled();
    expect([packetsTo().length, comet.hub.toKeys.unknown]).toEqual([1 + 3, 2]);
    expect([tally.counts, tally.isDone]).toMatchObject([{ targeted: 5, written: 3, gone: 2 }, true]);
  });

  it('is another client with the same key given as well, while it is there', async () => {
    await comet.connect({ key: 'a', mid: 7 }, { version: 1 });
    const older = comet.current;
    await enter();
    const newer = comet.current;
    push('a', 8);
    push('other', 8, [OTHER_MEMBER]);
    expect(packetsTo(older)).toEqual([
      [8, ''],
      [1000, 'm8'],
    ]);
    await answerPositions(8);
    push('a', 9);
    comet.send(22, { cursors: {} });
    await settled();
    expect(comet.received(newer)).toMatchObject([
      [8, { cursors: { 'key:a': '7:7' } }],
      [8, 7, 'key:a', 'm8'],
      [9, 8, 'key:a', 'm9'],
      [23, {}],
    ]);
    expect([packetsTo(older).length, older.isClosedAs, comet.hub.toKeys.unknown]).toEqual([2, 'replaced', 1]);
    // A session that has the message, though on two connections.
    expect([tally.counts, tally.isDone]).toMatchObject([{ targeted: 3, written: 1, waiting: 1, gone: 1 }, true]);
  });

  // The session that was found with the key was another member's, and has ended.
  it('to another member does not come to it', async () => {
    await enter();
    push('a', 8, [OTHER_MEMBER]);
    await answerPositions(9);
    expect(comet.received()).toMatchObject([[8, { cursors: { 'key:a': '7:9', 'mid:7': '7:9' } }]]);
    push('a', 10, [OTHER_MEMBER]);
    comet.send(22, { cursors: {} });
    await settled();
    expect(comet.received()).toMatchObject([[23, {}]]);
    expect([comet.hub.toKeys.unknown, tally.isDone, tally.counts.gone]).toEqual([2, true, 2]);
  });

  // Logic stores a session before it answers: others may push to it meanwhile.
  it('comes to it also where logic has not answered comet yet', async () => {
    comet.logic.hold('connect');
    comet.logic.answerWith('positions', () => ({ epoch: EPOCH, ids: [9, 9, 9] }));
    await comet.connect({ key: 'a', mid: 7 });
    push('a', 8);
    push('other', 9);
    push('a', 9, [7]);
    expect([comet.hub.toKeys.unknown, tally.isDone]).toEqual([0, false]);
    comet.logic.callsOf('connect')[0]!.answer();
    await settled();
    await settled();
    comet.send(22, { cursors: {} });
    await settled();
    expect(comet.received()).toMatchObject([
      [8, { cursors: { all: '7:9', 'key:a': '7:7', 'mid:7': '7:8' } }],
      [8, 7, 'key:a', 'm8'],
      [9, 8, 'mid:7', 'm9'],
      [23, {}],
    ]);
    expect([comet.hub.toKeys.unknown, tally.isDone]).toEqual([1, true]);
    expect(tally.counts).toMatchObject({ targeted: 3, waiting: 2, gone: 1 });
  });

  it('is given up when all are answered that logic was asked about before', async () => {
    comet.logic.hold('connect');
    push('a', 8);
    await comet.connect({ key: 'a', mid: 7 });
    push('a', 9);
    await comet.connect({ key: 'b', mid: 7 });
    push('b', 10);
    expect(comet.hub.toKeys.unknown).toBe(1);
    comet.logic.callsOf('connect')[0]!.fail('unavailable');
    await settled();
    expect([comet.hub.toKeys.unknown, tally.isDone]).toEqual([2, false]);
    comet.logic.callsOf('connect')[1]!.fail('unauthenticated');
    await settled();
    expect([comet.hub.toKeys.unknown, tally.isDone]).toEqual([3, true]);
    push('b', 11);
    expect(comet.hub.toKeys.unknown).toBe(4);
  });

  it('is given up, the oldest first, where too much is pushed to keys that nobody has', async () => {
    comet.logic.hold('connect');
    await comet.connect({ key: 'a', mid: 7 });
    for (let id = 1; id <= 20; id++) push('x', id, [], 'x'.repeat(20_000));
    expect([comet.hub.toKeys.unknown, tally.isDone]).toEqual([8, false]);
    comet.current.leave();
    comet.logic.callsOf('connect')[0]!.answer();
    await settled();
    expect([comet.hub.toKeys.unknown, tally.isDone, tally.counts.gone]).toEqual([20, true, 20]);
  });

  it('is given to both of two that enter with one key', async () => {
    await enter();
    const first = comet.current;
    await comet.connect({ key: 'a', mid: 7 });
    push('a', 8);
    comet.logic.callsOf('positions')[0]!.answer({ epoch: EPOCH, ids: [8, 8, 8] });
    await settled();
    await settled();
    push('a', 9);
    await answerPositions(9);
    expect(first.isClosedAs).toBe('replaced');
    comet.send(22, { cursors: {} });
    await settled();
    expect(comet.received()).toMatchObject([
      [8, { cursors: { 'key:a': '7:7' } }],
      [8, 7, 'key:a', 'm8'],
      [9, 8, 'key:a', 'm9'],
      [23, {}],
    ]);
  });
});

// A look at places is up to 200 ms old: what others here got since then looked to the newcomer like a hole, and it resumed.
describe('a client that begins with its targets', () => {
  it.each([12, 18])(
    'is told that a room, entered by operation %i, is where it is when the client is in',
    async (op) => {
      await comet.connect({ key: 'there', roomID: ROOM });
      await comet.connect({ key: 'new', roomID: '' });
      comet.send(22, { cursors: {} });
      await settled();
      comet.received();
      comet.logic.hold('positions');
      comet.send(op, ROOM);
      await settled();
      comet.pushRoom(101, 100);
      comet.logic
        .callsOf('positions')
        .at(-1)!
        .answer({ epoch: EPOCH, ids: [100] });
      await settled();
      comet.pushRoom(102, 101);
      expect(comet.received()).toEqual([
        [op + 1, { room: ROOM, cursor: '7:101' }],
        [102, 101, TARGET, 'm102'],
      ]);
    },
  );

  it('is told that its rooms and all are where they are when it is let in', async () => {
    await comet.connect({ key: 'there', roomID: ROOM });
    comet.logic.hold('positions');
    await comet.connect({ key: 'new', roomID: ROOM, joined: [OTHER_ROOM] });
    comet.pushRoom(101, 100);
    comet.hub.pushAll(null, packet('all'), 0, { epoch: EPOCH, ids: [102], prev: 100, transient: [] });
    comet.logic
      .callsOf('positions')
      .at(-1)!
      .answer({ epoch: EPOCH, ids: [100, 100, 100, 100, 100] });
    await settled();
    await settled();
    const cursors = { all: '7:102', [TARGET]: '7:101', [roomTarget(OTHER_ROOM)]: '7:100', 'key:new': '7:100' };
    expect(comet.received()).toMatchObject([[8, { cursors }]]);
  });

  it('is told the newer place, where what was delivered here is of another epoch', async () => {
    await comet.connect({ key: 'there', roomID: ROOM });
    comet.pushRoom(101, 100);
    await comet.connect({ key: 'new', roomID: '' });
    comet.received();
    comet.logic.answerWith('positions', () => ({ epoch: EPOCH + 1, ids: [3] }));
    comet.send(18, ROOM);
    await settled();
    expect(comet.received()).toEqual([[19, { room: ROOM, cursor: '8:3' }]]);
  });
});
