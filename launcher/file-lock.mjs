import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { IN_USE_EXIT_CODE, LOCK_WAIT_SECONDS } from './locked-exec.mjs';

/**
 * Locks a file for this process. flock(1) locks what this process has opened, and ends; the kernel drops the lock when this
 * process does, in whatever way that happens. Where `lockedCommand` has the same file, each keeps out the other. Without
 * flock(1) (not Linux) nothing is locked.
 *
 * @param {string} file created where it is missing
 * @returns {Promise<(() => void) | undefined>} lets go of the lock; undefined where another one has it, also after some
 *   seconds: the wait is for one that is just going down
 */
export async function lockFile(file) {
  // Not what the children of this process get: they may outlive it by some seconds.
  const descriptor = openSync(file, 'a');
  const locking = spawn('flock', ['-w', String(LOCK_WAIT_SECONDS), '-E', String(IN_USE_EXIT_CODE), '3'], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
  });
  const [code, signal] = await once(locking, 'exit').catch(() => []);
  // One that was ended, as by Ctrl-C, has not locked it.
  if (code !== IN_USE_EXIT_CODE && !signal) return () => closeSync(descriptor);
  closeSync(descriptor);
  return undefined;
}
