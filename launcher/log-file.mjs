import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './folders.mjs';

/**
 * @typedef {{ write: (line: string) => void, close: () => void }} LogFile
 */

/**
 * A log file for one run. The run before is kept as `<name>.previous`.
 *
 * @param {string} file
 * @returns {Promise<LogFile>}
 */
export async function openLogFile(file) {
  await makeFolder(dirname(file));
  await rename(file, `${file}.previous`).catch(() => {});
  // Addresses and members are in it.
  const stream = createWriteStream(file, { mode: 0o600 });
  // A full disk must not take the servers down.
  stream.on('error', () => {});
  return { write: (line) => void stream.write(`${line}\n`), close: () => void stream.end() };
}
