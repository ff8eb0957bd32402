/** pino's levels by number, for a logger that does not write their names. */
const LEVEL_NAMES = new Map([
  [10, 'trace'],
  [20, 'debug'],
  [30, 'info'],
  [40, 'warn'],
  [50, 'error'],
  [60, 'fatal'],
]);
const QUIET_LEVELS = new Set(['trace', 'debug', 'info']);

/**
 * A line of an app's JSON log as a person reads it, or undefined where it is below what is shown.
 *
 * @param {string} line
 * @param {{ verbose: boolean }} options `verbose` shows every level, and lines that are no JSON
 * @returns {string | undefined}
 */
export function readableLog(line, { verbose }) {
  const entry = parse(line);
  if (!entry) return verbose ? line : undefined;
  const level = typeof entry.level === 'number' ? LEVEL_NAMES.get(entry.level) : entry.level;
  if (!verbose && level && QUIET_LEVELS.has(level)) return undefined;
  const parts = [level ?? 'log'];
  if (entry.context) parts.push(`[${entry.context}]`);
  if (entry.msg) parts.push(entry.msg);
  const cause = entry.err?.message;
  if (cause && cause !== entry.msg) parts.push(`(${cause})`);
  return parts.join(' ');
}

/**
 * @param {string} line
 * @returns {{ level?: string | number, context?: string, msg?: string, err?: { message?: string } } | undefined}
 */
function parse(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
