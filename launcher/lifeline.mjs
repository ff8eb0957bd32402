import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * File descriptor 3 is a pipe whose other end only this Node process holds. It ends when this process does, even by
 * SIGKILL, and the watcher then ends the program. `exec` keeps the pid, so `$$` is the program's own, and what kills
 * the program is seen here as its exit. A line on the pipe sends the watcher home: the program ended by itself.
 * A zombie that init has not reaped yet has no `exe`, though it still has a pid.
 */
const WATCHED_EXEC = `
(
  trap '' HUP INT TERM
  if ! read -r released <&3; then
    kill -s TERM -- "-$$"
    n=0
    while [ -e "/proc/$$/exe" ] && [ "$n" -lt 50 ]; do
      sleep 0.1
      n=$((n + 1))
    done
    kill -s KILL -- "-$$"
  fi
) </dev/null >/dev/null 2>&1 &
exec "$@" 3<&-
`;

/**
 * @typedef {object} Exit
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 */

/**
 * @typedef {object} BoundProcess
 * @property {number} pid the program's own pid, and the id of its process group
 * @property {import('node:stream').Readable} stdout must be read, as must stderr
 * @property {import('node:stream').Readable} stderr
 * @property {Promise<Exit>} exited never rejects
 * @property {Promise<Exit>} closed it has ended, and all output of it and of what it started is read; never rejects
 * @property {(signal: NodeJS.Signals) => void} kill signals the program alone; harmless after its end
 * @property {(signal: NodeJS.Signals | 0) => boolean} killGroup signals its whole group; false when no member is left
 */

/**
 * Starts a program that cannot outlive this process. It has a process group of its own, so a terminal's Ctrl-C does
 * not reach it: who started it decides when it stops. A program that does not exist ends with code 127.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<BoundProcess>}
 */
export async function spawnBound(command, args, { cwd, env } = {}) {
  const child = spawn('/bin/sh', ['-c', WATCHED_EXEC, 'sh', command, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  /** @type {(event: 'exit' | 'close') => Promise<Exit>} */
  const ending = (event) => new Promise((resolve) => child.once(event, (code, signal) => resolve({ code, signal })));
  const exited = ending('exit');
  const closed = ending('close');
  await once(child, 'spawn');
  const pid = /** @type {number} */ (child.pid);
  const lifeline = /** @type {import('node:net').Socket} */ (child.stdio[3]);

  // The watcher may be gone before the line is written, when the whole group was killed.
  lifeline.on('error', () => {});
  lifeline.resume();
  child.once('exit', () => lifeline.end('\n'));

  return {
    pid,
    stdout: /** @type {import('node:stream').Readable} */ (child.stdout),
    stderr: /** @type {import('node:stream').Readable} */ (child.stderr),
    exited,
    closed,
    kill: (signal) => void child.kill(signal),
    killGroup: (signal) => {
      try {
        return process.kill(-pid, signal);
      } catch {
        return false;
      }
    },
  };
}
