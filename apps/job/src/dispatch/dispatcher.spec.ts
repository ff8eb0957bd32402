import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { NobodyListens } from '#bus';
import { AppError, BroadcastMessage, PushKeysMessage, PushRoomMessage, PushType } from '#contracts';
import { Dispatching, OPERATION, packetsOf, PUSH } from '../../test/dispatching.js';
import { MobileDispatcher } from '../../test/mobile-dispatcher.js';
import { EPOCH } from '../../test/received.js';

let on: Dispatching;

beforeEach(() => {
  on = new Dispatching();
});

describe('pushes by key', () => {
  it('go to their comet, which confirms them once for a batch', async () => {
    expect(await on.dispatch(on.toKeys('c1', 'a', 'b'), on.toKeys('c2', 'c'), on.toKeys('c1', 'd'))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const messages = on.bus.published.map(({ data }) => PushKeysMessage.decode(data));
    expect(messages.map(({ keys, protoOp, proto }) => [keys, protoOp, packetsOf(proto)])).toEqual([
      [['a', 'b'], OPERATION, ['a+b']],
      [['d'], OPERATION, ['d']],
      [['c'], OPERATION, ['c']],
    ]);
    // By the last one of each, which is no message more; and whoever answers has all that the bus was given before.
    expect(on.bus.log).toEqual([PUSH('c1'), `request ${PUSH('c1')}`, `request ${PUSH('c2')}`]);
    expect(on.dispatcher.counts).toEqual({ keys: 3, room: 0, all: 0, located: 0, expired: 0, messages: 3 });
  });

  it('that no comet confirms say nothing of whether the bus has taken the rest', async () => {
    on.bus.answer = async () => {
      throw new AppError('unavailable', 'no answer');
    };
    await on.dispatch(on.toKeys('c1', 'a'), on.toRoom('r', '1'));
    expect(on.bus.log.at(-1)).toBe('flush');
    on.bus.failFlush = true;
    await expect(on.dispatch(on.toKeys('c1', 'a'))).rejects.toThrow('the connection to NATS broke');
  });

  // goim's fault 5: there a push is done with before it was.
  it('are done when the comet has confirmed, and not before', async () => {
    let confirm = (): void => undefined;
    on.bus.answer = () => new Promise((resolve) => (confirm = resolve));
    let done = false;
    const dispatched = on.dispatch(on.toKeys('c1', 'a')).then(() => (done = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    confirm();
    await dispatched;
    expect(done).toBe(true);
  });

  it('do not wait for a comet that takes its time, and are known to be late', async () => {
    let confirm = (): void => undefined;
    on.bus.answer = (subject) =>
      subject === PUSH('c1') ? new Promise((resolve) => (confirm = resolve)) : Promise.resolve();
    const tasks = [on.toKeys('c1', 'a'), on.toKeys('c2', 'b'), on.toRoom('r', '1')];
    const { late } = await on.dispatcher.dispatch(tasks, on.lease);
    expect([...late!.ids]).toEqual([tasks[0]!.id]);
    confirm();
    await late!.end;
    expect((await on.dispatcher.dispatch([on.toKeys('c2', 'c')], on.lease)).late).toBeUndefined();
  });

  it('fail where their comet does not confirm, and those of the others do not', async () => {
    on.bus.answer = async (subject) => {
      if (subject === PUSH('c1')) throw new AppError('unavailable', 'no answer');
    };
    expect(
      await on.dispatch(on.toKeys('c1', 'a'), on.toKeys('c2', 'b'), on.toRoom('r', '1'), on.toKeys('c1', 'c')),
    ).toEqual(['comet c1 did not confirm: no answer', undefined, undefined, 'comet c1 did not confirm: no answer']);
  });

  // goim's fault 5: there a push to a comet that is not known is skipped in silence.
  it('whose comet has gone go where their keys are now, in their place in the batch', async () => {
    on.logic.places.set('a', [{ server: 'c1', keys: [] }]);
    const first = on.toKeys('gone', 'a', 'x');
    expect(await on.dispatch(first, on.toKeys('c1', 'b'), on.toKeys('gone', 'y'))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(on.logic.asked).toEqual(['a', 'x', 'y']);
    const messages = on.bus.published.map(({ subject, data }) => [subject, PushKeysMessage.decode(data)] as const);
    expect(messages.map(([subject, { keys, id }]) => [subject, keys, id])).toEqual([
      [PUSH('c1'), ['a'], 1_024],
      [PUSH('c1'), ['b'], 2_048],
    ]);
    expect([on.dispatcher.counts.located, on.dispatcher.counts.keys]).toEqual([2, 3]);
  });

  it('that nobody listens for go where their keys are now at the next try, before the entry of the comet ends', async () => {
    on.bus.answer = async (subject) => {
      if (subject === PUSH('c1')) throw new NobodyListens(subject);
    };
    const task = on.toKeys('c1', 'a', 'b');
    expect(await on.dispatch(task)).toEqual(['comet c1 did not confirm: nobody listens on goim.comet.c1.push']);
    on.logic.places.set('a', [{ server: 'c2', keys: [] }]).set('b', [{ server: 'c1', keys: [] }]);
    expect(await on.dispatch(task)).toEqual(['comet c1 did not confirm: nobody listens on goim.comet.c1.push']);
    expect(on.bus.published.slice(1).map(({ subject, data }) => [subject, PushKeysMessage.decode(data).keys])).toEqual([
      [PUSH('c2'), ['a']],
      [PUSH('c1'), ['b']],
    ]);
    on.logic.places.set('b', []);
    expect(await on.dispatch(task)).toEqual([undefined]);
  });

  it('are not tried where their comet has gone and logic is away', async () => {
    on.logic.failure = new AppError('unavailable', 'nobody listens');
    expect(await on.dispatch(on.toKeys('gone', 'a'), on.toKeys('c1', 'b'))).toEqual([
      "no try: a comet is gone, and its sessions can't be located: nobody listens",
      undefined,
    ]);
  });

  it('fail where logic names a comet that is not known here, until it is', async () => {
    on.logic.places.set('a', [{ server: 'c9', keys: [] }]);
    const task = on.toKeys('gone', 'a');
    expect(await on.dispatch(task)).toEqual(['comet c9 is not known']);
    on.directory.join('c9');
    expect(await on.dispatch(task)).toEqual([undefined]);
    expect(on.bus.published.map(({ subject }) => subject)).toEqual([PUSH('c9')]);
  });
});

describe('a push whose time is up', () => {
  it('is done, and reaches nobody', async () => {
    const expires = Date.now() - 1;
    const tasks = [PushType.Keys, PushType.Room, PushType.Broadcast].map((type) =>
      on.received({ type, server: 'gone', keys: ['a'], room: 'r', expires }),
    );
    const later = on.received({ type: PushType.Room, room: 'r', expires: Date.now() + 60_000 });
    expect(await on.dispatch(...tasks, later)).toEqual([undefined, undefined, undefined, undefined]);
    expect(on.bus.published).toHaveLength(1);
    expect([on.dispatcher.counts.expired, on.logic.asked]).toEqual([3, []]);
  });
});

describe('what logic stores again, since its queue was lost', () => {
  const former = { epoch: EPOCH - 1, id: 4096 };

  it('goes out by itself, and says where it was', async () => {
    const again = on.received({ type: PushType.Room, room: 'a', msg: Buffer.from('2'), former });
    await on.dispatch(on.toRoom('a', '1'), again, on.toRoom('a', '3'), on.toRoom('a', '4'));
    const messages = on.bus.published.map(({ data }) => PushRoomMessage.decode(data));
    expect(messages.map((one) => [packetsOf(one.proto), one.former])).toEqual([
      [['1'], null],
      [['2'], expect.objectContaining(former)],
      [['3', '4'], null],
    ]);
  });

  it('does so by key and to all as well', async () => {
    await on.dispatch(
      on.received({ type: PushType.Keys, server: 'c1', keys: ['a'], former }),
      on.received({ type: PushType.Broadcast, former }),
    );
    const all = on.bus.published.find(({ subject }) => subject === 'goim.broadcast');
    expect(BroadcastMessage.decode(all!.data).former).toMatchObject(former);
    const keys = on.bus.published.find(({ subject }) => subject === PUSH('c1'));
    expect(PushKeysMessage.decode(keys!.data).former).toMatchObject(former);
  });
});

describe('pushes to rooms', () => {
  it('are joined, room by room and in their order, up to the bound', async () => {
    await on.dispatch(
      on.toRoom('a', '1'),
      on.toRoom('b', '1'),
      on.toRoom('a', '2'),
      on.toRoom('a', '3'),
      on.toRoom('a', '4'),
    );
    const joined = on.bus.published.map(({ subject, data }) => {
      const { roomID, proto } = PushRoomMessage.decode(data);
      return [subject, roomID, packetsOf(proto)];
    });
    expect(joined.filter(([, room]) => room === 'a')).toEqual([
      ['goim.room.a', 'a', ['1', '2', '3']],
      ['goim.room.a', 'a', ['4']],
    ]);
    expect(joined.filter(([, room]) => room === 'b')).toEqual([['goim.room.b', 'b', ['1']]]);
    expect(on.dispatcher.counts).toMatchObject({ room: 5, messages: 3 });
  });

  it('say of each packet its id, which of them are not kept, and the message before the first one that is', async () => {
    const room = (prev: number, transient = false) =>
      on.received({ type: PushType.Room, room: 'a', transient }, [prev]);
    await on.dispatch(room(0, true), room(512), room(2_048));
    const { epoch, ids, prev, transient } = PushRoomMessage.decode(on.bus.published[0]!.data);
    expect({ epoch, ids, prev, transient }).toEqual({
      epoch: EPOCH,
      ids: [1_024, 2_048, 3_072],
      prev: 512,
      transient: [0],
    });
  });

  it('need no confirmation: the bus brings them to whoever has members, behind which it takes the acknowledgement', async () => {
    await on.dispatch(on.toRoom('a', '1'));
    expect(on.bus.log).toEqual(['goim.room.a']);
  });
});

describe('broadcasts', () => {
  // goim's fault 6: there the speed is divided by no comets, and can become 0, which is none.
  it.each([
    [0, 0, []],
    [1, 1, [0.2625, 0.7375]],
    [100, 50, [26.25, 73.75]],
    [101, 51, [26.5125, 74.4875]],
  ])('of %i a second are divided by connections: %i for comets that are not known', async (speed, even, paces) => {
    on.directory.connections.set('c1', 100).set('c2', 300);
    await on.dispatch(on.toAll(speed));
    const [published] = on.bus.published;
    const message = BroadcastMessage.decode(published!.data);
    expect([published!.subject, message.protoOp, message.speed, packetsOf(message.proto)]).toEqual([
      'goim.broadcast',
      OPERATION,
      even,
      ['x'],
    ]);
    expect(message.paces.map(({ comet }) => comet)).toEqual(paces.length > 0 ? ['c1', 'c2'] : []);
    for (const [n, { perSecond }] of message.paces.entries()) expect(perSecond).toBeCloseTo(paces[n]!);
    expect(on.bus.log).toEqual(['goim.broadcast']);
  });
});

describe('pushes to everybody, whatever they accept', () => {
  it('go to the comets as such, and filtered ones in no other bytes than goim writes', async () => {
    const msg = Buffer.from('x');
    await on.dispatch(on.received({ server: 'c1', keys: ['a'], unfiltered: true, msg }), on.toKeys('c1', 'a'));
    await on.dispatch(on.received({ type: PushType.Broadcast, unfiltered: true, msg }), on.toAll(0));
    const [keys, filteredKeys, all, filteredAll] = on.bus.published.map(({ data }) => data);
    expect([PushKeysMessage.decode(keys!).unfiltered, PushKeysMessage.decode(filteredKeys!).unfiltered]).toEqual([
      true,
      false,
    ]);
    expect([BroadcastMessage.decode(all!).unfiltered, BroadcastMessage.decode(filteredAll!).unfiltered]).toEqual([
      true,
      false,
    ]);
    expect([keys!.length - filteredKeys!.length, all!.length - filteredAll!.length]).toEqual([3, 3]);
  });
});

describe('a batch', () => {
  it('says in each message by which lease it is sent', async () => {
    await on.dispatch(on.toKeys('c1', 'a'), on.toAll(0), on.toRoom('a', '1'));
    const [all, room, keys] = on.bus.published.map(({ data }) => data);
    const leases = [PushKeysMessage.decode(keys!), BroadcastMessage.decode(all!), PushRoomMessage.decode(room!)];
    for (const { lease } of leases) expect(lease).toEqual(on.lease.epoch);
  });

  it('is not sent where the lease ended meanwhile: another job has it', async () => {
    on.logic.places.set('a', [{ server: 'c1', keys: [] }]);
    const dispatched = on.dispatch(on.toKeys('gone', 'a'), on.toAll(0), on.toRoom('a', '1'));
    on.hasLease = false;
    await expect(dispatched).rejects.toMatchObject({ code: 'unavailable' });
    expect(on.bus.published).toEqual([]);
  });

  it('fails as a whole while no comet is there, and the next one waits until one is', async () => {
    on.directory.comets.length = 0;
    await expect(on.dispatch(on.toKeys('c1', 'a'), on.toRoom('a', '1'))).rejects.toMatchObject({ code: 'unavailable' });
    expect([on.bus.published, on.logic.asked]).toEqual([[], []]);
    let isReady = false;
    const ready = on.dispatcher.ready().then(() => (isReady = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isReady).toBe(false);
    on.directory.join('c9');
    await ready;
    expect(on.directory.waiting).toBe(0);
  });

  it('waits for a comet with one listener, however many partitions do', async () => {
    on.directory.comets.length = 0;
    await expect(on.dispatch(on.toRoom('a', '1'))).rejects.toMatchObject({ code: 'unavailable' });
    const ready = Array.from({ length: 16 }, () => on.dispatcher.ready());
    expect(on.directory.waiting).toBe(1);
    on.directory.join('c9');
    await Promise.all(ready);
    expect(on.directory.waiting).toBe(0);
  });

  it('waits in order for a comet to come back', async () => {
    on.directory.comets.length = 0;
    const dispatched = on.dispatch(on.toRoom('a', '1'), on.toRoom('a', '2'));
    on.directory.join('c9');
    expect(await dispatched).toEqual([undefined, undefined]);
    expect(on.bus.published).toHaveLength(1);
  });

  it('that some comet missed fails as a whole where the bus broke: nothing is known of the others', async () => {
    on.directory.join('goims');
    on.directory.goims.add('goims');
    on.calls.broken.add('goims');
    on.calls.onMade = () => on.bus.breaks();
    await expect(on.dispatch(on.toRoom('a', '1'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(on.bus.log).toEqual(['goim.room.a']);
    on.calls.onMade = () => undefined;
    on.calls.made.length = 0;
    on.bus.failFlush = true;
    await expect(on.dispatch(on.toRoom('a', '1'))).rejects.toMatchObject({ code: 'unavailable' });
    expect([on.calls.made, on.bus.log.slice(1)]).toEqual([['goims BroadcastRoom'], ['goim.room.a', 'flush']]);
  });
});

describe('the dispatcher of a team that docs/extending.md shows', () => {
  it('is the code that is tested here', async () => {
    const [page, file] = await Promise.all(
      ['docs/extending.md', 'apps/job/test/mobile-dispatcher.ts'].map((path) => readFile(path, 'utf8')),
    );
    expect(page).toContain(`\`\`\`ts\n${file!.slice(file!.indexOf('/**'))}\`\`\`\n`);
  });

  it('tells of each push that no comet has missed', async () => {
    on = new Dispatching(MobileDispatcher);
    on.bus.answer = async (subject) => {
      if (subject === PUSH('c1')) throw new AppError('unavailable', 'no answer');
    };
    const told: string[] = [];
    (on.dispatcher as MobileDispatcher).notify = async ({ msg }) => void told.push(Buffer.from(msg).toString());
    await on.dispatch(on.toKeys('c1', 'a'), on.toKeys('c2', 'b'), on.toRoom('r', '1'));
    expect(told).toEqual(['b', '1']);
  });
});
