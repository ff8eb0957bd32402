import { join } from 'node:path';
import { runQuietly } from './run-quietly.mjs';

/**
 * Compiles apps and libs into dist/: all of them, or the projects named.
 *
 * @param {{ root: string, projects?: readonly string[], signal?: AbortSignal }} options
 * @throws {Error} with the compiler's output
 */
export async function build({ root, projects = ['--all'], signal }) {
  const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  const { ok, output } = await runQuietly(process.execPath, [nest, 'build', ...projects], { cwd: root, signal });
  if (!ok) throw new Error(`The build failed:\n${output.trim()}`);
}
