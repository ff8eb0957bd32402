import { AppError, errorText, type CometId, type GrpcContract, type NodeInfo } from '#contracts';
import type { AnswersDue } from '../answers-due.js';
import type { Misses, SendingLease } from '../comet-link.js';
import type { CometCalls } from './comet-calls.js';

/** One call, and the tasks that it is for: they are owed to its comet alone where it misses them. */
interface PlannedCall {
  readonly ids: readonly number[];
  /** Whom it is for: what is for the same ones keeps its order. */
  readonly targets: readonly string[];
  run(): Promise<void>;
}

/** The calls of one batch to one comet. */
interface Lane {
  readonly calls: PlannedCall[];
  isOver: boolean;
}

/** Calls of a partition that wait for one comet. What comes then is missed, and tried again later: others are not to wait. */
const MAX_WAITING = 500;

/** How many calls wait, by comet. */
export type WaitingCalls = Map<CometId, number>;

/**
 * The calls of one batch to legacy comets: those to one comet go one after another, since it may work two at a time in any
 * order. After one that failed the rest to that comet is not tried, so that nothing overtakes it. One that the comet refused, as
 * goim does where a client has not read what it was sent before, says nothing of others: what is for the same targets alone is
 * not tried, unless it would be given up for that: those before it have failed as often, or are newer. Later batches do not wait
 * for what was refused: each push would be a try behind for as long as the targets are pushed to.
 */
export class CallLanes {
  private readonly lanes = new Map<CometId, Lane>();
  /** Resolves when the comets that were not behind have answered. */
  prompt: Promise<unknown> | undefined;

  constructor(
    private readonly calls: Pick<CometCalls, 'call'>,
    private readonly misses: Misses,
    private readonly lease: Pick<SendingLease, 'isValid'>,
    private readonly due: AnswersDue,
    private readonly waiting: WaitingCalls,
  ) {}

  /** The tasks that some comet has not answered for. */
  *unanswered(): Iterable<number> {
    for (const { isOver, calls } of this.lanes.values()) if (!isOver) for (const { ids } of calls) yield* ids;
  }

  add<Request>(
    comet: NodeInfo,
    contract: GrpcContract<Request, unknown>,
    request: Request,
    { ids, targets }: Pick<PlannedCall, 'ids' | 'targets'>,
  ): void {
    const planned: PlannedCall = { ids, targets, run: () => this.calls.call(comet.id, contract, request) };
    const lane = this.lanes.get(comet.id);
    if (lane) lane.calls.push(planned);
    else this.lanes.set(comet.id, { calls: [planned], isOver: false });
  }

  /** Makes all calls. Never rejects: what a comet did not take is noted as missed. */
  async run(): Promise<void> {
    const { all, prompt } = this.due.begin(this.lanes, (comet, lane) => this.runInTurn(comet, lane));
    this.prompt = prompt;
    await all;
  }

  private async runInTurn(comet: CometId, lane: Lane): Promise<void> {
    const { length } = lane.calls;
    const waiting = this.waiting.get(comet) ?? 0;
    if (waiting > MAX_WAITING) this.missed(comet, lane.calls, `${waiting} calls wait for it`);
    else {
      this.waiting.set(comet, waiting + length);
      await this.due.queue(comet, () => this.runLane(comet, lane.calls));
      const left = this.waiting.get(comet)! - length;
      if (left > 0) this.waiting.set(comet, left);
      else this.waiting.delete(comet);
    }
    lane.isOver = true;
  }

  /** @returns whether the comet has answered for each */
  private async runLane(comet: CometId, lane: readonly PlannedCall[]): Promise<boolean> {
    /** Why not, by the target. */
    const refused = new Map<string, string>();
    for (const [index, planned] of lane.entries()) {
      let why = this.isLastTry(planned) ? undefined : refusalOf(planned, refused);
      try {
        // These comets can't tell by which lease a call is made.
        if (!this.lease.isValid()) throw new Error('the lease of the partition has ended');
        if (why === undefined) await planned.run();
      } catch (error) {
        why = errorText(error);
        if (!isRefusal(error)) {
          this.missed(comet, lane.slice(index), why);
          return false;
        }
      }
      if (why === undefined) continue;
      this.missed(comet, [planned], why);
      for (const target of planned.targets) refused.set(target, why);
    }
    return true;
  }

  private isLastTry({ ids }: PlannedCall): boolean {
    return ids.some((id) => this.misses.isLastTry(id));
  }

  private missed(comet: CometId, calls: readonly PlannedCall[], why: string): void {
    const reason = `comet ${comet} did not take it: ${why}`;
    for (const { ids } of calls) for (const id of ids) this.misses.note(id, reason, comet);
  }
}

/** Why a call is not made: undefined where nothing was refused that it has to stay behind. */
function refusalOf({ targets }: PlannedCall, refused: ReadonlyMap<string, string>): string | undefined {
  if (refused.size === 0) return undefined;
  const target = targets.find((one) => refused.has(one));
  return target === undefined ? undefined : refused.get(target);
}

/** The comet is there, and has answered that it did not take this one. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.code === 'internal';
}
