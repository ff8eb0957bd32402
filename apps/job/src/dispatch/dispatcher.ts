import { Injectable } from '@nestjs/common';
import { Bus, NodeDirectory } from '#bus';
import {
  BroadcastCodec,
  PushKeysCodec,
  PushRoomCodec,
  PushType,
  subjects,
  type CometId,
  type ProtoMessage,
  type PushTask,
  type RoomKey,
} from '#contracts';
import { encodeFrame, Operation, PROTOCOL_VERSION } from '#protocol';
import type { PushBatch, ReceivedTask } from '../intake/push-batch.js';
import { RoomBatch, type JoinedPushes, type RoomBatchOptions } from '../room-batch/room-batch.js';
import { CometRollCall } from './comet-roll-call.js';

/** Counts that grow for ever; read by the metrics. */
export interface DispatchCounts {
  keys: number;
  room: number;
  all: number;
  /** Messages to comets; joined room pushes are one. */
  messages: number;
}

/** Sends the tasks of a batch to the comets. */
@Injectable()
export class Dispatcher {
  readonly counts: DispatchCounts = { keys: 0, room: 0, all: 0, messages: 0 };

  constructor(
    private readonly bus: Bus,
    private readonly directory: NodeDirectory,
    private readonly rollCall: CometRollCall,
    private readonly roomBatch: RoomBatchOptions,
  ) {}

  /**
   * Resolves when the bus has everything, and every comet that is pushed to by key has confirmed it. A task whose comet
   * does not, or which no comet is there for, is failed.
   *
   * @throws AppError `unavailable` where the bus broke: nothing is known of the batch
   */
  async dispatch(batch: PushBatch): Promise<void> {
    const byComet = new Map<CometId, ReceivedTask[]>();
    const rooms = new RoomBatch(this.roomBatch, (joined) => this.sendRoom(joined));
    for (const received of batch.tasks) {
      const failure = this.send(received, rooms, byComet);
      if (failure !== undefined) batch.fail(received, failure);
    }
    rooms.flush();
    await Promise.all([this.bus.flush(), ...[...byComet].map(([comet, tasks]) => this.confirm(batch, comet, tasks))]);
  }

  /** @returns why it can't be sent now */
  private send(
    received: ReceivedTask,
    rooms: RoomBatch,
    byComet: Map<CometId, ReceivedTask[]>,
  ): string | undefined {
    const { task } = received;
    // Without one there is nobody to push to; more likely they are just restarting.
    if (this.directory.size === 0) return 'no comet is registered';
    switch (task.type) {
      case PushType.Keys: {
        const comet = task.server as CometId;
        const tasks = byComet.get(comet);
        if (tasks) tasks.push(received);
        else byComet.set(comet, [received]);
        this.sendKeys(comet, task);
        return undefined;
      }
      case PushType.Room:
        rooms.add(task.room, task.operation, task.msg);
        this.counts.room++;
        return undefined;
      case PushType.Broadcast:
        this.sendAll(task);
        return undefined;
      default:
        return `the task has the unknown type ${String(task.type)}`;
    }
  }

  private sendKeys(comet: CometId, { keys, operation, msg }: PushTask): void {
    const message = PushKeysCodec.encode({ keys, protoOp: operation, proto: raw(encodeFrame(operation, 0, msg)) });
    this.publish(subjects.cometPush(comet), message);
    this.counts.keys++;
  }

  private sendRoom({ room, packets }: JoinedPushes): void {
    this.publish(subjects.room(room as RoomKey), PushRoomCodec.encode({ roomID: room, proto: raw(packets) }));
  }

  private sendAll({ operation, speed, msg }: PushTask): void {
    const perComet = speed > 0 ? Math.max(Math.round(speed / this.directory.size), 1) : 0;
    const proto = raw(encodeFrame(operation, 0, msg));
    this.publish(subjects.broadcast, BroadcastCodec.encode({ protoOp: operation, proto, speed: perComet }));
    this.counts.all++;
  }

  private publish(subject: string, message: Uint8Array): void {
    this.bus.publish(subject, message);
    this.counts.messages++;
  }

  private async confirm(batch: PushBatch, comet: CometId, tasks: readonly ReceivedTask[]): Promise<void> {
    try {
      await this.rollCall.confirm(comet);
    } catch (error) {
      const reason = `comet ${comet} did not confirm: ${error instanceof Error ? error.message : String(error)}`;
      for (const task of tasks) batch.fail(task, reason);
    }
  }
}

function raw(packets: Uint8Array): ProtoMessage {
  return { ver: PROTOCOL_VERSION, op: Operation.Raw, seq: 0, body: packets };
}
