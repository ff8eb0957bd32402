import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  AppError,
  BroadcastCodec,
  logicRpc,
  PushKeysCodec,
  PushRoomCodec,
  PushTaskCodec,
  PushType,
  type BroadcastMessage,
  type GrpcContract,
  type NodeInfo,
  type ProtoMessage,
  type PushKeysMessage,
  type PushRoomMessage,
  type PushTask,
  type RerouteRequest,
  type RpcContract,
} from '#contracts';
import { readFrames } from '#protocol';
import { FakeBus, FakeDirectory } from '../../test/fake-bus.js';
import { PushBatch, type ReceivedTask } from '../queue/push-batch.js';
import { CometCalls } from '../comets/grpc/comet-calls.js';
import { CometRollCall } from '../comets/bus/comet-roll-call.js';
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
/** Comets of goim's own, as a job calls them. */
class FakeCalls extends CometCalls {
  readonly made: string[] = [];
  readonly requests: [method: string, request: never][] = [];
  /** Comets that take nothing. */
  readonly broken = new Set<string>();
  running = 0;
  mostRunning = 0;

  async call<Request>({ id }: NodeInfo, { method }: GrpcContract<Request, unknown>, request: Request): Promise<void> {
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    await new Promise((resolve) => setImmediate(resolve));
    this.running--;
    this.made.push(`${id} ${method}`);
    if (this.broken.has(id)) throw new AppError('unavailable', 'nobody is there');
    this.requests.push([method, request as never]);
  }
}

let calls: FakeCalls;
let logic: FakeLogic;
let dispatcher: Dispatcher;
let sequence: number;

beforeEach(() => {
  bus = new FakeBus();
  directory = new FakeDirectory(['c1', 'c2']);
  logic = new FakeLogic();
  calls = new FakeCalls();
  sequence = 0;
  const rollCall = new CometRollCall(bus.asBus, directory.asDirectory, { confirmWithin: 1_000, waitForComet: 1 });
  dispatcher = new Dispatcher(bus.asBus, directory.asDirectory, rollCall, logic, calls, {
    maxPushes: 3,
    maxBytes: 1_000,
  });
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

describe("pushes to comets of goim's own", () => {
  beforeEach(() => {
    directory.comets.push('g1', 'g2');
    directory.goims.add('g1').add('g2');
  });

  it('by key go by gRPC to their comet, and not over the bus', async () => {
    expect(await dispatch(toKeys('g1', 'a', 'b'))).toEqual([undefined]);
    const [[method, request]] = calls.requests as unknown as [[string, PushKeysMessage]];
    expect([method, request.keys, request.protoOp]).toEqual(['PushMsg', ['a', 'b'], OPERATION]);
    expect(packetsOf(request.proto)).toEqual(['a+b']);
    expect(bus.published).toEqual([]);
    expect(dispatcher.counts).toMatchObject({ keys: 1, messages: 1 });
  });

  it('to a room go to all of them, joined, beside the bus', async () => {
    await dispatch(toRoom('live://1', 'x'), toRoom('live://1', 'y'));
    expect(calls.made).toEqual(['g1 BroadcastRoom', 'g2 BroadcastRoom']);
    for (const [, request] of calls.requests as unknown as [string, PushRoomMessage][]) {
      expect([request.roomID, packetsOf(request.proto)]).toEqual(['live://1', ['x', 'y']]);
    }
    expect(bus.published).toHaveLength(1);
  });

  it('to all go to each with its part of the speed, a whole number and never 0', async () => {
    directory.connections.set('g1', 900).set('g2', 90).set('c1', 10);
    await dispatch(toAll(100), toAll(1), toAll(0));
    const speeds = calls.requests.map(([, request]) => (request as BroadcastMessage).speed);
    expect(speeds).toEqual([87, 10, 1, 1, 0, 0]);
    expect(bus.published).toHaveLength(3);
  });

  it('go to one comet one after another, and to several at the same time', async () => {
    const tasks = ['1', '2', '3'].flatMap((key) => [toKeys('g1', key), toKeys('g2', key)]);
    await dispatch(...tasks);
    const keys = (calls.requests as unknown as [string, PushKeysMessage][]).map(([, request]) => request.keys[0]);
    expect(keys).toEqual(['1', '1', '2', '2', '3', '3']);
    expect(calls.mostRunning).toBe(2);
  });

  // goim's fault 5: there a push is done with before it was, and what fails is a line in the log.
  it('fail where the comet does not take them; what would have followed is not tried', async () => {
    calls.broken.add('g1');
    expect(await dispatch(toKeys('g1', 'a'), toKeys('g1', 'b'), toKeys('g2', 'c'))).toEqual([
      'comet g1 did not take it: nobody is there',
      'comet g1 did not take it: nobody is there',
      undefined,
    ]);
    expect(calls.made.toSorted()).toEqual(['g1 PushMsg', 'g2 PushMsg']);
  });

  it('are owed, where only some comets missed them, to those alone', async () => {
    calls.broken.add('g1');
    const room = toRoom('live://1', 'x');
    const all = toAll(0);
    const reason = 'comet g1 did not take it: nobody is there';
    expect(await dispatch(room, all)).toEqual([reason, reason]);
    expect(bus.published).toHaveLength(2);
    calls.broken.clear();
    calls.made.length = 0;
    expect(await dispatch(room, all)).toEqual([undefined, undefined]);
    expect(calls.made.toSorted()).toEqual(['g1 Broadcast', 'g1 BroadcastRoom']);
    expect(bus.published).toHaveLength(2);
  });

  it('are owed no more to a comet that has gone: its clients went with it', async () => {
    calls.broken.add('g1');
    const room = toRoom('live://1', 'x');
    await dispatch(room);
    directory.comets.splice(directory.comets.indexOf('g1'), 1);
    calls.made.length = 0;
    expect(await dispatch(room)).toEqual([undefined]);
    expect(calls.made).toEqual([]);
  });

  it('go to everybody again where the bus broke meanwhile: nothing is known of the others', async () => {
    calls.broken.add('g1');
    bus.failFlush = true;
    const room = toRoom('live://1', 'x');
    await expect(dispatch(room)).rejects.toMatchObject({ code: 'unavailable' });
    bus.failFlush = false;
    calls.broken.clear();
    calls.made.length = 0;
    await dispatch(room);
    expect(calls.made).toEqual(['g1 BroadcastRoom', 'g2 BroadcastRoom']);
    expect(bus.published).toHaveLength(2);
  });

  it('by key whose comet has gone go back to logic', async () => {
    expect(await dispatch(toKeys('g3', 'a'))).toEqual([undefined]);
    expect(logic.rerouted).toHaveLength(1);
  });
});
