import { jsonMid, parseTarget, type AcceptedPush, type DeliveredMessage } from '#contracts';
import { expiredOf, isExpired, isHandedOver } from './expiry.js';
import type { TaskNews } from './receipt-store.js';
import type { Receipt, ReceiptOfComet, ReceiptTarget } from './receipts.schema.js';

/** Stands for a comet's news where it has told nothing. */
const NOTHING = { targeted: 0, written: 0, waiting: 0, notAccepted: 0, slow: 0, gone: 0, repeated: 0 };

/**
 * What is known of a push, as the API shows it.
 *
 * @param message the one that was asked for, epoch:id
 * @param tasks of the push: of each of its messages, in their order
 * @param tells whether a comet tells what becomes of messages
 */
export function receiptOf(
  message: string,
  push: AcceptedPush,
  tasks: readonly TaskNews[],
  tells: (comet: string) => boolean,
): Receipt {
  const comets = new Map<string, ReceiptOfComet>();
  let isComplete = true;
  let isDispatched = true;
  const problems = new Set<string>();
  for (const task of tasks) {
    const { dispatched, tried, delivered } = task;
    isDispatched &&= dispatched !== undefined || delivered.size > 0;
    if (tried?.reason) problems.add(tried.reason);
    if (isExpired(task) && !isHandedOver(task)) continue;
    // Without word of the try that came in time nobody knows which comets have it.
    isComplete &&= isExpired(task) ? tried !== undefined : dispatched?.outcome === 'dispatched';
    for (const [comet, sessions] of expectedOf(task, push)) {
      const news = delivered.get(comet);
      const isDone = news?.done === true && news.targeted + news.repeated >= sessions;
      isComplete &&= isDone;
      const state = isDone ? 'done' : news ? 'writing' : tells(comet) ? 'unheard' : 'untold';
      add(comets, comet, state, news);
    }
  }
  const [epoch = '0', id = message] = message.split(':');
  const rows = [...comets.values()];
  return {
    id,
    ids: push.messages.map((each) => each.slice(each.indexOf(':') + 1)),
    epoch,
    time: push.time,
    to: targetOf(push.targets),
    operation: push.operation,
    state: isComplete ? 'done' : isDispatched ? 'dispatched' : 'queued',
    targeted: push.sessions,
    written: sum(rows, ({ written }) => written),
    waiting: sum(rows, ({ waiting }) => waiting),
    notAccepted: sum(rows, ({ notAccepted }) => notAccepted),
    offline: push.offline,
    dropped: {
      slow: sum(rows, ({ dropped }) => dropped.slow),
      gone: sum(rows, ({ dropped }) => dropped.gone),
      expired: expiredOf(tasks, push.sessions),
    },
    repeated: sum(rows, ({ repeated }) => repeated),
    comets: rows,
    problems: [...problems],
    complete: isComplete,
  };
}

/** The comets that are to tell something of a task, with the sessions that they were named; and those that have. */
function expectedOf({ tried, delivered }: TaskNews, { targets, comets }: AcceptedPush): Map<string, number> {
  const expected = new Map<string, number>();
  const isByName = targets[0]?.startsWith('key:') || targets[0]?.startsWith('mid:');
  if (!isByName || !tried) for (const comet of comets) expected.set(comet, 0);
  for (const { comet, sessions } of tried?.shares ?? []) {
    expected.set(comet, (expected.get(comet) ?? 0) + sessions);
  }
  for (const comet of delivered.keys()) if (!expected.has(comet)) expected.set(comet, 0);
  return expected;
}

/** A push of several tasks has several news of a comet: the least advanced says how far it is. */
function add(
  comets: Map<string, ReceiptOfComet>,
  id: string,
  state: ReceiptOfComet['state'],
  news: DeliveredMessage | undefined,
): void {
  const { targeted, written, waiting, notAccepted, slow, gone, repeated } = news ?? NOTHING;
  const before = comets.get(id);
  comets.set(id, {
    id,
    state: before && before.state !== 'done' ? before.state : state,
    targeted: targeted + (before?.targeted ?? 0),
    written: written + (before?.written ?? 0),
    waiting: waiting + (before?.waiting ?? 0),
    notAccepted: notAccepted + (before?.notAccepted ?? 0),
    dropped: { slow: slow + (before?.dropped.slow ?? 0), gone: gone + (before?.dropped.gone ?? 0) },
    repeated: repeated + (before?.repeated ?? 0),
  });
}

function sum(rows: readonly ReceiptOfComet[], of: (row: ReceiptOfComet) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

/** All targets of a push are of one kind. */
function targetOf(targets: readonly string[]): ReceiptTarget {
  const keys: string[] = [];
  const mids: ReturnType<typeof jsonMid>[] = [];
  for (const target of targets) {
    const addressee = parseTarget(target);
    if (addressee?.kind === 'room') return { room: addressee.room };
    if (addressee?.kind === 'session') keys.push(addressee.key);
    if (addressee?.kind === 'member') mids.push(jsonMid(addressee.mid));
  }
  if (keys.length > 0) return { keys };
  return mids.length > 0 ? { mids } : { all: true };
}
