import { Injectable } from '@nestjs/common';
import { Bus, NodeDirectory, type RpcClient } from '#bus';
import {
  BroadcastCodec,
  logicRpc,
  messageOf,
  PushKeysCodec,
  PushRoomCodec,
  PushType,
  subjects,
  type CometId,
  type PushTask,
  type RoomKey,
} from '#contracts';
import type { PushBatch, ReceivedTask } from '../queue/push-batch.js';
import { RoomBatch, type JoinedPushes, type RoomBatchOptions } from './room-batch.js';
import { evenPace, paceOf } from './broadcast-pace.js';
import { CometCalls } from '../comets/grpc/comet-calls.js';
import { CometRollCall } from '../comets/bus/comet-roll-call.js';
import { Debts } from '../comets/debts.js';
import { LegacyDeliveries } from '../comets/grpc/legacy-deliveries.js';
import { packed, raw } from './pushed-proto.js';

/** What a message to the comets has more than its task, at most. */
const ENVELOPE_BYTES = 256;

/** Counts that grow for ever; read by the metrics. */
export interface DispatchCounts {
  keys: number;
  room: number;
  all: number;
  /** Pushes by key that were handed back to logic, because their comet has gone. */
  rerouted: number;
  /** Messages to comets, and calls to those of goim's own; joined room pushes are one. */
  messages: number;
}

/** Sends the tasks of a batch to the comets. */
@Injectable()
export class Dispatcher {
  readonly counts: DispatchCounts = { keys: 0, room: 0, all: 0, rerouted: 0, messages: 0 };
  private readonly debts = new Debts();

  constructor(
    private readonly bus: Bus,
    private readonly directory: NodeDirectory,
    private readonly rollCall: CometRollCall,
    private readonly logic: Pick<RpcClient, 'call'>,
    private readonly calls: CometCalls,
    private readonly roomBatch: RoomBatchOptions,
  ) {}

  /** What a task may have so that the message to the comets, which is a little longer, still fits. */
  private get longestTask(): number {
    return this.bus.maxPayloadBytes - ENVELOPE_BYTES;
  }

  /**
   * Resolves when the bus has everything, and every comet that is pushed to by key, or is one of goim's own, has
   * confirmed it. A task whose comet does not, or which no comet is there for, is failed. A push by key whose comet has
   * gone is handed back to logic, since its clients may be at other comets by now.
   *
   * @throws AppError `unavailable` where the bus broke: nothing is known of the batch
   */
  async dispatch(batch: PushBatch): Promise<void> {
    // Without a comet there is nobody to push to; more likely they are just restarting.
    if (this.directory.size === 0) await this.rollCall.someone();
    const sent = new SentKeys();
    const rerouted: Promise<void>[] = [];
    const goim = new LegacyDeliveries(this.directory, this.calls, this.debts);
    const rooms = new RoomBatch<ReceivedTask>(this.roomBatch, (joined) => this.sendRoom(joined, goim));
    for (const received of batch.tasks) {
      const { task } = received;
      if (this.directory.size === 0) batch.fail(received, 'no comet is registered');
      else if (received.bytes > this.longestTask) batch.fail(received, 'it is longer than NATS takes');
      else if (goim.repays(received)) continue;
      else if (task.type === PushType.Room) this.addToRoom(rooms, received);
      else if (task.type === PushType.Broadcast) this.sendAll(received, goim);
      else {
        const comet = this.directory.get(task.server as CometId);
        if (comet) this.counts.keys++;
        if (!comet) rerouted.push(this.reroute(batch, received));
        else if (comet.goim) goim.toKeys(comet, received);
        else {
          this.sendKeys(task);
          sent.add(comet.id, received);
        }
      }
    }
    rooms.flush();
    this.counts.messages += goim.count;
    const called = goim.run();
    try {
      await Promise.all([
        this.bus.flush(),
        ...rerouted,
        ...sent.map((comet, tasks) => this.confirm(batch, comet, tasks)),
      ]);
    } finally {
      // The batch comes again where the bus broke: its calls must not go on beside those.
      await called;
    }
    goim.failMissed(batch);
  }

  private addToRoom(rooms: RoomBatch<ReceivedTask>, received: ReceivedTask): void {
    const { room, operation, msg } = received.task;
    rooms.add(room, operation, msg, received);
    this.counts.room++;
  }

  private sendKeys(task: PushTask): void {
    const { server, keys, operation, unfiltered } = task;
    const message = PushKeysCodec.encode({ keys, protoOp: operation, proto: packed(task), unfiltered });
    this.publish(subjects.cometPush(server as CometId), message);
  }

  private sendRoom({ room, packets, sources }: JoinedPushes<ReceivedTask>, goim: LegacyDeliveries): void {
    const proto = raw(packets);
    this.publish(subjects.room(room as RoomKey), PushRoomCodec.encode({ roomID: room, proto }));
    goim.toRoom(room, proto, sources);
  }

  private sendAll(received: ReceivedTask, goim: LegacyDeliveries): void {
    const { operation, speed, unfiltered } = received.task;
    const pace =
      speed > 0
        ? { speed: evenPace(speed, this.directory.size), paces: paceOf(speed, this.directory.all()) }
        : { speed: 0 };
    const proto = packed(received.task);
    goim.toAll(received, proto);
    this.publish(subjects.broadcast, BroadcastCodec.encode({ protoOp: operation, proto, ...pace, unfiltered }));
    this.counts.all++;
  }

  private publish(subject: string, message: Uint8Array): void {
    this.bus.publish(subject, message);
    this.counts.messages++;
  }

  private async reroute(batch: PushBatch, received: ReceivedTask): Promise<void> {
    try {
      await this.logic.call(logicRpc.reroute, { task: received.task, id: `reroute-${received.sequence}` });
      this.counts.rerouted++;
    } catch (error) {
      batch.fail(
        received,
        `comet ${received.task.server} is gone, and the task can't be rerouted: ${messageOf(error)}`,
      );
    }
  }

  private async confirm(batch: PushBatch, comet: CometId, tasks: readonly ReceivedTask[]): Promise<void> {
    try {
      await this.rollCall.confirm(comet);
    } catch (error) {
      const reason = `comet ${comet} did not confirm: ${messageOf(error)}`;
      for (const task of tasks) batch.fail(task, reason);
    }
  }
}

/** The tasks of a batch that went out to each comet by key. */
class SentKeys {
  private readonly byComet = new Map<CometId, ReceivedTask[]>();

  add(comet: CometId, task: ReceivedTask): void {
    const tasks = this.byComet.get(comet);
    if (tasks) tasks.push(task);
    else this.byComet.set(comet, [task]);
  }

  map<T>(of: (comet: CometId, tasks: readonly ReceivedTask[]) => T): T[] {
    return [...this.byComet].map(([comet, tasks]) => of(comet, tasks));
  }
}
