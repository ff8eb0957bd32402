import { spawnBound } from './lifeline.mjs';

const KEPT_OUTPUT_CHARS = 64 * 1024;
const KILL_AFTER_MS = 2_000;

/**
 * Runs a program to its end and keeps the tail of what it prints; nothing is shown.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, timeoutMs?: number }} [options]
 *   an aborted `signal`, and the timeout, end the program and everything that it started
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function runQuietly(command, args, { cwd, env, signal, timeoutMs } = {}) {
  if (signal?.aborted) return { ok: false, output: '' };
  const program = await spawnBound(command, args, { cwd, env });
  let output = '';
  for (const stream of [program.stdout, program.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT_CHARS);
    });
  }

  /** @type {NodeJS.Timeout | undefined} */
  let killTimer;
  const end = () => {
    program.killGroup('SIGTERM');
    killTimer = setTimeout(() => program.killGroup('SIGKILL'), KILL_AFTER_MS);
  };
  signal?.addEventListener('abort', end);
  const timeout = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);

  const { code } = await program.closed;
  clearTimeout(timeout);
  clearTimeout(killTimer);
  signal?.removeEventListener('abort', end);
  return { ok: code === 0, output };
}

/**
 * @param {string} output
 * @param {number} lines
 */
export function tail(output, lines) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
