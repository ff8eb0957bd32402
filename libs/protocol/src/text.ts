import { isUtf8 } from 'node:buffer';

/**
 * The text that bytes from outside hold; undefined where they are no UTF-8. `toString` puts the same character for every
 * byte that it can't read, so two names in another encoding would become one.
 */
export function textOf(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString() : undefined;
}
