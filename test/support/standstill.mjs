import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eventually } from './eventually.mjs';

const STOPS_WITHIN_MS = 30_000;
const run = promisify(execFile);

/**
 * Resolves when a process that was sent SIGSTOP stands still: the signal takes effect a little later.
 *
 * @param {number} pid
 */
export async function standstill(pid) {
  await eventually(`process ${pid} stands still`, STOPS_WITHIN_MS, async () => {
    const state = await stateOf(pid);
    if (state !== 'T') throw new Error(`state ${state}`);
  });
}

/**
 * The first letter of what ps(1) says of a process: T where it stands still, Z where it has ended and nobody asked how; X where
 * there is none.
 *
 * @param {number} pid
 */
export async function stateOf(pid) {
  const { stdout } = await run('ps', ['-o', 'stat=', '-p', String(pid)]).catch((error) => {
    // What ps ends with where it finds none.
    if (error.code !== 1) throw error;
    return { stdout: '' };
  });
  return stdout.charAt(0) || 'X';
}
