import { expect } from '@jest/globals';
import { StoreClock } from '#bus';
import {
  AppError,
  logicRpc,
  PushTask,
  PushType,
  type CometId,
  type GrpcContract,
  type ProtoMessage,
  type LocateRequest,
  type Recipient,
  type RpcContract,
} from '#contracts';
import { readFrames } from '#protocol';
import { BusCometLink } from '../src/comets/bus/bus-comet-link.js';
import { CometRollCall } from '../src/comets/bus/comet-roll-call.js';
import { LegacyCometLink } from '../src/comets/grpc/legacy-comet-link.js';
import { JobConfig } from '../src/config/job.config.js';
import { DispatchReceipts } from '../src/dispatch/dispatch-receipts.js';
import { Dispatcher } from '../src/dispatch/dispatcher.js';
import type { ReceivedTask } from '../src/dispatch/received-task.js';
import { FakeBus, FakeDirectory } from './fake-bus.js';
import { received } from './received.js';

export const OPERATION = 1000;
/** The subject of a comet's pushes by key. */
export const PUSH = (comet: string): string => `goim.comet.${comet}.push`;

/** Knows where recipients are, by `key` or `mid:7`. */
class FakeLogic {
  readonly asked: string[] = [];
  readonly places = new Map<string, Recipient['places']>();
  failure: AppError | undefined;
  onAsked: () => void = () => undefined;

  async call<Request, Reply>(contract: RpcContract<Request, Reply>, request: Request): Promise<Reply> {
    if (contract.subject !== logicRpc.locate.subject) throw new Error(`called ${contract.subject}`);
    this.onAsked();
    if (this.failure) throw this.failure;
    const recipients = (request as LocateRequest).recipients.map(({ key, mid }) => {
      const name = key || `mid:${mid}`;
      this.asked.push(name);
      return { key, mid, places: this.places.get(name) ?? [] };
    });
    return { recipients } as Reply;
  }
}

/** Legacy comets, as a job calls them. */
class FakeCalls {
  readonly made: string[] = [];
  readonly requests: [method: string, request: never][] = [];
  /** Comets that take nothing. */
  readonly broken = new Set<string>();
  /** Keys to which comets take nothing. */
  readonly full = new Set<string>();
  onMade: () => void = () => undefined;
  /** Resolves when the comet answers. */
  answer: (comet: string) => Promise<void> = () => new Promise((resolve) => setImmediate(resolve));
  running = 0;
  mostRunning = 0;

  async call<Request>(id: CometId, { method }: GrpcContract<Request, unknown>, request: Request): Promise<void> {
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    this.made.push(`${id} ${method}`);
    await this.answer(id);
    this.running--;
    this.onMade();
    if (this.broken.has(id)) throw new AppError('unavailable', 'nobody is there');
    const { keys = [] } = request as { keys?: readonly string[] };
    if (keys.some((key) => this.full.has(key))) throw new AppError('internal', 'the client does not read');
    this.requests.push([method, request as never]);
  }
}

/** A dispatcher with its links to comets c1 and c2, which are on a bus that a test looks at. */
export class Dispatching {
  readonly bus = new FakeBus();
  readonly directory = new FakeDirectory(['c1', 'c2']);
  readonly logic = new FakeLogic();
  readonly calls = new FakeCalls();
  readonly dispatcher: Dispatcher;
  readonly lease = { epoch: { partition: 3, store: 7, revision: 9 }, isValid: () => this.hasLease };
  hasLease = true;
  private sequence = 0;

  constructor(Kind: typeof Dispatcher = Dispatcher) {
    const directory = this.directory.asDirectory;
    const config = {
      current: JobConfig.parse({ roomBatch: { batch: 3 }, dispatch: { waitForComet: '1ms' } }),
    };
    const links = [
      new BusCometLink(this.bus.asBus, new CometRollCall(this.bus.asBus, directory), config),
      new LegacyCometLink(directory, this.calls),
    ];
    const clock = new StoreClock();
    const receipts = new DispatchReceipts(this.bus.asBus, clock);
    this.dispatcher = new Kind(directory, links, this.logic, config, clock, receipts);
  }

  /** It has not waited: else logic would be asked where its recipients are by now. */
  received(task: Partial<PushTask>, prevs: readonly number[] = []): ReceivedTask {
    return { ...received(++this.sequence, task, prevs), storedAt: Date.now() };
  }

  toKeys(server: string, ...keys: string[]): ReceivedTask {
    return this.received({ type: PushType.Keys, server, keys, msg: Buffer.from(keys.join('+')) });
  }

  toRecipients(
    recipients: readonly Recipient[],
    prevs: readonly number[] = [],
    more: Partial<PushTask> = {},
  ): ReceivedTask {
    return this.received({ type: PushType.Keys, recipients: [...recipients], ...more }, prevs);
  }

  toRoom(room: string, text: string): ReceivedTask {
    return this.received({ type: PushType.Room, room, msg: Buffer.from(text) });
  }

  toAll(speed: number, text = 'x'): ReceivedTask {
    return this.received({ type: PushType.Broadcast, speed, msg: Buffer.from(text) });
  }

  /** @returns why a task is to be tried again, by the task */
  async dispatch(...tasks: ReceivedTask[]): Promise<(string | undefined)[]> {
    const misses = await this.dispatcher.dispatch(tasks, this.lease);
    await misses.late?.end;
    return tasks.map(({ id }) => {
      const reason = misses.reasonOf(id);
      return misses.isDeferred(id) ? `no try: ${reason}` : reason;
    });
  }
}

/** Bodies of the packets inside, after a look at what is around them. */
export function packetsOf(proto: ProtoMessage | null | undefined): string[] {
  expect({ ver: proto!.ver, op: proto!.op, seq: proto!.seq }).toEqual({ ver: 1, op: 9, seq: 0 });
  return readFrames(Buffer.from(proto!.body), 1_000_000).map(({ ver, op, seq, body }) => {
    expect({ ver, op, seq }).toEqual({ ver: 1, op: OPERATION, seq: 0 });
    return body.toString();
  });
}
