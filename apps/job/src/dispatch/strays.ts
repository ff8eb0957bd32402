import type { NodeDirectory, RpcClient, StoreClock } from '#bus';
import { AppError, errorText, logicRpc, PushType, type CometId, type Recipient } from '#contracts';
import type { Misses } from '../comets/comet-link.js';
import type { Debt } from '../comets/debts.js';
import { isExpired, type ReceivedTask } from './received-task.js';

/** Recipients that are asked for in one request: the answer has to fit into a message. */
const MAX_ASKED = 200;
/** Sessions that those of one request had, in sum: with the longest keys 0.5 MiB. */
const MAX_SESSIONS = 2_000;

/** A push that has waited for longer is for whoever is there by now: sessions may have moved to another comet, or begun. */
const WAITED_MS = 500;
/**
 * Where logic did not answer, nobody is asked for who only has waited: each batch would wait for the answer, and by that the pushes
 * of the next one.
 */
const NOT_ASKED_FOR_MS = 5_000;

/** A recipient that may be elsewhere by now. */
interface Stray {
  readonly received: ReceivedTask;
  /** Where it has not been sent the task, as far as is known. */
  readonly left: Recipient['places'];
  /** A comet of those is gone, or may be; else the task has waited, and it is most likely where it was. */
  readonly isGone: boolean;
  /** Its place among the task's recipients. */
  readonly index: number;
  /** Whom to ask for. */
  readonly recipient: Recipient;
}

/** Where the recipients of a task are now, in the place of where the task says that they are; by the task. */
export type Found = ReadonlyMap<ReceivedTask, readonly Recipient[]>;

/** What is left of a task; undefined: it goes to all. */
type DebtOf = (received: ReceivedTask) => Debt | undefined;

/**
 * Finds those whose comet has gone while the push waited in the queue, and those who went to another one. Logic is asked before
 * anything of the batch is sent, so that a push keeps its id and its order.
 */
export class Strays {
  /** By `performance.now()`. */
  private asksForWaitingFrom = -Infinity;

  constructor(
    private readonly directory: NodeDirectory,
    private readonly logic: Pick<RpcClient, 'call'>,
    private readonly clock: StoreClock,
  ) {}

  /**
   * @param misses gets the tasks whose recipients could not be found out; the others of such a task are where they were
   * @returns undefined where no comet has gone, and no task has waited, which costs nothing but the look
   */
  async find(
    tasks: readonly ReceivedTask[],
    misses: Misses,
    debtOf: DebtOf = () => undefined,
  ): Promise<Found | undefined> {
    const strays = this.among(tasks, debtOf);
    if (strays.length === 0) return undefined;
    const found = new Map<ReceivedTask, Recipient[]>();
    for (const { received } of strays) found.set(received, [...lastPlaces(received, debtOf(received))]);
    await Promise.all(requestsFor(strays).map((asked) => this.ask(asked, found, misses)));
    return found;
  }

  private among(tasks: readonly ReceivedTask[], debtOf: DebtOf): Stray[] {
    const strays: Stray[] = [];
    const now = this.clock.now();
    const asksForWaiting = performance.now() >= this.asksForWaitingFrom;
    for (const received of tasks) {
      const { task, storedAt } = received;
      if (task.type !== PushType.Keys || isExpired(task, now)) continue;
      const debt = debtOf(received);
      // Whoever names a comet and its keys need not have them from a logic.
      if (task.recipients.length === 0 && !debt?.sent && this.isThere(task.server)) continue;
      // What has a former place waited in a queue that was lost.
      const hasWaited = asksForWaiting && (task.former !== null || now - storedAt > WAITED_MS);
      for (const [index, recipient] of lastPlaces(received, debt).entries()) {
        const { places } = recipient;
        // Who was sent it at another comet has it.
        const left = debt ? places.filter(({ server }) => debt.comets.has(server as CometId)) : places;
        if (debt && left.length === 0) continue;
        const isGone = left.some(({ server }) => !this.isThere(server));
        if (isGone || hasWaited) strays.push({ received, left, isGone, index, recipient });
      }
    }
    return strays;
  }

  private isThere(server: string): boolean {
    return this.directory.has(server as CometId) && !this.directory.isSuspect(server as CometId);
  }

  private async ask(strays: readonly Stray[], found: Map<ReceivedTask, Recipient[]>, misses: Misses): Promise<void> {
    try {
      const request = {
        recipients: strays.map(({ recipient: { key, mid, slice } }) => ({ key, mid, places: [], slice })),
      };
      const { recipients } = await this.logic.call(logicRpc.locate, request);
      if (recipients.length < strays.length) throw new Error('the answer is too short');
      for (const [n, { received, isGone, index }] of strays.entries()) {
        const now = recipients[n]!;
        if (!isGone && now.places.length === 0) continue;
        found.get(received)![index] = now;
      }
    } catch (error) {
      await this.fail(strays, error, found, misses);
    }
  }

