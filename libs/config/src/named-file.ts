import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
};

/** What a name has not, and what has been pasted in its place has: a key in PEM, or credentials. */
const OF_CONTENTS = /[\r\n]|-----BEGIN /;

/** @param setting `tls.key` @throws ConfigError where the text of a file stands for its name: it is not repeated */
export function assertFileName(setting: string, file: string): void {
  if (OF_CONTENTS.test(file))
    throw new ConfigError([`${setting}: expected the name of a file, got what may stand in one`]);
}

/** The text of a file that a setting names. @param setting `tls.cert` @throws ConfigError where it can't be read */
export function readNamedFile(setting: string, file: string): string {
  assertFileName(setting, file);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError([`${setting}: ${file} cannot be read: ${whyUnreadable(cause)}`], { cause });
  }
}

/** Why a file can't be read, for people. @param cause what Node threw */
export function whyUnreadable(cause: unknown): string {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
