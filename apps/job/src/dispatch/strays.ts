import type { NodeDirectory, RpcClient, StoreClock } from '#bus';
import { errorText, logicRpc, PushType, type CometId, type Recipient } from '#contracts';
import type { Misses } from '../comets/comet-link.js';
import { isExpired, type ReceivedTask } from './received-task.js';

/** Recipients that are asked for in one request: the answer has to fit into a message. */
const MAX_ASKED = 200;

/** A recipient that a comet of its task is gone for, or may be. */
interface Stray {
  readonly received: ReceivedTask;
  /** Its place among the task's recipients. */
  readonly index: number;
  /** Whom to ask for. */
  readonly recipient: Recipient;
}

/** Where the recipients of a task are now, in the place of where the task says that they are; by the task. */
export type Found = ReadonlyMap<ReceivedTask, readonly Recipient[]>;

/**
 * Finds those whose comet has gone while the push waited in the queue. Logic is asked before anything of the batch is sent,
 * so that a push keeps its id and its order.
 */
export class Strays {
  constructor(
    private readonly directory: NodeDirectory,
    private readonly logic: Pick<RpcClient, 'call'>,
    private readonly clock: StoreClock,
  ) {}

  /**
   * @param misses gets the tasks whose recipients could not be found out; the others of such a task are where they were
   * @returns undefined where no comet has gone, which costs nothing but the look
   */
  async find(tasks: readonly ReceivedTask[], misses: Misses): Promise<Found | undefined> {
    const strays = this.among(tasks);
    if (strays.length === 0) return undefined;
    const found = new Map<ReceivedTask, Recipient[]>();
    for (const { received } of strays) found.set(received, recipientsOf(received).map(this.withoutGone));
    const asked: Promise<void>[] = [];
    for (let from = 0; from < strays.length; from += MAX_ASKED) {
      asked.push(this.ask(strays.slice(from, from + MAX_ASKED), found, misses));
    }
    await Promise.all(asked);
    return found;
  }

  private among(tasks: readonly ReceivedTask[]): Stray[] {
    const strays: Stray[] = [];
    const now = this.clock.now();
    for (const received of tasks) {
      const { task } = received;
      if (task.type !== PushType.Keys || isExpired(task, now)) continue;
      if (task.recipients.length === 0 && this.isThere(task.server)) continue;
      for (const [index, recipient] of recipientsOf(received).entries()) {
        if (recipient.places.some(({ server }) => !this.isThere(server))) {
          strays.push({ received, index, recipient });
        }
      }
    }
    return strays;
  }

  private isThere(server: string): boolean {
    return this.directory.has(server as CometId) && !this.directory.isSuspect(server as CometId);
  }

  private readonly withoutGone = (recipient: Recipient): Recipient => {
    const places = recipient.places.filter(({ server }) => this.directory.has(server as CometId));
    return { key: recipient.key, mid: recipient.mid, places };
  };

  private async ask(strays: readonly Stray[], found: Map<ReceivedTask, Recipient[]>, misses: Misses): Promise<void> {
    try {
      const request = { recipients: strays.map(({ recipient: { key, mid } }) => ({ key, mid, places: [] })) };
      const { recipients } = await this.logic.call(logicRpc.locate, request);
      for (const [n, { received, index }] of strays.entries()) {
        const now = recipients[n];
        if (!now) throw new Error('the answer is too short');
        found.get(received)![index] = this.withoutGone(now);
        // Logic may not have noticed yet that a comet has gone, or job that one has come.
        const unknown = now.places.find(({ server }) => !this.directory.has(server as CometId));
        if (unknown) misses.note(received.id, `comet ${unknown.server} is not known`);
      }
    } catch (error) {
      for (const { received } of strays) {
        // Logic is away, which says nothing of the task.
        misses.defer(received.id, `a comet is gone, and its sessions can't be located: ${errorText(error)}`);
      }
    }
  }
}

/**
 * What is left to send where some of the comets of a task have taken it.
 *
 * @param owed the comets that have not
 */
export function yetToServe(
  located: readonly Recipient[],
  before: readonly Recipient[],
  owed: ReadonlySet<CometId>,
): Recipient[] {
  return located.map(({ key, mid, places }, n) => ({
    key,
    mid,
    places: places.flatMap((place) => {
      const served = before[n]!.places.find(({ server }) => server === place.server);
      if (!served || owed.has(place.server as CometId)) return place;
      const keys = place.keys.filter((own) => !served.keys.includes(own));
      return keys.length > 0 ? { server: place.server, keys } : [];
    }),
  }));
}

/** Whom a task is for; also of a task that names one comet and its keys. */
export function recipientsOf({ task }: ReceivedTask): readonly Recipient[] {
  if (task.recipients.length > 0) return task.recipients;
  const places = [{ server: task.server, keys: [] }];
  return task.keys.map((key) => ({ key, mid: 0, places }));
}
