import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, and those above it that are missing. Node's own `recursive` tries for ever, at the cost of a core, where a
 * file system says of a folder that it can't be there (ENOENT), as /proc does.
 *
 * @param {string} folder
 * @param {{ mode?: number }} [options] of the folders that are made
 * @returns {Promise<void>}
 * @throws {NodeJS.ErrnoException} as `mkdir`; EEXIST where it is a file
 */
export async function makeFolder(folder, { mode } = {}) {
  const path = resolve(folder);
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EEXIST' && (await isFolder(path))) return;
    if (code !== 'ENOENT' || (await isFolder(dirname(path)))) throw error;
    await makeFolder(dirname(path), { mode });
    await makeFolder(path, { mode });
  }
}

/** @param {string} path */
async function isFolder(path) {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
