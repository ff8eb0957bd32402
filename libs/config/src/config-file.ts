import { readFileSync, statSync } from 'node:fs';
import { parse, TomlError, type TomlTableWithoutBigInt } from 'smol-toml';
import { ConfigError } from './config-error.js';
import { whyUnreadable } from './named-file.js';

/** No configuration is near this; it keeps a wrong path (a log, a disk image) from being read whole. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Everything up to it is white space or no text. */
const SPACE = 0x20;

/**
 * Reads a TOML file of at most 1 MiB.
 * @returns undefined when the file does not exist and `required` is false
 * @throws ConfigError that names the file and, for a syntax error, line and column
 */
export function readConfigFile(path: string, required: boolean): TomlTableWithoutBigInt | undefined {
  const bytes = readBytes(path, required);
  if (!bytes) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ConfigError([`${path}: is not UTF-8 text`], { cause });
  }
  try {
    return parse(text, { unsafeKeyBehaviour: 'throw' });
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    // The library's message goes on with an excerpt of several lines.
    const [what = ''] = cause.message.replace('Invalid TOML document: ', '').split('\n');
    throw new ConfigError([`${path}: line ${cause.line}, column ${cause.column}: not valid TOML: ${what}`], { cause });
  }
}

/** Whether the file is there and holds more than white space. */
export function fileHasText(path: string): boolean {
  try {
    return readBytes(path, true)!.some((byte) => byte > SPACE);
  } catch {
    return false;
  }
}

function readBytes(path: string, required: boolean): Buffer | undefined {
  try {
    // Asked before opening, because opening a pipe waits for its writer.
    const stats = statSync(path);
    if (stats.isDirectory()) throw new ConfigError([`${path}: is a directory, expected a TOML file`]);
    if (!stats.isFile()) throw new ConfigError([`${path}: is not a regular file, expected a TOML file`]);
    if (stats.size > MAX_FILE_BYTES)
      throw new ConfigError([`${path}: is ${stats.size} bytes long, expected at most 1 MiB`]);
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT' && !required) return undefined;
    throw new ConfigError([`${path}: cannot be read: ${whyUnreadable(cause)}`], { cause });
  }
}
