import { execFileSync } from 'node:child_process';

/** How many files a running process may have open. */
export function fileLimit(pid: number): string {
  const args = ['--pid', String(pid), '--nofile', '--output=SOFT', '--noheadings'];
  return execFileSync('prlimit', args, { encoding: 'utf8' }).trim();
}

/** Sets that: no descriptor may be this number or above. */
export function limitFiles(pid: number, count: string): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${count}:`]);
}
