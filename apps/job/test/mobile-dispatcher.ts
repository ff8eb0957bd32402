import type { PushTask } from '#contracts';
import type { Misses, SendingLease } from '../src/comets/comet-link.js';
import { Dispatcher } from '../src/dispatch/dispatcher.js';
import type { ReceivedTask } from '../src/dispatch/received-task.js';

/** Tells a team's own service of each push that has been sent. */
export class MobileDispatcher extends Dispatcher {
  /** The team's own service. */
  notify: (task: PushTask) => Promise<void> = async () => undefined;

  override async dispatch(tasks: readonly ReceivedTask[], lease: SendingLease): Promise<Misses> {
    const misses = await super.dispatch(tasks, lease);
    for (const { task, id } of tasks) if (misses.reasonOf(id) === undefined) await this.notify(task);
    return misses;
  }
}
