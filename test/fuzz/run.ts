import { isNativeError } from 'node:util/types';
import fc from 'fast-check';

/** A quick search with every test run; `GOIM_FUZZ_MS=60000` makes it a long one. */
const TIME_LIMIT_MS = Number(process.env['GOIM_FUZZ_MS'] ?? 400);
const ENDLESS = 100_000_000;

/** Tries inputs until the time is over; a failure says the seed and the shortest input that shows it. */
export function search<Inputs extends [unknown, ...unknown[]]>(property: fc.IProperty<Inputs>): void {
  fc.assert(property, { numRuns: ENDLESS, interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: false });
}

/** Like `search`, for what answers later, which takes longer for each input: five times as long. */
export async function searchAsync<Inputs extends [unknown, ...unknown[]]>(
  property: fc.IAsyncProperty<Inputs>,
): Promise<void> {
  await fc.assert(property, {
    numRuns: ENDLESS,
    interruptAfterTimeLimit: 5 * TIME_LIMIT_MS,
    markInterruptAsFailure: false,
  });
}

const PATIENCE_MS = 1_000;

/** What came of an action: a value, or the name of its error (an `instanceof` fails for Node's own: another realm). */
export interface Outcome<T> {
  readonly value?: T;
  /** 'none' where there was none. */
  readonly error: string;
}

/** Runs it, and fails where it takes as long as only a loop without end does. */
export function attempt<T>(action: () => T): Outcome<T> {
  const started = performance.now();
  const outcome = outcomeOf(action);
  const took = performance.now() - started;
  if (took > PATIENCE_MS) throw new Error(`took ${took} ms`);
  return outcome;
}

function outcomeOf<T>(action: () => T): Outcome<T> {
  try {
    return { value: action(), error: 'none' };
  } catch (error) {
    return { error: isNativeError(error) ? error.name : `no error but ${String(error)}` };
  }
}
