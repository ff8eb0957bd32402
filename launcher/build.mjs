import { join } from 'node:path';
import { runQuietly } from './run-quietly.mjs';

/**
 * Compiles apps and libs into dist/: all of them, or the projects named. The client library is bundled for browsers as well.
 *
 * @param {{ root: string, projects?: readonly string[], signal?: AbortSignal }} options
 * @throws {Error} with the compiler's output
 */
export async function build({ root, projects = ['--all'], signal }) {
  const steps = [[join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build', ...projects]];
  if (projects.some((name) => name === '--all' || name === 'client'))
    steps.push([join(root, 'libs/client/bundle.mjs')]);
  for (const step of steps) {
    const { ok, output } = await runQuietly(process.execPath, step, { cwd: root, signal });
    if (!ok) throw new Error(`The build failed:\n${output.trim()}`);
  }
}
