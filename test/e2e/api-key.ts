import { runKeysCommand } from '../../apps/logic/src/callers/keys-command.js';

/** Makes a key as `npm run key -- create` does. @param options such as `--scope`, `push` @returns what a caller sends */
export function makeApiKey(file: string, ...options: string[]): string {
  return runKeys('create', '--file', file, '--name', 'a test', ...options).trim();
}

/** Runs the command. @returns what it writes to standard output */
export function runKeys(...argv: string[]): string {
  let printed = '';
  runKeysCommand(argv, {
    out: (text) => void (printed += text),
    tell: () => undefined,
    configuredFile: () => {
      throw new Error('name the file');
    },
    now: () => Date.now(),
  });
  return printed;
}
