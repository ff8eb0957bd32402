import { isNativeError } from 'node:util/types';
import fc from 'fast-check';

/** A quick search with every test run; `GOIM_FUZZ_MS=60000` makes it a long one. */
const TIME_LIMIT_MS = Number(process.env['GOIM_FUZZ_MS'] ?? 400);
/** `seed`, or `seed:path` as a failure says it, which leads to the one input that fails. */
const AGAIN = process.env['GOIM_FUZZ_SEED'];
const ENDLESS = 100_000_000;

function settings<Inputs>(patience: number): fc.Parameters<Inputs> {
  const [seed, ...path] = AGAIN?.split(':') ?? [];
  return {
    numRuns: ENDLESS,
    interruptAfterTimeLimit: patience * TIME_LIMIT_MS,
    markInterruptAsFailure: false,
    ...(seed && { seed: Number(seed) }),
    ...(path.length > 0 && { path: path.join(':') }),
  };
}

/** What is thrown of a failure. */
function failure<Inputs>(details: fc.RunDetails<Inputs>): Error {
  const { seed, counterexamplePath } = details;
  const again = `GOIM_FUZZ_SEED=${seed}${counterexamplePath === null ? '' : `:${counterexamplePath}`}`;
  return new Error(`${fc.defaultReportMessage(details)}\n\nThe same again: ${again} npm test -- -t '…'`, {
    cause: details.errorInstance,
  });
}

/**
 * Tries inputs until the time is over.
 *
 * @throws Error with the shortest input that fails, and the `GOIM_FUZZ_SEED` that tries it again
 */
export function search<Inputs extends [unknown, ...unknown[]]>(property: fc.IProperty<Inputs>): void {
  const details = fc.check(property, settings<Inputs>(1));
  if (details.failed) throw failure(details);
}

/**
 * Like `search`, for what answers later.
 *
 * @param patience so many times as long, for what takes longer for each input
 */
export async function searchAsync<Inputs extends [unknown, ...unknown[]]>(
  property: fc.IAsyncProperty<Inputs>,
  patience = 1,
): Promise<void> {
  const details = await fc.check(property, settings<Inputs>(patience));
  if (details.failed) throw failure(details);
}

const PATIENCE_MS = 10_000;

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
