import { watch } from 'node:fs';
import { join, sep } from 'node:path';
import { build } from './build.mjs';

/** An editor writes a file in several steps. */
const DEBOUNCE_MS = 100;

/**
 * Compiles a lib anew when one of its sources changes. nest restarts the app when something in dist/ has changed, but of
 * the sources it watches only the app's own.
 *
 * @param {{ root: string, signal: AbortSignal }} options
 */
export function rebuildChangedLibs({ root, signal }) {
  /** @type {Set<string>} */
  const changed = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const rebuild = () => {
    const projects = [...changed];
    changed.clear();
    build({ root, projects, signal }).catch((error) => console.error(error.message));
  };
  watch(join(root, 'libs'), { recursive: true, signal }, (_event, file) => {
    const [lib] = file?.endsWith('.ts') ? file.split(sep) : [];
    if (!lib) return;
    changed.add(lib);
    clearTimeout(timer);
    timer = setTimeout(rebuild, DEBOUNCE_MS);
  });
}
