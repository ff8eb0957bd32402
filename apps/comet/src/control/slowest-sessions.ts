import { setImmediate as turn } from 'node:timers/promises';
import type { WaitingSession } from '#contracts';
import type { Hub } from '../hub/hub.js';

/** More of them nobody looks at. */
const TOLD = 20;
/** Looks at a time: some 2 ms. */
const LOOKED_AT_AT_ONCE = 10_000;

/**
 * The sessions for which most waits to be sent here, the most first. Those who come or go meanwhile may be left out.
 *
 * Cost: a look at each connection, some at a time; pushes and heartbeats go on in between.
 */
export async function slowestSessions(
  hub: Pick<Hub, 'everybody' | 'isSlow'>,
  atOnce = LOOKED_AT_AT_ONCE,
): Promise<WaitingSession[]> {
  let most: WaitingSession[] = [];
  let looks = 0;
  for (const channel of hub.everybody()) {
    if (looks === atOnce) {
      looks = 0;
      await turn();
    }
    looks++;
    const { key, pendingBytes } = channel;
    const slow = hub.isSlow(channel);
    if (pendingBytes === 0 && !slow) continue;
    most.push({ key, pendingBytes, slow });
    // In a broadcast something waits for everybody.
    if (most.length >= 2 * TOLD) most = firstOf(most);
  }
  return firstOf(most);
}

function firstOf(waiting: readonly WaitingSession[]): WaitingSession[] {
  return waiting.toSorted((a, b) => b.pendingBytes - a.pendingBytes).slice(0, TOLD);
}
