import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

/**
 * Asks again and again, at longer and longer intervals, until it is so. For what nobody sends an event of: where there is
 * one, await that. In plain JavaScript, because the bench uses it too.
 *
 * @template T
 * @param {string} what is waited for, as a sentence: 'job holds all partitions'
 * @param {number} withinMs bounds all of it, also a probe that hangs
 * @param {() => T | Promise<T>} probe throws, as `expect` does, or answers `false` while it is not so
 * @returns {Promise<T>} what the probe answered in the end
 * @throws {Error} with what was waited for and what the probe saw last
 */
export async function eventually(what, withinMs, probe) {
  const deadline = AbortSignal.timeout(withinMs);
  const late = new Promise((_, reject) => deadline.addEventListener('abort', () => reject(deadline.reason)));
  late.catch(() => undefined);
  /** @type {unknown} */
  let seen = 'nothing, since the probe never answered';
  for (let pause = FIRST_PAUSE_MS; !deadline.aborted; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    try {
      const answer = await Promise.race([probe(), late]);
      if (answer !== false) return answer;
      seen = answer;
    } catch (error) {
      if (error !== deadline.reason) seen = error;
    }
    await Promise.race([delay(pause), late]).catch(() => undefined);
  }
  // By its shape: an error of Jest's `expect` is of another realm.
  const { message = String(seen) } = /** @type {Partial<Error>} */ (seen ?? {});
  throw new Error(`within ${withinMs} ms it was never so that ${what}. Last seen: ${message}`, { cause: seen });
}

/**
 * Does something at intervals for as long as something else is awaited. What a bare `setInterval` starts outlives its test,
 * and fails another one.
 *
 * @template T
 * @param {number} everyMs between the end of one time and the next
 * @param {() => Promise<unknown>} action ends all of it where it fails
 * @param {Promise<T>} awaited
 * @returns {Promise<T>} what was awaited, after the last action has ended
 */
export async function repeating(everyMs, action, awaited) {
  const over = new AbortController();
  const repeated = (async () => {
    while (!over.signal.aborted) {
      await action();
      await delay(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  try {
    return await Promise.race([awaited, repeated.then(() => awaited)]);
  } finally {
    over.abort();
    await repeated;
  }
}