  /** It stays with the comets that have gone, and the task is owed to these alone: the next try looks for it again. */
  private owe({ received, left }: Stray, reason: string, misses: Misses): void {
    for (const { server } of left) if (!this.isThere(server)) misses.note(received.id, reason, server as CometId);
  }

  private async fail(
    strays: readonly Stray[],
    error: unknown,
    found: Map<ReceivedTask, Recipient[]>,
    misses: Misses,
  ): Promise<void> {
    const reason = `a comet is gone, and its sessions can't be located: ${errorText(error)}`;
    if (error instanceof AppError && error.code === 'unavailable') {
      // Logic is away, which says nothing of the task.
      this.asksForWaitingFrom = performance.now() + NOT_ASKED_FOR_MS;
      for (const stray of strays) {
        if (!stray.isGone) continue;
        this.owe(stray, reason, misses);
        misses.defer(stray.received.id);
      }
    } else if (strays.length === 1) {
      // It fails for this one, and may for ever: it is a dead letter then.
      if (strays[0]!.isGone) this.owe(strays[0]!, reason, misses);
    } else {
      // The answer may have been longer than a message, or one of them alone be at fault.
      const middle = Math.ceil(strays.length / 2);
      const halves = [strays.slice(0, middle), strays.slice(middle)];
      await Promise.all(halves.map((half) => this.ask(half, found, misses)));
    }
  }
}

/** One request each, whose answer is no longer than a message if the recipients have about as many sessions as they had. */
function requestsFor(strays: readonly Stray[]): Stray[][] {
  const requests: Stray[][] = [];
  let sessions = 0;
  for (const stray of strays) {
    const own = sessionsOf(stray.recipient);
    const last = requests.at(-1);
    if (last && last.length < MAX_ASKED && sessions + own <= MAX_SESSIONS) {
      last.push(stray);
      sessions += own;
    } else {
      requests.push([stray]);
      sessions = own;
    }
  }
  return requests;
}

function sessionsOf({ places }: Recipient): number {
  let sessions = 0;
  for (const { keys } of places) sessions += Math.max(1, keys.length);
  return sessions;
}

/** Of a push by key or by member, what one try sends. */
interface KeysPlan {
  readonly recipients: readonly Recipient[];
  /** It goes to these comets alone; undefined: to all that the recipients are at. */
  readonly owed: ReadonlySet<CometId> | undefined;
  /** Where the recipients are sent it by this try or were before; undefined: where the task says that they are. */
  readonly sent: readonly Recipient[] | undefined;
}

export function planOf(
  received: ReceivedTask,
  located: readonly Recipient[] | undefined,
  debt: Debt | undefined,
): KeysPlan {
  const before = lastPlaces(received, debt);
  if (!located) return { recipients: before, owed: debt?.comets, sent: debt?.sent };
  if (!debt) return { recipients: located, owed: undefined, sent: located };
  // Whoever went to another comet meanwhile is not looked for among those that a comet is owed.
  const recipients = yetToServe(located, before, debt.comets);
  return { recipients, owed: undefined, sent: withServed(recipients, before, debt.comets) };
}

/** Where the last try sent it, or the first one will. */
function lastPlaces(received: ReceivedTask, debt: Debt | undefined): readonly Recipient[] {
  return debt?.sent ?? recipientsOf(received);
}

/**
 * What is left to send where some of the comets of a task have taken it.
 *
 * @param before where it was sent
 * @param owed the comets that have not
 */
function yetToServe(
  located: readonly Recipient[],
  before: readonly Recipient[],
  owed: ReadonlySet<CometId>,
): Recipient[] {
  return located.map(({ key, mid, places, slice }, n) => {
    const served = before[n]!.places.filter(({ server }) => !owed.has(server as CometId));
    const has = new Set(served.flatMap(({ keys }) => keys));
    const left = places.flatMap(({ server, keys }) => {
      if (key !== '') return served.some((place) => place.server === server) ? [] : { server, keys };
      const others = keys.filter((own) => !has.has(own));
      return others.length > 0 ? { server, keys: others } : [];
    });
    return { key, mid, slice, places: left };
  });
}

/** Where recipients are sent it, and where they were served before. */
function withServed(
  recipients: readonly Recipient[],
  before: readonly Recipient[],
  owed: ReadonlySet<CometId>,
): Recipient[] {
  return recipients.map(({ key, mid, places, slice }, n) => {
    const all = new Map(places.map((place) => [place.server, place]));
    for (const { server, keys } of before[n]!.places) {
      if (owed.has(server as CometId)) continue;
      all.set(server, { server, keys: [...new Set([...(all.get(server)?.keys ?? []), ...keys])] });
    }
    return { key, mid, slice, places: [...all.values()] };
  });
}

/** Whom a task is for; also of a task that names one comet and its keys. */
function recipientsOf({ task }: ReceivedTask): readonly Recipient[] {
  if (task.recipients.length > 0) return task.recipients;
  const places = [{ server: task.server, keys: [] }];
  return task.keys.map((key) => ({ key, mid: 0, places, slice: null }));
}
