import type { Channel } from './channel.js';

/** Looking at the clock costs a hundredth of a write, so it is looked at once in so many visits. */
const CLOCK_EVERY = 32;

/** Time, as the hub sees it; a test gives its own. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Runs `task` after `ms`; at least one turn of the event loop later. */
  after(ms: number, task: () => void): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, task) => {
    if (ms <= 0) setImmediate(task);
    // Node cuts a fraction off, and the task would come early.
    else setTimeout(task, Math.ceil(ms));
  },
};

/**
 * Calls `visit` for channels from the list's end on, until `sliceMs` have passed. A visit may take its own channel out of
 * the list: the one that moves to its place has been visited.
 *
 * @returns how many at the beginning of the list are left
 */
export function visitSlice(
  channels: readonly Channel[],
  left: number,
  sliceMs: number,
  clock: Clock,
  visit: (channel: Channel) => void,
): number {
  const end = clock.now() + sliceMs;
  while (left > 0) {
    visit(channels[--left]!);
    if (left % CLOCK_EVERY === 0 && clock.now() >= end) break;
  }
  return left;
}
