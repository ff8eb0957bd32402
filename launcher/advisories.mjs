import { spawnSync } from 'node:child_process';
import { ROOT } from './paths.mjs';

/** The registry is asked once, and not for long: where there is no network nobody waits for it. */
const ARGUMENTS = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=15000'];

/**
 * What `npm audit --json` prints: a report, or why there is none.
 *
 * @typedef {{ vulnerabilities?: Record<string, { severity: string }>, message?: string }} Report
 */

const { stdout } = spawnSync('npm', ARGUMENTS, { cwd: ROOT, encoding: 'utf8', timeout: 60_000 });
console.log(summaryOf(stdout));

/**
 * @param {string | null} printed
 * @returns {string} a line
 */
function summaryOf(printed) {
  /** @type {Report} */
  let report = {};
  try {
    report = JSON.parse(printed ?? '');
  } catch {
    // npm printed nothing that can be read: it has no report.
  }
  const { vulnerabilities } = report;
  if (!vulnerabilities) return 'Advisories: the registry did not tell of any; they were not looked at.';
  const found = Object.entries(vulnerabilities).map(([name, { severity }]) => `${name} (${severity})`);
  return `Advisories against production dependencies: ${found.join(', ') || 'none'}`;
}
