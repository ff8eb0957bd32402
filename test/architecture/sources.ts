import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

interface Source {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file of the apps and libs. */
export async function readSources(root: string): Promise<Source[]> {
  const directories = ['apps', 'libs'].map((name) => join(root, name));
  const entries = await Promise.all(directories.map((path) => readdir(path, { recursive: true, withFileTypes: true })));
  const files = entries.flat().filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name));
  return Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: relative(root, path).split(sep).join('/'), text: await readFile(path, 'utf8') };
    }),
  );
}

const FORBIDDEN_FOLDER = /(^|\/)(commons?|utils?|helpers?|shared)$/;

/** A helper lives beside its user, or has a name of its own. */
export function nondescriptFolders(sources: readonly Source[]): string[] {
  const folders = new Set<string>();
  for (const { path } of sources) for (let at = dirname(path); at !== '.'; at = dirname(at)) folders.add(at);
  return [...folders].filter((folder) => FORBIDDEN_FOLDER.test(folder)).toSorted();
}

const READS_ENVIRONMENT =
  /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[|\{[^}]*\benv\b[^}]*\}\s*(=\s*process\b|from\s*'(node:)?process')/;
const MAY_READ_ENVIRONMENT = /^libs\/config\/|^apps\/[^/]+\/test\/|\.spec\.ts$/;

/** Settings come in by libs/config alone, where they are validated and documented. */
export function readersOfTheEnvironment(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path, text }) => !MAY_READ_ENVIRONMENT.test(path) && READS_ENVIRONMENT.test(text))
    .map(({ path }) => path)
    .toSorted();
}
