import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BroadcastMessage, NodeInfo, PushKeysMessage, PushRoomMessage } from '#contracts';
import { Dispatching, OPERATION, packetsOf } from '../../../test/dispatching.js';
import type { ReceivedTask } from '../../dispatch/received-task.js';
import type { Misses } from '../comet-link.js';
import { LegacyCometLink } from './legacy-comet-link.js';

let on: Dispatching;

describe('pushes to legacy comets', () => {
  beforeEach(() => {
    on = new Dispatching();
    on.directory.comets.push('g1', 'g2');
    on.directory.goims.add('g1').add('g2');
  });

  it('by key go by gRPC to their comet, and not over the bus', async () => {
    expect(await on.dispatch(on.toKeys('g1', 'a', 'b'))).toEqual([undefined]);
    const [[method, request]] = on.calls.requests as unknown as [[string, PushKeysMessage]];
    expect([method, request.keys, request.protoOp]).toEqual(['PushMsg', ['a', 'b'], OPERATION]);
    expect(packetsOf(request.proto)).toEqual(['a+b']);
    expect(on.bus.published).toEqual([]);
    expect(on.dispatcher.counts).toMatchObject({ keys: 1, messages: 1 });
  });

  it('to a room go to all of them, joined, beside the bus', async () => {
    await on.dispatch(on.toRoom('live://1', 'x'), on.toRoom('live://1', 'y'));
    expect(on.calls.made).toEqual(['g1 BroadcastRoom', 'g2 BroadcastRoom']);
    for (const [, request] of on.calls.requests as unknown as [string, PushRoomMessage][]) {
      expect([request.roomID, packetsOf(request.proto)]).toEqual(['live://1', ['x', 'y']]);
    }
    expect(on.bus.published).toHaveLength(1);
  });

  it('to all go to each with its part of the speed, a whole number and never 0', async () => {
    on.directory.connections.set('g1', 900).set('g2', 90).set('c1', 10);
    await on.dispatch(on.toAll(100), on.toAll(1), on.toAll(0));
    const speeds = on.calls.requests.map(([, request]) => (request as BroadcastMessage).speed);
    expect(speeds).toEqual([87, 10, 1, 1, 0, 0]);
    expect(on.bus.published).toHaveLength(3);
  });

  it('go to one comet one after another, and to several at the same time', async () => {
    const tasks = ['1', '2', '3'].flatMap((key) => [on.toKeys('g1', key), on.toKeys('g2', key)]);
    await on.dispatch(...tasks);
    const keys = (on.calls.requests as unknown as [string, PushKeysMessage][]).map(([, request]) => request.keys[0]);
    expect(keys).toEqual(['1', '1', '2', '2', '3', '3']);
    expect(on.calls.mostRunning).toBe(2);
  });

  // goim's fault 5: there a push is done with before it was, and what fails is a line in the log.
  it('fail where the comet does not take them; what would have followed is not tried', async () => {
    on.calls.broken.add('g1');
    expect(await on.dispatch(on.toKeys('g1', 'a'), on.toKeys('g1', 'b'), on.toKeys('g2', 'c'))).toEqual([
      'comet g1 did not take it: nobody is there',
      'comet g1 did not take it: nobody is there',
      undefined,
    ]);
    expect(on.calls.made.toSorted()).toEqual(['g1 PushMsg', 'g2 PushMsg']);
  });

  // goim refuses a push to a client that reads slowly: what was sent behind it at the same time became dead letters with it.
  it('that a comet refuses hold up what is for the same sessions, and nothing else', async () => {
    on.calls.full.add('slow');
    const refused = 'comet g1 did not take it: the client does not read';
    const keys = [['slow'], ['b'], ['c', 'slow'], ['c'], ['slow']];
    const tasks = keys.map((some) => on.toKeys('g1', ...some));
    expect(await on.dispatch(...tasks, on.toRoom('r', 'x'))).toEqual([
      refused,
      undefined,
      refused,
      refused,
      refused,
      undefined,
    ]);
    expect(on.calls.made.filter((call) => call.startsWith('g1'))).toEqual([
      'g1 PushMsg',
      'g1 PushMsg',
      'g1 BroadcastRoom',
    ]);
    on.calls.full.clear();
    expect(await on.dispatch(...tasks)).toEqual(tasks.map(() => undefined));
  });

  it('that a comet refuses do not hold up what comes later', async () => {
    on.calls.full.add('slow');
    const refused = on.toKeys('g1', 'slow');
    await on.dispatch(refused);
    on.calls.full.clear();
    expect(await on.dispatch(on.toKeys('g1', 'slow'))).toEqual([undefined]);
    expect(await on.dispatch(refused)).toEqual([undefined]);
  });

  // Those that were held back used up their tries by that, and became dead letters that no comet had ever been sent.
  it('are made at their last try, also behind one that was refused', async () => {
    on.calls.full.add('slow');
    const tasks = [on.toKeys('g1', 'slow'), on.toKeys('g1', 'b', 'slow'), on.toKeys('g1', 'b')];
    const refused = 'comet g1 did not take it: the client does not read';
    expect(await on.dispatch(...tasks)).toEqual([refused, refused, refused]);
    expect(on.calls.made).toHaveLength(1);
    const last = tasks.map((task) => ({ ...task, isLastTry: true }));
    expect(await on.dispatch(...last)).toEqual([refused, refused, undefined]);
    expect(on.calls.made).toHaveLength(4);
  });

  it('are owed, where only some comets missed them, to those alone', async () => {
    on.calls.broken.add('g1');
    const room = on.toRoom('live://1', 'x');
    const all = on.toAll(0);
    const reason = 'comet g1 did not take it: nobody is there';
    expect(await on.dispatch(room, all)).toEqual([reason, reason]);
    expect(on.bus.published).toHaveLength(2);
    on.calls.broken.clear();
    on.calls.made.length = 0;
    expect(await on.dispatch(room, all)).toEqual([undefined, undefined]);
    expect(on.calls.made.toSorted()).toEqual(['g1 Broadcast', 'g1 BroadcastRoom']);
    expect(on.bus.published).toHaveLength(2);
  });

  describe('one of which takes its time', () => {
    let answer: () => void;

    /** @returns the outcome without that of the slow comet */
    async function dispatch(...tasks: ReceivedTask[]): Promise<Misses> {
      return on.dispatcher.dispatch(tasks, on.lease);
    }

    beforeEach(() => {
      const slow = new Promise<void>((resolve) => (answer = resolve));
      on.calls.answer = (comet) => (comet === 'g1' ? slow : Promise.resolve());
    });

    it('do not hold up the batches behind, and keep their order for it', async () => {
      const first = await dispatch(on.toKeys('g1', 'a'), on.toKeys('g2', 'b'));
      const second = await dispatch(on.toRoom('r', 'x'), on.toKeys('c1', 'c'));
      expect(on.calls.made).toEqual(['g1 PushMsg', 'g2 PushMsg', 'g2 BroadcastRoom']);
      expect([[...first.late!.ids], [...second.late!.ids]]).toEqual([[1_024], [3_072]]);
      answer();
      await Promise.all([first.late!.end, second.late!.end]);
      expect(on.calls.made.at(-1)).toBe('g1 BroadcastRoom');
      expect((await dispatch(on.toRoom('r', 'y'))).late).toBeUndefined();
    });

    it('are owed to it alone where it did not take them in the end', async () => {
      const room = on.toRoom('r', 'x');
      const misses = await dispatch(room);
      on.calls.broken.add('g1');
      answer();
      await misses.late!.end;
      expect(misses.reasonOf(room.id)).toBe('comet g1 did not take it: nobody is there');
      on.calls.broken.clear();
      on.calls.made.length = 0;
      expect(await on.dispatch(room)).toEqual([undefined]);
      expect(on.calls.made).toEqual(['g1 BroadcastRoom']);
    });

    it('are missed by it where many wait for it, and the others have them', async () => {
      const many = Array.from({ length: 501 }, () => on.toKeys('g1', 'a'));
      const waiting = await dispatch(...many);
      const room = on.toRoom('r', 'x');
      const misses = await dispatch(room);
      expect([misses.late, misses.reasonOf(room.id)]).toEqual([
        undefined,
        'comet g1 did not take it: 501 calls wait for it',
      ]);
      expect(on.calls.made).toEqual(['g1 PushMsg', 'g2 BroadcastRoom']);
      answer();
      await waiting.late!.end;
    });
  });

  it('are owed no more to a comet that has gone: its clients went with it', async () => {
    on.calls.broken.add('g1');
    const room = on.toRoom('live://1', 'x');
    await on.dispatch(room);
    on.directory.comets.splice(on.directory.comets.indexOf('g1'), 1);
    on.calls.made.length = 0;
    expect(await on.dispatch(room)).toEqual([undefined]);
    expect(on.calls.made).toEqual([]);
  });

  it('go to everybody again where the bus broke meanwhile: nothing is known of the others', async () => {
    on.calls.broken.add('g1');
    on.bus.failFlush = true;
    const room = on.toRoom('live://1', 'x');
    await expect(on.dispatch(room)).rejects.toMatchObject({ code: 'unavailable' });
    on.bus.failFlush = false;
    on.calls.broken.clear();
    on.calls.made.length = 0;
    await on.dispatch(room);
    expect(on.calls.made.toSorted()).toEqual(['g1 BroadcastRoom', 'g2 BroadcastRoom']);
    expect(on.bus.published).toHaveLength(2);
  });

  it('by key whose comet has gone go where the keys are now', async () => {
    on.logic.places.set('a', [{ server: 'g1', keys: [] }]);
    expect(await on.dispatch(on.toKeys('g3', 'a'))).toEqual([undefined]);
    expect([on.logic.asked, on.calls.made]).toEqual([['a'], ['g1 PushMsg']]);
  });

  it('are not made by a lease that has ended: these comets could not tell', async () => {
    on.calls.onMade = () => (on.hasLease = false);
    expect(await on.dispatch(on.toKeys('g1', 'a'), on.toKeys('g1', 'b'))).toEqual([
      undefined,
      'comet g1 did not take it: the lease of the partition has ended',
    ]);
    expect(on.calls.made).toEqual(['g1 PushMsg']);
  });

  it('are tried by one for a key that nobody has: without keys goim refuses it', async () => {
    const link = new LegacyCometLink(on.directory.asDirectory, on.calls);
    await link.probe({ id: 'g1' } as NodeInfo);
    const [[method, request]] = on.calls.requests as unknown as [[string, PushKeysMessage]];
    expect([method, request.keys.length, request.proto?.body.length]).toEqual(['PushMsg', 1, 0]);
  });

  it('have nothing in them that goim does not know', async () => {
    const place = { server: 'g1', keys: ['a'] };
    await on.dispatch(on.toRecipients([{ key: '', mid: 7, places: [place] }], [5]), on.toRoom('live://1', 'x'));
    expect(on.calls.requests.map(([, request]) => request)).toMatchObject([
      { keys: ['a'], epoch: 0, id: 0, mids: [], prevs: [] },
      { epoch: 0, ids: [], prev: 0 },
      { epoch: 0, ids: [], prev: 0 },
    ]);
  });
});
