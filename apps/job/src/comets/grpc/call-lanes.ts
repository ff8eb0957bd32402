import { messageOf, type CometId, type GrpcContract, type NodeInfo } from '#contracts';
import type { ReceivedTask } from '../../queue/push-batch.js';
import type { CometCalls } from './comet-calls.js';

/** One call, and the tasks that it is for. */
interface PlannedCall {
  readonly tasks: readonly ReceivedTask[];
  run(): Promise<void>;
}

/** A task that some comets did not take. */
export interface Missed {
  readonly comets: Set<CometId>;
  readonly reason: string;
}

/**
 * The calls of one batch to comets of goim's own: those to one comet go one after another, since it may work two at a time
 * in any order. After one that failed the rest to that comet is not tried, so that nothing overtakes it.
 */
export class CallLanes {
  private readonly lanes = new Map<CometId, PlannedCall[]>();

  constructor(private readonly calls: CometCalls) {}

  add<Request>(
    comet: NodeInfo,
    contract: GrpcContract<Request, unknown>,
    request: Request,
    tasks: readonly ReceivedTask[],
  ): void {
    const planned: PlannedCall = { tasks, run: () => this.calls.call(comet, contract, request) };
    const lane = this.lanes.get(comet.id);
    if (lane) lane.push(planned);
    else this.lanes.set(comet.id, [planned]);
  }

  /** Makes all calls. @returns the tasks that did not reach every comet they were for */
  async run(): Promise<ReadonlyMap<ReceivedTask, Missed>> {
    const missed = new Map<ReceivedTask, Missed>();
    await Promise.all([...this.lanes].map(([comet, lane]) => this.runLane(comet, lane, missed)));
    return missed;
  }

  private async runLane(
    comet: CometId,
    lane: readonly PlannedCall[],
    missed: Map<ReceivedTask, Missed>,
  ): Promise<void> {
    for (const [index, planned] of lane.entries()) {
      try {
        await planned.run();
      } catch (error) {
        const reason = `comet ${comet} did not take it: ${messageOf(error)}`;
        for (const task of lane.slice(index).flatMap(({ tasks }) => tasks)) {
          const known = missed.get(task);
          if (known) known.comets.add(comet);
          else missed.set(task, { comets: new Set([comet]), reason });
        }
        return;
      }
    }
  }
}
