import { join } from 'node:path';
import { lockFile } from './file-lock.mjs';
import { makeFolder } from './folders.mjs';

/**
 * Makes the data folder where it is missing, and keeps every other start out of it for as long as this process lives. The
 * servers have locks of their own, but those come too late for the logs, which each start begins anew.
 *
 * @param {string} dataDir
 * @returns {Promise<string>} the folder in it for logs
 * @throws {Error} with one line and the remedy
 */
export async function takeDataFolder(dataDir) {
  const logDir = await lock(dataDir).catch((error) => {
    throw new Error(`The data folder ${dataDir} cannot be used (${error.code}): give another one with --data-dir.`, {
      cause: error,
    });
  });
  if (logDir) return logDir;
  throw new Error(
    `The data folder ${dataDir} is in use by another npm start: stop that one, or give another folder with --data-dir.`,
  );
}

/** @param {string} dataDir */
async function lock(dataDir) {
  await makeFolder(dataDir);
  if (!(await lockFile(join(dataDir, 'start.lock')))) return undefined;
  const logDir = join(dataDir, 'logs');
  await makeFolder(logDir);
  return logDir;
}
