import type { Accepted } from './load.js';
import type { LoadListener } from './load-listener.js';
import type { Watcher } from './watcher.js';

/** What became of messages, counted once for each client that should have had them. */
export interface Counts {
  lost: number;
  repeated: number;
  disordered: number;
}

export interface Told extends Counts {
  /** Missing, and told as a gap. */
  told: number;
}

/** What clients of version 2 got, over all of their connections. */
export function ofListeners(listeners: readonly LoadListener[], accepted: readonly Accepted[]): Told {
  const sum: Told = { lost: 0, told: 0, repeated: 0, disordered: 0 };
  const byTarget = new Map<string, Accepted[]>();
  for (const push of accepted) {
    const others = byTarget.get(push.target);
    if (others) others.push(push);
    else byTarget.set(push.target, [push]);
  }
  for (const listener of listeners) {
    for (const target of listener.targets) {
      const got = listener.numbers.get(target) ?? [];
      const counts = inOrder(got);
      sum.repeated += counts.repeated;
      sum.disordered += counts.disordered;
      const had = new Set(got);
      for (const push of byTarget.get(target) ?? []) {
        if (had.has(push.n)) continue;
        if (isTold(listener, push)) sum.told++;
        else sum.lost++;
      }
    }
  }
  return sum;
}

/** What clients of version 1 got of their rooms, within each of their connections. */
export function ofWatchers(watchers: readonly Pick<Watcher, 'connections'>[]): Counts {
  const sum: Counts = { lost: 0, repeated: 0, disordered: 0 };
  for (const { connections } of watchers) {
    for (const numbers of connections) {
      const { repeated, disordered } = inOrder(numbers);
      sum.repeated += repeated;
      sum.disordered += disordered;
      const had = new Set(numbers);
      if (had.size > 0) sum.lost += Math.max(...had) - Math.min(...had) + 1 - had.size;
    }
  }
  return sum;
}

function inOrder(numbers: readonly number[]): Pick<Counts, 'repeated' | 'disordered'> {
  const had = new Set<number>();
  let newest = 0;
  let repeated = 0;
  let disordered = 0;
  for (const n of numbers) {
    if (had.has(n)) repeated++;
    else if (n < newest) disordered++;
    had.add(n);
    newest = Math.max(newest, n);
  }
  return { repeated, disordered };
}

function isTold(listener: LoadListener, { target, id, askedAt }: Accepted): boolean {
  return listener.gaps.some((gap) => {
    if (gap.target !== target) return false;
    // The server began anew: what it had is before that.
    if (gap.from === undefined || gap.to === undefined) return askedAt < gap.at;
    return id > BigInt(gap.from) && id <= BigInt(gap.to);
  });
}
