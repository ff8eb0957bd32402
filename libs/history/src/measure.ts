/** A statement that took no longer may have more rows the next time. */
const QUICK_MS = 200;
/** Rows that a statement removes: each may be on a page of its own. */
export const REMOVED = { least: 100, first: 5_000, most: 5_000 };

/** How many rows a statement may have: more where the last one was quick, fewer where the database did not manage it. */
export class Measure {
  rows: number;

  constructor(private readonly bounds: { readonly least: number; readonly first: number; readonly most: number }) {
    this.rows = bounds.first;
  }

  /** @param had how many rows it had in fact: of one that had few nothing is learnt */
  async of<Result>(
    statement: (rows: number) => Promise<Result>,
    had: (result: Result) => number = () => 0,
  ): Promise<Result> {
    const { rows, bounds } = this;
    const began = performance.now();
    try {
      const result = await statement(rows);
      const isQuick = performance.now() - began < QUICK_MS;
      if (isQuick && 2 * had(result) > rows) this.rows = Math.min(2 * rows, bounds.most);
      return result;
    } catch (error) {
      this.rows = Math.max(rows >> 2, bounds.least);
      throw error;
    }
  }
}
