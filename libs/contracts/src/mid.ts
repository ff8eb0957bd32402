/**
 * Names a member: an int64, as in goim; 0 = nobody. A number where that is exact, else a bigint, so that each member has
 * one form: mids are compared, and are keys of maps, as they are. `midOf` gives that form.
 */
export type Mid = number | bigint;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const DECIMAL = /^-?(?:0|[1-9]\d{0,18})$/;

/** Reads a member's id, from JSON or from text. @returns undefined where it is no int64, or a number that was rounded */
export function midOf(value: unknown): Mid | undefined {
  switch (typeof value) {
    case 'number':
      // -0 is another key of a map than 0 in text.
      return Number.isSafeInteger(value) ? value + 0 : undefined;
    case 'string':
      return DECIMAL.test(value) ? midOf(BigInt(value)) : undefined;
    case 'bigint':
      if (value < INT64_MIN || value > INT64_MAX) return undefined;
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    default:
      return undefined;
  }
}

/** The id as JSON has it: a number up to 2^53 - 1, and beyond it a string of decimal digits, since readers would round. */
export function jsonMid(mid: Mid): number | string {
  return typeof mid === 'bigint' ? String(mid) : mid;
}
