import { BASELINE, newestResults, readBaseline, writeBaseline } from './results.mjs';
import { figure, spreadText, table } from './table.mjs';

/** Below it a change is taken for noise, as is one within the spread of the baseline. */
const NOISE = 0.1;

/** Shows the newest result of each scenario beside the committed baseline. @returns {Promise<number>} exit code */
export async function compare() {
  const baseline = await readBaseline().catch(() => undefined);
  if (!baseline)
    throw new Error('There is no baseline yet: npm run bench -- baseline makes one of the newest results.');
  const results = await newestResults();
  if (results.length === 0) throw new Error('There are no results yet: npm run bench -- --help lists the scenarios.');
  for (const { scenario, startedAt, ratios } of results) {
    const before = baseline[scenario]?.ratios ?? {};
    const names = [...new Set([...Object.keys(before), ...Object.keys(ratios)])];
    if (names.length === 0) continue;
    const rows = names.map((name) => [name, ...verdict(before[name], ratios[name])]);
    print(`\n${scenario} (${startedAt})\n${table(['ratio', 'baseline', 'now', 'change', ''], rows)}`);
  }
  return 0;
}

/** Makes the newest results the baseline. @returns {Promise<number>} exit code */
export async function makeBaseline() {
  const results = await newestResults();
  if (results.length === 0) throw new Error('There are no results yet: npm run bench -- --help lists the scenarios.');
  await writeBaseline(results);
  print(`The newest results of ${results.map(({ scenario }) => scenario).join(', ')} are now ${BASELINE}`);
  return 0;
}

/**
 * @param {import('../measure/statistics.mjs').Spread | undefined} before
 * @param {import('../measure/statistics.mjs').Spread | undefined} now
 * @returns {string[]}
 */
function verdict(before, now) {
  if (!before) return ['-', now ? spreadText(now) : '-', '', 'new'];
  if (!now) return [spreadText(before), '-', '', 'not measured'];
  const change = now.median / before.median - 1;
  const beyond = now.median > before.max || now.median < before.min;
  const word = Math.abs(change) < NOISE || !beyond ? 'same' : change > 0 ? 'WORSE' : 'better';
  return [spreadText(before), spreadText(now), `${change > 0 ? '+' : ''}${figure(change * 100)}%`, word];
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}
