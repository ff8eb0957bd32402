import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));
export const BASELINE = fileURLToPath(new URL('../baseline.json', import.meta.url));

/** @typedef {import('../measure/statistics.mjs').Spread} Spread */

/**
 * @typedef {object} Result
 * @property {string} scenario
 * @property {string} startedAt
 * @property {Record<string, unknown>} options
 * @property {import('../system/machine.mjs').MachineFacts} machine
 * @property {Record<string, Spread>} ratios
 *
 * @typedef {Record<string, { startedAt: string, node: string, ratios: Record<string, Spread> }>} Baseline by scenario
 */

/** @param {Result} result @returns {Promise<string>} the file */
export async function writeResult(result) {
  await mkdir(RESULTS, { recursive: true });
  const file = join(RESULTS, `${result.scenario}-${result.startedAt.replaceAll(':', '')}.json`);
  await writeJson(file, result);
  return file;
}

/** The last result of each scenario. @returns {Promise<Result[]>} */
export async function newestResults() {
  const files = (await readdir(RESULTS).catch(() => [])).filter((name) => name.endsWith('.json')).toSorted();
  /** @type {Map<string, Result>} */
  const newest = new Map();
  for (const file of files) {
    /** @type {Result} */
    const result = JSON.parse(await readFile(join(RESULTS, file), 'utf8'));
    // A run with other options can have other ratios: each ratio counts as last measured.
    const before = newest.get(result.scenario)?.ratios;
    newest.set(result.scenario, { ...result, ratios: { ...before, ...result.ratios } });
  }
  return [...newest.values()];
}

/** @returns {Promise<Baseline>} */
export async function readBaseline() {
  return JSON.parse(await readFile(BASELINE, 'utf8'));
}

/** Of scenarios without a result the baseline stays. @param {readonly Result[]} results */
export async function writeBaseline(results) {
  const before = await readBaseline().catch(() => ({}));
  const entries = results
    .filter(({ ratios }) => Object.keys(ratios).length > 0)
    .map(({ scenario, startedAt, machine, ratios }) => [scenario, { startedAt, node: machine.node, ratios }]);
  await writeJson(BASELINE, { ...before, ...Object.fromEntries(entries) });
}

/** @param {string} file @param {unknown} value */
async function writeJson(file, value) {
  const rounded = JSON.stringify(value, (_, one) => (typeof one === 'number' ? Number(one.toPrecision(4)) : one));
  await writeFile(file, await format(rounded, { parser: 'json', printWidth: 120 }));
}
