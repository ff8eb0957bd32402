const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const precise = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

/** 12,345 */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** As short as an axis needs it: 12.3K, 0.25. */
export function formatShort(value: number): string {
  return (Math.abs(value) < 10 ? precise : short).format(value);
}

/** @param share 1 = all; of a core, of which there may be several */
export function formatPercent(share: number): string {
  return `${whole.format(share * 100)} %`;
}

/** @param seconds a length of time */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${whole.format(seconds * 1_000)} ms`;
  if (seconds < 120) return `${(seconds < 10 ? precise : whole).format(seconds)} s`;
  return seconds < 7_200 ? `${whole.format(seconds / 60)} min` : `${whole.format(seconds / 3_600)} h`;
}
