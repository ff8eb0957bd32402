import { setTimeout as delay } from 'node:timers/promises';
import { encodeGroup } from '#contracts';

/** A message of the push queue that has no task: whoever works it has nothing to do. */
export const PLACEHOLDER = encodeGroup([]);

const AT_A_TIME = 500;
const PAUSE_MS = 100;

/**
 * Stores placeholders until the stream has counted up to a sequence: no server sets what a stream that is in use has counted.
 *
 * @param store one; resolves with the sequence that it got
 * @param isOver whether the stream is another one by now, or nothing is to be stored any more
 */
export async function countUpTo(
  sequence: number,
  from: number,
  store: () => Promise<number>,
  isOver: () => boolean,
): Promise<void> {
  for (let last = from; last < sequence && !isOver();) {
    const count = Math.min(AT_A_TIME, sequence - last);
    const outcomes = await Promise.allSettled(Array.from({ length: count }, store));
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') last = Math.max(last, outcome.value);
    if (outcomes.some(({ status }) => status === 'rejected')) await delay(PAUSE_MS);
  }
}
