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
    const { stdout } = await run('ps', ['-o', 'stat=', '-p', String(pid)]);
    return stdout.startsWith('T');
  });
}
