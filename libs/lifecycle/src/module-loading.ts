import module, { createRequire } from 'node:module';
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

/**
 * Loads an ES module and all that it imports, as `import()` does and into the same cache, but by `require` where Node.js can:
 * it then reads one file after the other, without the promises that `import()` has for each of the thousand that Nest is made
 * of. That is a fifth of the CPU time of a start. Node.js 22 can from its 22.12 on.
 *
 * @param path relative to the caller
 * @param caller its `import.meta.url`
 * @throws Error where one of the modules awaits something at its top level (`ERR_REQUIRE_ASYNC_MODULE`)
 */
export async function loadModule<Module>(path: string, caller: string): Promise<Module> {
  const canRequire = process.features.require_module;
  const load = canRequire ? createRequire(caller) : (name: string) => import(new URL(name, caller).href);
  return load(path) as Promise<Module>;
}
