import { endContestant, startPeer } from '../measure/contestants.mjs';
import { median } from '../measure/statistics.mjs';
import { costs, measureWindow } from '../measure/window.mjs';

const AUDIENCE = /** @type {const} */ ({ transport: 'tcp', streams: 1, members: 500 });
const LOAD = { rate: 200, seconds: 1.5 };
const WINDOWS = 3;

/**
 * What one plain socket.write costs on this machine now: the unit of what has no peer to be compared with.
 *
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<number>} CPU microseconds
 */
export async function measureOneWrite(context) {
  const base = await startPeer(context, 'base', AUDIENCE);
  await measureWindow(context, base, LOAD);
  const windows = [];
  for (let n = 0; n < WINDOWS; n++) windows.push(await measureWindow(context, base, LOAD));
  await endContestant(base);
  return median(costs(windows, 'base'));
}
