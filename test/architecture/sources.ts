import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

interface Source {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

const SOURCE = /\.[cm]?[jt]sx?$/;
const INSTALLED = /\/node_modules\b/;

/** Every TypeScript and JavaScript file of some folders. */
export async function readSources(root: string, folders: readonly string[] = ['apps', 'libs']): Promise<Source[]> {
  const directories = folders.map((name) => join(root, name));
  const entries = await Promise.all(directories.map((path) => readdir(path, { recursive: true, withFileTypes: true })));
  const files = entries
    .flat()
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name) && !INSTALLED.test(entry.parentPath));
  const sources: Source[] = [];
  // One after another: where nothing says otherwise a process may open 1,024 files, and there are more.
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    sources.push({ path: relative(root, path).split(sep).join('/'), text: await readFile(path, 'utf8') });
  }
  return sources;
}

const FORBIDDEN_FOLDER = /(^|\/)(commons?|utils?|helpers?|shared)$/;

/** A helper lives beside its user, or has a name of its own. */
export function nondescriptFolders(sources: readonly Source[]): string[] {
  const folders = new Set<string>();
  for (const { path } of sources) for (let at = dirname(path); at !== '.'; at = dirname(at)) folders.add(at);
  return [...folders].filter((folder) => FORBIDDEN_FOLDER.test(folder)).toSorted();
}

export const MOST_LINES = 350;
const GENERATED = /^libs\/contracts\/src\/proto\/|^apps\/console\/src\/api\/schema\.d\.ts$/;

/** What nobody reads in one go, specs among it, but for what is generated: a file with its lines. */
export function longFiles(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => !GENERATED.test(path))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES)
    .map(({ path, lines }) => `${path}: ${lines}`)
    .toSorted();
}

const READS_ENVIRONMENT =
  /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[|\{[^}]*\benv\b[^}]*\}\s*(=\s*process\b|from\s*'(node:)?process')/;
const MAY_READ_ENVIRONMENT = /^libs\/config\/|^(apps|libs)\/[^/]+\/test\/|\.spec\.ts$/;

/** Settings come in by libs/config alone, where they are validated and documented. */
export function readersOfTheEnvironment(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path, text }) => !MAY_READ_ENVIRONMENT.test(path) && READS_ENVIRONMENT.test(text))
    .map(({ path }) => path)
    .toSorted();
}
