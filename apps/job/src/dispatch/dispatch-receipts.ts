import type { Bus, StoreClock } from '#bus';
import { ReceiptNews, subjects, type CometShare, type DispatchedTask } from '#contracts';
import type { ReceivedTask } from './received-task.js';

/** Tasks in one report: each may name many comets. */
const MAX_TOLD = 20;

/** Why a task is to be tried again; undefined: it reached all whom it is for. */
type ReasonOf = (id: number) => string | undefined;

/** Tells logics what became here of the tasks whose pushers asked. */
export class DispatchReceipts {
  constructor(
    private readonly bus: Pick<Bus, 'publish' | 'isConnected' | 'maxPayloadBytes'>,
    private readonly clock: Pick<StoreClock, 'now'>,
  ) {}

  /** @returns undefined where nobody asked of any, as nearly always. Cost: a field read a task */
  of(tasks: readonly ReceivedTask[]): BatchReceipts | undefined {
    const asked = tasks.filter(({ task }) => task.receipt);
    return asked.length > 0 ? new BatchReceipts(asked, (news) => this.publish(news)) : undefined;
  }

  private publish(tasks: readonly Omit<DispatchedTask, 'time'>[]): void {
    const time = this.clock.now();
    for (let from = 0; from < tasks.length && this.bus.isConnected; from += MAX_TOLD) {
      const dispatched = tasks.slice(from, from + MAX_TOLD).map((task) => ({ ...task, time }));
      const news = ReceiptNews.encode({ accepted: [], dispatched, delivered: [] }).finish();
      // What is too long for the bus must not cost the push, whose receipt then says that it is not complete.
      if (news.length <= this.bus.maxPayloadBytes) this.bus.publish(subjects.receipts, news);
    }
  }
}

/** Of one batch. */
export class BatchReceipts {
  private readonly byId = new Map<number, Omit<DispatchedTask, 'time'>>();

  constructor(
    tasks: readonly ReceivedTask[],
    private readonly publish: (tasks: readonly Omit<DispatchedTask, 'time'>[]) => void,
  ) {
    for (const { id, epoch } of tasks) {
      this.byId.set(id, { message: `${epoch}:${id}`, outcome: 'dispatched', reason: '', shares: [] });
    }
  }

  /** A push by key or by member was handed to a comet. */
  handed(id: number, share: CometShare): void {
    this.byId.get(id)?.shares.push(share);
  }

  expired(id: number): void {
    const task = this.byId.get(id);
    if (task) task.outcome = 'expired';
  }

  tell(reasonOf: ReasonOf): void {
    const told = [...this.byId].map(([id, task]) => {
      const reason = reasonOf(id);
      return reason === undefined ? task : { ...task, outcome: 'failed', reason };
    });
    this.publish(told);
  }
}
