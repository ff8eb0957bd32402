import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './folders.mjs';

/** From a failed write to the next try. */
const RETRY_AFTER_MS = 1_000;

/**
 * @typedef {{ write: (line: string) => void, close: () => void }} LogFile
 */

/**
 * A log file for one run. The run before is kept as `<name>.previous`. A full disk must not take the servers down: lines that
 * cannot be written are dropped, and their number is written when there is room again.
 *
 * @param {string} file
 * @returns {Promise<LogFile>}
 */
export async function openLogFile(file) {
  await makeFolder(dirname(file));
  await rename(file, `${file}.previous`).catch(() => {});

  let dropped = 0;
  let retryAt = Infinity;
  /** @param {'w' | 'a'} flags */
  const open = (flags) => {
    // Addresses and members are in it.
    const opened = createWriteStream(file, { flags, mode: 0o600 });
    return opened.on('error', () => (retryAt = performance.now() + RETRY_AFTER_MS));
  };
  let stream = open('w');
  /** @param {string} text @param {number} lines that are dropped where it cannot be written */
  const write = (text, lines) => void stream.write(text, (error) => (dropped += error ? lines : 0));

  return {
    write: (line) => {
      // A stream that has failed never writes again.
      if (performance.now() >= retryAt) {
        retryAt = Infinity;
        stream = open('a');
        // Begins with a line break: the last line may be cut off.
        write(`\n${dropped} lines could not be written\n`, dropped);
        dropped = 0;
      }
      write(`${line}\n`, 1);
    },
    close: () => void stream.end(),
  };
}
