const PERIOD_MS = 60_000;
/** Enough to see what they have in common. */
const LINES = 5;

interface Told {
  since: number;
  lines: number;
  leftOut: number;
}

/**
 * Bounds the lines of the log about faults that may come with every message: some a minute for each kind, the first ones. The
 * next line after a minute tells how many were left out before it, so nothing that fails is silent, and a metric counts them all.
 */
export class SparseLines {
  private readonly told = new Map<string, Told>();

  /** @param now milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * @param kind one of few: each is remembered
   * @param write writes the line. @param leftOut a field of it, where lines of this kind were left out before it
   */
  tell(kind: string, write: (leftOut: { readonly leftOut?: number }) => void): void {
    const now = this.now();
    let told = this.told.get(kind);
    if (!told || now - told.since >= PERIOD_MS) {
      const leftOut = told?.leftOut ?? 0;
      told = { since: now, lines: 1, leftOut: 0 };
      this.told.set(kind, told);
      write(leftOut > 0 ? { leftOut } : {});
    } else if (told.lines < LINES) {
      told.lines++;
      write({});
    } else told.leftOut++;
  }
}
