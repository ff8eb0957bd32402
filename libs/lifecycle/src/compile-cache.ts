import module from 'node:module';
import { join } from 'node:path';
import { packageFolder } from '#config';

/** With what newer versions of Node.js have. */
type Compiler = Partial<typeof module> & { enableCompileCache?(folder: string): unknown };

/**
 * Has Node.js keep the compiled form of the modules that are loaded from now on, which is a tenth of the CPU time of the next
 * start. The folder is the project's own: what others may write to would be code of theirs. Without effect in Node.js 20,
 * which can't, and where the folder can't be written; `NODE_COMPILE_CACHE` goes before.
 */
export function keepCompiledCode(node: Compiler = module): void {
  const folder = packageFolder();
  if (folder !== undefined) node.enableCompileCache?.(join(folder, '.cache', 'compiled'));
}
