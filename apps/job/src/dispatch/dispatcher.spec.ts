import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  AppError,
  BroadcastCodec,
  logicRpc,
  PushKeysCodec,
  PushRoomCodec,
  PushTaskCodec,
  PushType,
  type ProtoMessage,
  type PushTask,
  type RerouteRequest,
  type RpcContract,
} from '#contracts';
import { readFrames } from '#protocol';
import { FakeBus, FakeDirectory } from '../../test/fake-bus.js';
import { PushBatch, type ReceivedTask } from '../intake/push-batch.js';
import { CometRollCall } from './comet-roll-call.js';
import { Dispatcher } from './dispatcher.js';

const OPERATION = 1000;
const PUSH = (comet: string): string => `goim.comet.${comet}.push`;
const FENCE = (comet: string): string => `goim.comet.${comet}.fence`;

class FakeLogic {
  readonly rerouted: RerouteRequest[] = [];
  failure: AppError | undefined;

  async call<Request, Reply>(contract: RpcContract<Request, Reply>, request: Request): Promise<Reply> {
    if (contract.subject !== logicRpc.reroute.subject) throw new Error(`called ${contract.subject}`);
    if (this.failure) throw this.failure;
    this.rerouted.push(request as RerouteRequest);
    return {} as Reply;
  }
}

let bus: FakeBus;
let directory: FakeDirectory;
let logic: FakeLogic;
let dispatcher: Dispatcher;
let sequence: number;

beforeEach(() => {
  bus = new FakeBus();
  directory = new FakeDirectory(['c1', 'c2']);
  logic = new FakeLogic();
  sequence = 0;
  const rollCall = new CometRollCall(bus.asBus, directory.asDirectory, { confirmWithin: 1_000, waitForComet: 1 });
  dispatcher = new Dispatcher(bus.asBus, directory.asDirectory, rollCall, logic, { maxPushes: 3, maxBytes: 1_000 });
});

/** A task as it comes from the queue: absent fields are on the message's prototype. */
function received(task: Partial<PushTask>): ReceivedTask {
  const whole = { type: PushType.Keys, operation: OPERATION, speed: 0, server: '', room: '', keys: [], ...task };
  const bytes = PushTaskCodec.encode({ ...whole, msg: task.msg ?? Buffer.from('x') });
  return { task: PushTaskCodec.decode(bytes), sequence: ++sequence, bytes: bytes.length, tries: 1 };
}

function toKeys(server: string, ...keys: string[]): ReceivedTask {
  return received({ type: PushType.Keys, server, keys, msg: Buffer.from(keys.join('+')) });
}

function toRoom(room: string, text: string): ReceivedTask {
  return received({ type: PushType.Room, room, msg: Buffer.from(text) });
}

function toAll(speed: number): ReceivedTask {
  return received({ type: PushType.Broadcast, speed });
}

async function dispatch(...tasks: ReceivedTask[]): Promise<(string | undefined)[]> {
  const batch = new PushBatch(3, tasks);
  await dispatcher.dispatch(batch);
  return tasks.map((task) => batch.failureOf(task));
}

/** Bodies of the packets inside, after a look at what is around them. */
function packetsOf(proto: ProtoMessage | null): string[] {
  expect({ ver: proto!.ver, op: proto!.op, seq: proto!.seq }).toEqual({ ver: 1, op: 9, seq: 0 });
  return readFrames(Buffer.from(proto!.body), 1_000_000).map(({ ver, op, seq, body }) => {
    expect({ ver, op, seq }).toEqual({ ver: 1, op: OPERATION, seq: 0 });
    return body.toString();
  });
}

