import type { Accepted } from '../chaos/load.js';
import type { Collections } from './collections.js';
import type { CoreWaits } from './core-waits.js';
import type { LateDelivery } from './journeys.js';

const ROWS = 10;

/**
 * Where the time of late deliveries went, in Markdown: the longest of each time in which there were some, up to ten.
 *
 * @param from when the load began, by `Date.now()`
 */
export function lateTable(
  late: readonly LateDelivery[],
  from: number,
  accepted: readonly Accepted[],
  waits: CoreWaits,
  collections: Collections,
): string {
  const longest = [...worstOfEach(late)].toSorted((one, other) => took(other) - took(one)).slice(0, ROWS);
  const rows = longest.map((one) => {
    const { askedAt, queuedAt, sentAt, arrivedAt, by, push } = one;
    const known = accepted.find((each) => each.askedAt === askedAt && push.endsWith(` ${each.target};`));
    const steps = [queuedAt, sentAt, known?.acceptedAt ?? 0, arrivedAt].map((at) => (at === 0 ? '?' : at - askedAt));
    const collected = collections.between(askedAt, arrivedAt);
    const waited = Object.entries(waits.between(askedAt, arrivedAt)).map(([name, ms]) => `${name} ${ms}`);
    return [Math.round((askedAt - from) / 1_000), known?.target ?? push, by, ...steps, waited.join(', '), collected];
  });
  const head = [
    'at, s',
    'to',
    'by',
    'queued, ms',
    'sent',
    'accepted',
    'arrived',
    'without a core, ms',
    'collecting here, ms',
  ];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function took({ askedAt, arrivedAt }: LateDelivery): number {
  return arrivedAt - askedAt;
}

/** What was on its way at the same time as another is of the same time. */
function* worstOfEach(late: readonly LateDelivery[]): Generator<LateDelivery> {
  let worst: LateDelivery | undefined;
  let until = 0;
  for (const one of late.toSorted((a, b) => a.askedAt - b.askedAt)) {
    if (worst && one.askedAt > until) {
      yield worst;
      worst = undefined;
    }
    if (!worst || took(one) > took(worst)) worst = one;
    until = Math.max(until, one.arrivedAt);
  }
  if (worst) yield worst;
}
