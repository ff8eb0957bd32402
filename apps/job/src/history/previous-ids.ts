import type { Target } from '#contracts';
import type { ReceivedTask } from '../dispatch/received-task.js';
import type { BacklogMark, HistoryBacklog } from './history-backlog.js';
import type { LastIds } from './last-ids.js';
import { targetsOf } from './targets.js';

/** Targets in a generation: a partition knows the last messages of one to two generations of them. */
const GENERATION = 20_000;
const UNKNOWN = 0;
/**
 * How long whoever takes over a partition waits for the database to have what was handed over before. A push that says nothing
 * of the one before it hides that this one was lost, as with a NATS server that took it and died.
 */
const LINKED_WITHIN_MS = 5_000;
const NONE: readonly number[] = Object.freeze([]);

export interface PreviousIdsOptions {
  readonly lastIds: Pick<LastIds, 'of'>;
  readonly backlog: Pick<HistoryBacklog, 'mark' | 'isWritten' | 'written'>;
}

/**
 * Knows of each target of a partition which message came before: the partition is worked by one job, alone and in order. Of
 * targets that were not pushed to for long it asks the database.
 *
 * What a batch teaches counts when the batch is done, so that one that comes again finds the same ids before its own.
 */
export class PreviousIds {
  private young = new Map<Target, number>();
  private old: ReadonlyMap<Target, number> = new Map();
  private learnt = new Map<Target, number>();
  private epoch = 0;
  /** Since then the young ones were learnt. */
  private youngSince: BacklogMark;
  /** Messages of targets that are not known were handed over before it: until it is written, the database may lack them. */
  private unknownUntil: BacklogMark;
  private awaited: Promise<void> | undefined;

  constructor(private readonly options: PreviousIdsOptions) {
    this.youngSince = options.backlog.mark();
    this.unknownUntil = this.youngSince;
  }

  /** Resolves when the database can be asked, or will not be for now: it is waited for once. */
  ready(): Promise<void> {
    this.awaited ??= this.options.backlog.written(this.unknownUntil, LINKED_WITHIN_MS);
    return this.awaited;
  }

  /** Of each task the id of the message before it for each addressee, 0 = not known. @param isKept whether a task has a history */
  async of(
    tasks: readonly ReceivedTask[],
    isKept: (received: ReceivedTask) => boolean,
  ): Promise<(readonly number[])[]> {
    const epoch = tasks[0]?.epoch ?? this.epoch;
    if (epoch !== this.epoch) this.begin(epoch);
    this.learnt = new Map();
    const targets = tasks.map((received) => (isKept(received) ? targetsOf(received.task) : []));
    await this.refill(targets);
    return tasks.map((received, n) => {
      const own = targets[n]!;
      return own.length === 0 ? NONE : this.followAll(own, received.id);
    });
  }

  /** The batch is done: its messages are the newest of their targets. */
  keep(): void {
    for (const [target, id] of this.learnt) this.young.set(target, id);
    this.learnt = new Map();
    if (this.young.size < GENERATION) return;
    this.old = this.young;
    this.young = new Map();
    this.unknownUntil = this.youngSince;
    this.youngSince = this.options.backlog.mark();
  }

  private begin(epoch: number): void {
    const isFirst = this.epoch === 0;
    this.epoch = epoch;
    if (isFirst) return;
    this.young = new Map();
    this.old = new Map();
    this.youngSince = this.options.backlog.mark();
    this.unknownUntil = this.youngSince;
  }

  private followAll(targets: readonly (Target | undefined)[], id: number): readonly number[] {
    let before = UNKNOWN;
    return targets.map((target, n) => {
      if (target === undefined) return UNKNOWN;
      // The slices of a member stand next to each other.
      if (n === 0 || target !== targets[n - 1]) before = this.follow(target, id);
      return before;
    });
  }

  private follow(target: Target, id: number): number {
    const last = this.learnt.get(target) ?? this.last(target) ?? UNKNOWN;
    this.learnt.set(target, Math.max(last, id));
    // A message that comes again on its own, after later ones: what was before it is not known any more.
    return last < id ? last : UNKNOWN;
  }

  /** While the writer is behind, what the database has may not be the newest, so it is not asked. */
  private async refill(targets: readonly (readonly (Target | undefined)[])[]): Promise<void> {
    if (!this.options.backlog.isWritten(this.unknownUntil)) return;
    const unknown = new Set<Target>();
    for (const own of targets) {
      for (const target of own) if (target !== undefined && this.last(target) === undefined) unknown.add(target);
    }
    if (unknown.size === 0) return;
    for (const [target, id] of await this.options.lastIds.of(this.epoch, [...unknown]))
      this.young.set(target, Number(id));
  }

  private last(target: Target): number | undefined {
    return this.young.get(target) ?? this.old.get(target);
  }
}
