/**
 * Waits for some work, though no longer than `ms` milliseconds. Work that takes longer goes on, and what becomes of it is
 * nobody's: its failure as well.
 *
 * @param late called once the time is over: what it returns, or throws, is the outcome then; undefined unless given
 * @returns what the work resolves with in time, or what `late` returns
 * @throws what the work rejects with in time, or what `late` throws
 */
export async function withinTime<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined>;
export async function withinTime<Result, Late>(
  ms: number,
  work: Promise<Result>,
  late: () => Late,
): Promise<Result | Late>;
export async function withinTime<Result, Late>(
  ms: number,
  work: Promise<Result>,
  late?: () => Late,
): Promise<Result | Late | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))).then(() => late?.());
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
