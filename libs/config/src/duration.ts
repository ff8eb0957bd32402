import { z } from 'zod';
import { valueTraits } from './traits.js';

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|[dhms])/g;

/** A longer wait overflows Node's timers, which then fire at once. Source: Node's TIMEOUT_MAX, 2^31 - 1 ms. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * `"500ms"`, `"5s"`, `"8m"`, `"1h"`, `"2d"` and sums of these as Go prints them (`"1m30s"`), as milliseconds.
 * @returns undefined when the text is no duration
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!WHOLE.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(PART)) total += Number(amount) * UNITS[unit!]!;
  return Math.round(total);
}

/** The shortest text that `parseDuration` reads back as the same number of milliseconds. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  let rest = ms;
  let text = '';
  for (const [unit, size] of Object.entries(UNITS)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}

/** A duration in the file, milliseconds in the program. Bounds and defaults are in milliseconds, both bounds included. */
export function duration({ min = 0, max = LONGEST_TIMER_MS }: { min?: number; max?: number } = {}) {
  const schema = z.string().transform((text, context) => {
    const ms = parseDuration(text.trim());
    if (ms !== undefined && ms >= min && ms <= max) return ms;
    context.addIssue({ code: 'custom', message: 'not a duration within the bounds', input: text });
    return z.NEVER;
  });
  const bounds =
    max === LONGEST_TIMER_MS
      ? `of at least ${formatDuration(min)}`
      : `from ${formatDuration(min)} to ${formatDuration(max)}`;
  valueTraits.add(schema, {
    expects: `a duration ${bounds}, such as "500ms", "5s" or "1m30s"`,
    toToml: (ms: number) => JSON.stringify(formatDuration(ms)),
  });
  return schema;
}
