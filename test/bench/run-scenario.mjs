import { once } from 'node:events';
import { relative } from 'node:path';
import { Context } from './context.mjs';
import { Report } from './report/report.mjs';
import { writeResult } from './report/results.mjs';
import { machineFacts, othersPercent } from './system/machine.mjs';

/** @typedef {(context: Context, report: Report) => Promise<void>} Scenario */

const BUSY_PERCENT = 10;

/**
 * Runs a scenario, ends everything that it started, and writes what it found.
 *
 * @param {import('./command-line.mjs').ScenarioName} name
 * @param {import('./command-line.mjs').Options} options
 * @param {AbortSignal} stopRequested
 * @returns {Promise<number>} faults
 */
export async function runScenario(name, options, stopRequested) {
  /** @type {{ default: Scenario }} */
  const { default: scenario } = await import(`./scenarios/${name}.mjs`);
  const context = await Context.open(options);
  const report = new Report((line) => context.print(line));
  const machine = await machineFacts();
  const startedAt = new Date().toISOString();
  context.print(`\n== ${name}: ${machine.cores} x ${machine.cpu}, Node ${machine.node}, kernel ${machine.kernel}`);
  if (machine.busyPercent > BUSY_PERCENT) {
    context.print(`  Others use ${machine.busyPercent}% of the machine: expect noise.`);
  }
  const over = new AbortController();
  try {
    await Promise.race([scenario(context, report), once(stopRequested, 'abort', { signal: over.signal })]);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error([message, ...context.testimony].join('\n'), { cause: error });
  } finally {
    over.abort();
    await context.close();
  }
  stopRequested.throwIfAborted();
  const { settings: _, scenarios: __, build: ___, instead: ____, ...given } = options;
  const result = {
    scenario: name,
    startedAt,
    machine,
    options: given,
    ...report.toJSON(context.faults),
    busyPercentAfter: await othersPercent(),
  };
  const file = await writeResult(result);
  context.print(
    `\n  ${context.faults.length === 0 ? 'Nothing was lost, repeated or out of order.' : `${context.faults.length} faults.`} Written to ${relative('.', file)}`,
  );
  return context.faults.length;
}
