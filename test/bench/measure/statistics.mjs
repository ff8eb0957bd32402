/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} min
 * @property {number} max
 */

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * The ratios of values that were measured right after one another, so what the machine did meanwhile cancels out.
 *
 * @param {readonly number[]} ours
 * @param {readonly number[]} peers
 * @returns {Spread}
 */
export function ratioOfPairs(ours, peers) {
  return spread(ours.map((value, pair) => value / (peers[pair] ?? Number.NaN)));
}
