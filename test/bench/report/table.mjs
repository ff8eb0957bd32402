/**
 * Rows under each other; numbers to the right.
 *
 * @param {readonly string[]} header
 * @param {readonly (readonly (string | number)[])[]} rows
 * @returns {string}
 */
export function table(header, rows) {
  const texts = [header, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? figure(cell) : cell)));
  const widths = header.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const isText = header.map((_, column) => rows.every((row) => typeof row[column] === 'string'));
  const lines = texts.map((row) =>
    row.map((text, column) => (isText[column] ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))),
  );
  return lines.map((line) => `  ${line.join('  ').trimEnd()}`).join('\n');
}

/** Three digits that count. @param {number} value */
export function figure(value) {
  if (!Number.isFinite(value)) return '-';
  const size = Math.abs(value);
  if (size >= 1_000) return Math.round(value).toLocaleString('en-US');
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(size >= 1 ? 2 : 3);
}

/** @param {import('../measure/statistics.mjs').Spread} spread */
export function spreadText({ median, min, max }) {
  return `${figure(median)} (${figure(min)} to ${figure(max)})`;
}
