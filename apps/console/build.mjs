// Part of `npm run build`: the console, unless what it is made of is as it was at the last build.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
/** What the last build was made of. */
const RECORD = join(ROOT, 'dist/apps/console/.made-of');
/** The packages, in their versions. */
const PACKAGES = join(ROOT, 'node_modules/.package-lock.json');

/** @param {string} file */
const readText = (file) => readFile(file, 'utf8').catch(() => '');

async function fingerprint() {
  const entries = await readdir(HERE, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256').update(await readText(PACKAGES));
  for (const file of files.toSorted()) hash.update(`${relative(HERE, file)}\0`).update(await readFile(file));
  return hash.digest('hex');
}

const madeOf = await fingerprint();
if ((await readText(RECORD)) !== madeOf) {
  // Loaded where it is needed alone: a build that has nothing to do takes no time.
  const { build } = await import('vite');
  await build({ configFile: join(HERE, 'vite.config.mjs'), logLevel: 'warn' });
  await writeFile(RECORD, madeOf);
}
