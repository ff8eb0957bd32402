import type { NodeDirectory, RpcClient } from '#bus';
import type { Live } from '#config';
import {
  logicRpc,
  errorText,
  PushType,
  type CometId,
  type NodeInfo,
  type ProtoMessage,
  type PushRoomMessage,
  type PushTask,
  UNNUMBERED,
} from '#contracts';
import { encodeFrame, Operation, PROTOCOL_VERSION } from '#protocol';
import { Misses, type CometLink, type Delivery } from '../comets/comet-link.js';
import { Debts } from '../comets/debts.js';
import type { JobConfig } from '../config/job.config.js';
import { evenPace, paceOf } from './broadcast-pace.js';
import { RoomBatch } from './room-batch.js';

/** Bytes that a message to the comets has more than its task, at most. */
const ENVELOPE_BYTES = 256;
/** Half of the longest message, so that a joined one always fits. */
const ROOM_MESSAGE_SHARE = 0.5;

/** A task of the push queue. */
export interface ReceivedTask {
  readonly task: PushTask;
  /** Its id: the stream sequence. */
  readonly sequence: number;
  /** Length of the task in the queue. */
  readonly bytes: number;
}

/** Counts that only grow; the metrics read them. */
export interface DispatchCounts {
  keys: number;
  room: number;
  all: number;
  /** Pushes by key that were handed back to logic, because their comet has gone. */
  rerouted: number;
  /** Messages and calls to comets; joined room pushes are one. */
  messages: number;
}

/** Plans which comets get what, and in which messages; the links carry it. */
export class Dispatcher {
  readonly counts: DispatchCounts = { keys: 0, room: 0, all: 0, rerouted: 0, messages: 0 };
  private readonly debts = new Debts();

  constructor(
    private readonly directory: NodeDirectory,
    private readonly links: readonly CometLink[],
    private readonly logic: Pick<RpcClient, 'call'>,
    private readonly config: Live<Pick<JobConfig, 'roomBatch' | 'dispatch'>>,
  ) {}

  /**
   * Resolves when the comets that are alive listen.
   *
   * @throws AppError `unavailable` where the bus is away
   */
  async ready(): Promise<void> {
    await Promise.all(this.links.map((link) => link.ready()));
  }

  /**
   * Pushes the tasks of one partition, in their order. Resolves when the bus has taken everything and each comet that is
   * pushed to by key, or called, has confirmed. Hands a push by key whose comet has gone back to logic, since its clients
   * may be at other comets by now.
   *
   * @returns the tasks that some comet did not confirm, that no comet is registered for, or that could not be handed back
   * @throws AppError `unavailable` where the bus broke: nothing is known of any of the tasks
   */
  async dispatch(tasks: readonly ReceivedTask[]): Promise<Misses> {
    // Without a comet there is nobody to push to; more likely they are just restarting.
    if (this.directory.size === 0) await this.cometJoins();
    const misses = new Misses();
    const deliveries = this.links.map((link) => link.begin(misses));
    const longest = Math.min(...this.links.map(({ maxMessageBytes }) => maxMessageBytes));
    const rooms = new RoomBatch<number>(
      { maxPushes: this.config.current.roomBatch.batch, maxBytes: longest * ROOM_MESSAGE_SHARE },
      ({ room, packets, sources }) =>
        this.sendRoom({ roomID: room, proto: raw(packets), ...UNNUMBERED.room }, sources, deliveries),
    );
    const rerouted: Promise<void>[] = [];
    for (const received of tasks) {
      const { task, sequence } = received;
      if (this.directory.size === 0) misses.note(sequence, 'no comet is registered');
      else if (received.bytes > longest - ENVELOPE_BYTES) misses.note(sequence, 'it is longer than NATS takes');
      else if (task.type === PushType.Room) this.addRoom(received, rooms, deliveries);
      else if (task.type === PushType.Broadcast) this.sendAll(received, deliveries);
      else {
        const comet = this.directory.get(task.server as CometId);
        if (comet) this.sendKeys(comet, received, deliveries);
        else rerouted.push(this.reroute(received, misses));
      }
    }
    rooms.flush();
    const ends = deliveries.map((delivery) => delivery.end());
    try {
      await Promise.all([...ends, ...rerouted]);
    } finally {
      // Where the bus broke the batch comes again: no call of this one may go on beside those of the next.
      await Promise.allSettled(ends);
    }
    this.debts.note(misses);
    return misses;
  }

  /** Resolves when a comet registers, or when it is not worth waiting any longer. */
  private cometJoins(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.directory.off('join', done);
        resolve();
      };
      const timer = setTimeout(done, this.config.current.dispatch.waitForComet);
      this.directory.on('join', done);
    });
  }

  private addRoom({ task, sequence }: ReceivedTask, rooms: RoomBatch<number>, deliveries: readonly Delivery[]): void {
    const owed = this.debts.take(sequence);
    if (owed) {
      this.sendRoom({ roomID: task.room, proto: packed(task), ...UNNUMBERED.room }, [sequence], deliveries, owed);
      return;
    }
    rooms.add(task.room, task.operation, task.msg, sequence);
    this.counts.room++;
  }

  private sendRoom(
    message: PushRoomMessage,
    sequences: readonly number[],
    deliveries: readonly Delivery[],
    only?: ReadonlySet<CometId>,
  ): void {
    for (const delivery of deliveries) this.counts.messages += delivery.toRoom(message, sequences, only);
  }

  private sendAll({ task, sequence }: ReceivedTask, deliveries: readonly Delivery[]): void {
    const owed = this.debts.take(sequence);
    const { operation, speed, unfiltered } = task;
    const pace =
      speed > 0
        ? { speed: evenPace(speed, this.directory.size), paces: paceOf(speed, this.directory.all()) }
        : { speed: 0, paces: [] };
    const message = { protoOp: operation, proto: packed(task), ...pace, unfiltered, ...UNNUMBERED.all };
    for (const delivery of deliveries) this.counts.messages += delivery.toAll(message, sequence, owed);
    if (!owed) this.counts.all++;
  }

  private sendKeys(comet: NodeInfo, { task, sequence }: ReceivedTask, deliveries: readonly Delivery[]): void {
    const { keys, operation, unfiltered } = task;
    const delivery = deliveries[this.links.findIndex((link) => link.serves(comet))]!;
    const message = { keys, protoOp: operation, proto: packed(task), unfiltered, ...UNNUMBERED.keys };
    this.counts.messages += delivery.toKeys(comet, message, sequence);
    this.counts.keys++;
  }

  private async reroute({ task, sequence }: ReceivedTask, misses: Misses): Promise<void> {
    try {
      await this.logic.call(logicRpc.reroute, { task, id: `reroute-${sequence}` });
      this.counts.rerouted++;
    } catch (error) {
      misses.note(sequence, `comet ${task.server} is gone, and the task can't be rerouted: ${errorText(error)}`);
    }
  }
}

/** A task's message as comets get it: packed, under operation 9. */
function packed({ operation, msg }: Pick<PushTask, 'operation' | 'msg'>): ProtoMessage {
  return raw(encodeFrame(operation, 0, msg));
}

/** Packed packets as comets get them. */
function raw(packets: Uint8Array): ProtoMessage {
  return { ver: PROTOCOL_VERSION, op: Operation.Raw, seq: 0, body: packets };
}
