/** 32 buckets an octave: a value is known to 3%. Values below 64 are exact. */
const SUB_BITS = 5;
const BUCKETS = 27 * 2 ** SUB_BITS + 2 ** SUB_BITS;
const LARGEST = 2 ** 31 - 1;

/**
 * Counts of durations in whole microseconds, in buckets that grow with the value. Recording costs some nanoseconds and
 * nothing on the heap, and those of several processes can be added up.
 */
export class Histogram {
  /** @param {{ counts?: readonly (readonly [number, number])[], max?: number }} [from] what `toJSON` gave */
  constructor({ counts = [], max = 0 } = {}) {
    this.counts = new Float64Array(BUCKETS);
    this.max = max;
    for (const [bucket, count] of counts) this.counts[bucket] = count;
  }

  /** @param {number} micros */
  record(micros) {
    const value = micros < 0 ? 0 : micros > LARGEST ? LARGEST : Math.trunc(micros);
    if (value > this.max) this.max = value;
    const shift = Math.max(31 - Math.clz32(value) - SUB_BITS, 0);
    const bucket = (shift << SUB_BITS) + (value >>> shift);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }

  /** @param {Histogram} other */
  add(other) {
    for (const [bucket, count] of other.counts.entries()) this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
    this.max = Math.max(this.max, other.max);
  }

  get total() {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /**
   * @param {number} share 0.99 for the 99th percentile
   * @returns {number} microseconds, the middle of the bucket; 0 where nothing was recorded
   */
  percentile(share) {
    const rank = Math.ceil(this.total * share);
    let seen = 0;
    for (const [bucket, count] of this.counts.entries()) {
      seen += count;
      if (count > 0 && seen >= rank) return Math.min(middleOf(bucket), this.max);
    }
    return 0;
  }

  reset() {
    this.counts.fill(0);
    this.max = 0;
  }

  /** Only the buckets that hold something: it travels between processes. */
  toJSON() {
    const counts = [...this.counts.entries()].filter(([, count]) => count > 0);
    return { counts, max: this.max };
  }
}

/** @typedef {ReturnType<Histogram['toJSON']>} HistogramJson */

/** @param {number} bucket */
function middleOf(bucket) {
  const shift = Math.max((bucket >>> SUB_BITS) - 1, 0);
  const least = (bucket - (shift << SUB_BITS)) * 2 ** shift;
  return least + (2 ** shift - 1) / 2;
}

/**
 * @typedef {object} Percentiles in milliseconds
 * @property {number} p50
 * @property {number} p99
 * @property {number} p999
 * @property {number} max
 */

/**
 * @param {Histogram} histogram
 * @returns {Percentiles}
 */
export function percentiles(histogram) {
  const millis = (/** @type {number} */ share) => histogram.percentile(share) / 1_000;
  return { p50: millis(0.5), p99: millis(0.99), p999: millis(0.999), max: histogram.max / 1_000 };
}
