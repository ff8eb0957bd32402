import type { NodeDirectory } from '#bus';
import { cometGrpc, PushType, type CometPace, type NodeInfo, type ProtoMessage, type PushTask } from '#contracts';
import type { PushBatch, ReceivedTask } from '../../queue/push-batch.js';
import { CallLanes, type Missed } from './call-lanes.js';
import type { CometCalls } from './comet-calls.js';
import type { Debts } from '../debts.js';
import { paceOf } from '../../dispatch/broadcast-pace.js';
import { packed } from '../../dispatch/pushed-proto.js';

/**
 * What of one batch goes to comets of goim's own, beside what goes over the bus. Which rooms they hold nobody knows for
 * sure, since their clients change rooms without telling; so a room's pushes go to all of them, as from goim's own jobs.
 */
export class LegacyDeliveries {
  private readonly lanes: CallLanes;
  private readonly comets: readonly NodeInfo[];
  private missed: ReadonlyMap<ReceivedTask, Missed> = new Map();
  /** Calls that were planned. */
  count = 0;

  constructor(
    private readonly directory: NodeDirectory,
    calls: CometCalls,
    private readonly debts: Debts,
  ) {
    this.lanes = new CallLanes(calls);
    this.comets = directory.all().filter(({ goim }) => goim);
  }

  /** Plans a task that all but some of these comets have got: it is owed to them alone. @returns whether it is one */
  repays(received: ReceivedTask): boolean {
    const owed = this.debts.take(received.sequence);
    if (!owed) return false;
    const { task } = received;
    // One that has gone since took its clients with it.
    const comets = this.comets.filter(({ id }) => owed.has(id));
    if (task.type === PushType.Room) this.toRoom(task.room, packed(task), [received], comets);
    else this.toAll(received, packed(task), comets);
    return true;
  }

  toKeys(comet: NodeInfo, received: ReceivedTask): void {
    const { keys, operation, unfiltered } = received.task;
    this.count++;
    const message = { keys, protoOp: operation, proto: packed(received.task), unfiltered };
    this.lanes.add(comet, cometGrpc.pushMsg, message, [received]);
  }

  toRoom(room: string, proto: ProtoMessage, tasks: readonly ReceivedTask[], comets = this.comets): void {
    for (const comet of comets) {
      this.count++;
      this.lanes.add(comet, cometGrpc.broadcastRoom, { roomID: room, proto }, tasks);
    }
  }

  toAll(received: ReceivedTask, proto: ProtoMessage, comets = this.comets): void {
    if (comets.length === 0) return;
    const { operation, unfiltered } = received.task;
    const paces = this.pacesOf(received.task);
    for (const comet of comets) {
      this.count++;
      const pace = paces.find((one) => one.comet === comet.id);
      // goim's field is a whole number, and 0 is no limit.
      const speed = pace ? Math.max(Math.round(pace.perSecond), 1) : 0;
      const message = { protoOp: operation, proto, speed, paces: [], unfiltered };
      this.lanes.add(comet, cometGrpc.broadcast, message, [received]);
    }
  }

  /** Makes the calls; whichever comet does not take one, this does not reject. */
  async run(): Promise<void> {
    this.missed = await this.lanes.run();
  }

  /** Fails the tasks that some comet did not take. For when everything else of the batch went well: it is not sent again. */
  failMissed(batch: PushBatch): void {
    for (const [received, { comets, reason }] of this.missed) {
      batch.fail(received, reason);
      if (received.task.type !== PushType.Keys) this.debts.note(received.sequence, comets);
    }
  }

  private pacesOf({ speed }: PushTask): CometPace[] {
    return speed > 0 ? paceOf(speed, this.directory.all()) : [];
  }
}