describe('pushes by key', () => {
  it('go to their comet, which confirms them once for a batch', async () => {
    expect(await dispatch(toKeys('c1', 'a', 'b'), toKeys('c2', 'c'), toKeys('c1', 'd'))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(bus.published.map(({ subject }) => subject)).toEqual([PUSH('c1'), PUSH('c2'), PUSH('c1')]);
    const messages = bus.published.map(({ data }) => PushKeysCodec.decode(data));
    expect(messages.map(({ keys, protoOp, proto }) => [keys, protoOp, packetsOf(proto)])).toEqual([
      [['a', 'b'], OPERATION, ['a+b']],
      [['c'], OPERATION, ['c']],
      [['d'], OPERATION, ['d']],
    ]);
    const requests = bus.log.filter((entry) => entry.startsWith('request'));
    expect(requests.toSorted()).toEqual([`request ${FENCE('c1')}`, `request ${FENCE('c2')}`]);
    expect(bus.log.indexOf(requests[0]!)).toBeGreaterThan(bus.log.lastIndexOf(PUSH('c1')));
    expect(dispatcher.counts).toEqual({ keys: 3, room: 0, all: 0, rerouted: 0, messages: 3 });
  });

  // goim's fault 5: there a push is done with before it was.
  it('are done when the comet has confirmed, and not before', async () => {
    let confirm = (): void => undefined;
    bus.answer = () => new Promise((resolve) => (confirm = resolve));
    let done = false;
    const dispatched = dispatch(toKeys('c1', 'a')).then(() => (done = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    confirm();
    await dispatched;
    expect(done).toBe(true);
  });

  it('fail where their comet does not confirm, and those of the others do not', async () => {
    bus.answer = async (subject) => {
      if (subject === FENCE('c1')) throw new AppError('unavailable', 'no answer');
    };
    expect(await dispatch(toKeys('c1', 'a'), toKeys('c2', 'b'), toRoom('r', '1'), toKeys('c1', 'c'))).toEqual([
      'comet c1 did not confirm: no answer',
      undefined,
      undefined,
      'comet c1 did not confirm: no answer',
    ]);
  });

  // goim's fault 5: there a push to a comet that is not known is skipped in silence.
  it('whose comet has gone are handed back to logic, each by a name of its own', async () => {
    expect(await dispatch(toKeys('gone', 'a'), toKeys('c1', 'b'), toKeys('gone', 'c'))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(logic.rerouted.map(({ id, task }) => [id, task!.keys])).toEqual([
      ['reroute-1', ['a']],
      ['reroute-3', ['c']],
    ]);
    expect(bus.published.map(({ subject }) => subject)).toEqual([PUSH('c1')]);
    expect([dispatcher.counts.rerouted, dispatcher.counts.keys]).toEqual([2, 1]);
  });

  it('fail where their comet has gone and logic is away', async () => {
    logic.failure = new AppError('unavailable', 'nobody listens');
    expect(await dispatch(toKeys('gone', 'a'), toKeys('c1', 'b'))).toEqual([
      "comet gone is gone, and the task can't be rerouted: nobody listens",
      undefined,
    ]);
    expect(dispatcher.counts.rerouted).toBe(0);
  });
});

describe('pushes to rooms', () => {
  it('are joined, room by room and in their order, up to the bound', async () => {
    await dispatch(toRoom('a', '1'), toRoom('b', '1'), toRoom('a', '2'), toRoom('a', '3'), toRoom('a', '4'));
    const messages = bus.published.map(({ subject, data }) => ({ subject, ...PushRoomCodec.decode(data) }));
    const joined = messages.map(({ subject, roomID, proto }) => [subject, roomID, packetsOf(proto)]);
    expect(joined.filter(([, room]) => room === 'a')).toEqual([
      ['goim.room.a', 'a', ['1', '2', '3']],
      ['goim.room.a', 'a', ['4']],
    ]);
    expect(joined.filter(([, room]) => room === 'b')).toEqual([['goim.room.b', 'b', ['1']]]);
    expect(dispatcher.counts).toMatchObject({ room: 5, messages: 3 });
  });

  it('need no confirmation: the bus brings them to whoever has members', async () => {
    await dispatch(toRoom('a', '1'));
    expect(bus.log).toEqual(['goim.room.a', 'flush']);
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
    directory.connections.set('c1', 100).set('c2', 300);
    await dispatch(toAll(speed));
    const [published] = bus.published;
    const message = BroadcastCodec.decode(published!.data);
    expect([published!.subject, message.protoOp, message.speed, packetsOf(message.proto)]).toEqual([
      'goim.broadcast',
      OPERATION,
      even,
      ['x'],
    ]);
    expect(message.paces!.map(({ comet }) => comet)).toEqual(paces.length > 0 ? ['c1', 'c2'] : []);
    for (const [n, { perSecond }] of message.paces!.entries()) expect(perSecond).toBeCloseTo(paces[n]!);
    expect(bus.log).toEqual(['goim.broadcast', 'flush']);
  });
});

describe('pushes to everybody, whatever they accept', () => {
  it('go to the comets as such, and filtered ones in no other bytes than goim writes', async () => {
    const msg = Buffer.from('x');
    await dispatch(received({ server: 'c1', keys: ['a'], unfiltered: true, msg }), toKeys('c1', 'a'));
    await dispatch(received({ type: PushType.Broadcast, unfiltered: true, msg }), toAll(0));
    const [keys, filteredKeys, all, filteredAll] = bus.published.map(({ data }) => data);
    expect([PushKeysCodec.decode(keys!).unfiltered, PushKeysCodec.decode(filteredKeys!).unfiltered]).toEqual([
      true,
      false,
    ]);
    expect([BroadcastCodec.decode(all!).unfiltered, BroadcastCodec.decode(filteredAll!).unfiltered]).toEqual([
      true,
      false,
    ]);
    expect([keys!.length - filteredKeys!.length, all!.length - filteredAll!.length]).toEqual([3, 3]);
  });
});

describe('a batch', () => {
  it('fails task by task while no comet is there', async () => {
    directory.comets.length = 0;
    const reason = 'no comet is registered';
    expect(await dispatch(toKeys('c1', 'a'), toRoom('a', '1'), toAll(5))).toEqual([reason, reason, reason]);
    expect([bus.published, logic.rerouted]).toEqual([[], []]);
  });

  it('waits in order for a comet to come back', async () => {
    directory.comets.length = 0;
    const dispatched = dispatch(toRoom('a', '1'), toRoom('a', '2'));
    directory.join('c9');
    expect(await dispatched).toEqual([undefined, undefined]);
    expect(bus.published).toHaveLength(1);
  });

  it('fails a task alone that the bus would not take', async () => {
    bus.maxPayloadBytes = 1_000;
    const [long, short] = await dispatch(toRoom('a', 'x'.repeat(1_000)), toRoom('a', 'y'));
    expect([long, short]).toEqual(['it is longer than NATS takes', undefined]);
  });

  it('fails as a whole where the bus broke: nothing is known of it', async () => {
    bus.failFlush = true;
    await expect(dispatch(toRoom('a', '1'))).rejects.toMatchObject({ code: 'unavailable' });
  });
});
