import type { TaskNews } from './receipt-store.js';

/** Its time was up when a job came to it. */
export function isExpired({ dispatched }: TaskNews): boolean {
  return dispatched?.outcome === 'expired';
}

/** Comets may have it of a try that came in time: they deliver it whenever they come to it. */
export function isHandedOver({ tried, delivered }: TaskNews): boolean {
  return tried !== undefined || delivered.size > 0;
}

/**
 * Sessions of a push's expired tasks that no comet has told of. How many sessions a task is for nobody tells: where all other tasks
 * were handed over it is what these leave of the push, and else what is known of it, which may be less.
 *
 * @param tasks all of the push
 * @param sessions that the push is for
 */
export function expiredOf(tasks: readonly TaskNews[], sessions: number): number {
  const over = tasks.filter(isExpired);
  if (over.length === 0) return 0;
  const others = tasks.filter((task) => !isExpired(task));
  const areOthersHandedOver = others.every(({ dispatched }) => dispatched?.outcome === 'dispatched');
  const own = areOthersHandedOver ? sessions - total(others, knownOf) : total(over, knownOf);
  return Math.max(own - total(over, toldOf), 0);
}

/** Sessions that comets have told of. */
function toldOf({ delivered }: TaskNews): number {
  return total([...delivered.values()], ({ targeted }) => targeted);
}

/** Sessions that it was handed over for, or that comets have told of. */
function knownOf({ tried, delivered }: TaskNews): number {
  const byComet = new Map([...delivered].map(([comet, { targeted }]) => [comet, targeted]));
  for (const { comet, sessions } of tried?.shares ?? []) {
    byComet.set(comet, Math.max(byComet.get(comet) ?? 0, sessions));
  }
  return total([...byComet.values()], (count) => count);
}

function total<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((sum, each) => sum + of(each), 0);
}
