import { build } from '../../launcher/build.mjs';
import { requireNodeVersion } from '../../launcher/node-version.mjs';
import { ROOT } from '../../launcher/paths.mjs';
import { stopRequest } from '../../launcher/stop-request.mjs';
import { HELP, parseCommandLine } from './command-line.mjs';

const stopRequested = stopRequest({ onSecond: () => process.exit(130) });

try {
  process.chdir(ROOT);
  process.exitCode = await run();
} catch (error) {
  if (!stopRequested.aborted) process.stderr.write(`${/** @type {Error} */ (error).message}\n`);
  process.exitCode = 1;
}
// What an interrupted scenario left on the event loop must not delay the end; its processes have ended by now.
process.exit(stopRequested.aborted ? 130 : process.exitCode);

/** @returns {Promise<number>} exit code */
async function run() {
  requireNodeVersion();
  const options = parseCommandLine(process.argv.slice(2), process.env);
  if (options.instead === 'help') {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  if (options.instead) {
    const { compare, makeBaseline } = await import('./report/compare.mjs');
    return options.instead === 'compare' ? compare() : makeBaseline();
  }
  if (options.build) await build({ root: ROOT, signal: stopRequested });
  stopRequested.throwIfAborted();
  // What follows imports dist/.
  const { runScenario } = await import('./run-scenario.mjs');
  let faults = 0;
  for (const name of options.scenarios) faults += await runScenario(name, options, stopRequested);
  return faults > 0 ? 1 : 0;
}
