interface Sample {
  /** Milliseconds since the first one. */
  readonly at: number;
  readonly value: number;
}

const MS_PER_HOUR = 3_600_000;

/** What was measured at intervals, by name, and whether it grows. */
export class Samples {
  private readonly series = new Map<string, Sample[]>();
  private readonly from = Date.now();

  add(values: Readonly<Record<string, number>>): void {
    const at = Date.now() - this.from;
    for (const [name, value] of Object.entries(values)) {
      const known = this.series.get(name);
      if (known) known.push({ at, value });
      else this.series.set(name, [{ at, value }]);
    }
  }

  /**
   * A table in Markdown: least and greatest value, and how much it grows an hour, by the straight line that fits best.
   *
   * @param warmUpMs what was measured earlier is left out
   */
  table(warmUpMs: number): string {
    const rows = [...this.series].map(([name, samples]) => {
      const late = samples.filter(({ at }) => at >= warmUpMs);
      const values = late.map(({ value }) => value);
      const shown = [late[0]?.value, Math.min(...values), Math.max(...values), late.at(-1)?.value, slope(late)];
      return [name, ...shown.map((value) => (value === undefined ? '' : Math.round(value * 10) / 10))];
    });
    const head = ['', 'first', 'least', 'greatest', 'last', 'growth an hour'];
    return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  }
}

/** By least squares, an hour. */
function slope(samples: readonly Sample[]): number {
  const meanAt = mean(samples.map(({ at }) => at));
  const meanValue = mean(samples.map(({ value }) => value));
  let covariance = 0;
  let variance = 0;
  for (const { at, value } of samples) {
    covariance += (at - meanAt) * (value - meanValue);
    variance += (at - meanAt) ** 2;
  }
  return variance === 0 ? 0 : (covariance / variance) * MS_PER_HOUR;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}
