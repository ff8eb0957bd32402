import { errorText, type CometId, type GrpcContract, type NodeInfo } from '#contracts';
import type { Misses, SendingLease } from '../comet-link.js';
import type { CometCalls } from './comet-calls.js';

/** One call, and the tasks that it is for: they are owed to its comet alone where it misses them. */
interface PlannedCall {
  readonly ids: readonly number[];
  run(): Promise<void>;
}

/**
 * The calls of one batch to legacy comets: those to one comet go one after another, since it may work two at a time in any
 * order. After one that failed the rest to that comet is not tried, so that nothing overtakes it.
 */
export class CallLanes {
  private readonly lanes = new Map<CometId, PlannedCall[]>();

  constructor(
    private readonly calls: Pick<CometCalls, 'call'>,
    private readonly misses: Misses,
    private readonly lease: Pick<SendingLease, 'isValid'>,
  ) {}

  add<Request>(
    comet: NodeInfo,
    contract: GrpcContract<Request, unknown>,
    request: Request,
    ids: readonly number[],
  ): void {
    const planned: PlannedCall = { ids, run: () => this.calls.call(comet, contract, request) };
    const lane = this.lanes.get(comet.id);
    if (lane) lane.push(planned);
    else this.lanes.set(comet.id, [planned]);
  }

  /** Makes all calls. Never rejects: what a comet did not take is noted as missed. */
  async run(): Promise<void> {
    await Promise.all([...this.lanes].map(([comet, lane]) => this.runLane(comet, lane)));
  }

  private async runLane(comet: CometId, lane: readonly PlannedCall[]): Promise<void> {
    for (const [index, planned] of lane.entries()) {
      try {
        // These comets can't tell by which lease a call is made.
        if (!this.lease.isValid()) throw new Error('the lease of the partition has ended');
        await planned.run();
      } catch (error) {
        const reason = `comet ${comet} did not take it: ${errorText(error)}`;
        for (const { ids } of lane.slice(index)) {
          for (const id of ids) this.misses.note(id, reason, comet);
        }
        return;
      }
    }
  }
}
