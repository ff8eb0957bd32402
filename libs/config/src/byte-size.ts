import { z } from 'zod';
import { valueTraits } from './traits.js';

const UNITS: Readonly<Record<string, number>> = { GiB: 2 ** 30, MiB: 2 ** 20, KiB: 2 ** 10, B: 1 };
const SIZE = /^(\d+)(B|KiB|MiB|GiB)?$/;

/** `"64KiB"`, `"512B"` or `"4096"` as bytes; undefined when the text is no size. Units are powers of 1,024. */
export function parseByteSize(text: string): number | undefined {
  const [, amount, unit = 'B'] = SIZE.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * UNITS[unit]!;
}

/** The size in the largest unit that divides it: `65536` -> `64KiB`. */
export function formatByteSize(bytes: number): string {
  if (bytes === 0) return '0B';
  const [unit, size] = Object.entries(UNITS).find(([, candidate]) => bytes % candidate === 0) ?? ['B', 1];
  return `${bytes / size}${unit}`;
}

/** A plain number of bytes or a text with a unit in the file, bytes in the program. Both bounds are included. */
export function byteSize({ min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {}) {
  const schema = z.union([z.number(), z.string()]).transform((given, context) => {
    const bytes = typeof given === 'number' ? given : parseByteSize(given.trim());
    if (bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= min && bytes <= max) return bytes;
    context.addIssue({ code: 'custom', message: 'not a size within the bounds', input: given });
    return z.NEVER;
  });
  const bounds =
    max === Number.MAX_SAFE_INTEGER
      ? `of at least ${formatByteSize(min)}`
      : `from ${formatByteSize(min)} to ${formatByteSize(max)}`;
  valueTraits.add(schema, {
    expects: `a size ${bounds}, such as 4096, "64KiB" or "1MiB"`,
    toToml: (bytes: number) => JSON.stringify(formatByteSize(bytes)),
  });
  return schema;
}
