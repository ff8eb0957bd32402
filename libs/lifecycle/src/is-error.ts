import { types } from 'node:util';

/** Also true of an error of another realm, such as Node's own under a test runner that has its own globals. */
export function isError(value: unknown): value is NodeJS.ErrnoException {
  return value instanceof Error || types.isNativeError(value);
}
