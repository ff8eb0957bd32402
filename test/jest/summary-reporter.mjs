import { writeSync } from 'node:fs';

/** How long after its end a run may still close what it has open. */
const LEFT_OPEN_MS = 30_000;

/**
 * Jest reporter: the last line of a run is `Tests: N passed, N failed, N skipped`, alone, on stdout. Jest itself still
 * prints after the last reporter has been called, so the line is written when the process ends. A run that
 * does not end by itself is ended, and told what it left open.
 */
export default class SummaryReporter {
  constructor() {
    /** @type {string | undefined} */
    this.line = undefined;
    process.once('exit', () => {
      if (this.line) writeSync(1, this.line);
    });
  }

  /**
   * @param {unknown} _contexts
   * @param {import('@jest/reporters').AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    // A file that does not even load, or a run that breaks off, has no failed test, and must not look like a pass.
    const broken = results.numRuntimeErrorTestSuites + (results.runExecError ? 1 : 0);
    const failed = results.numFailedTests + broken;
    const skipped = results.numPendingTests + results.numTodoTests;
    this.line = `Tests: ${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`;
    // Something that a test left open, such as a socket, would keep the process for ever.
    setTimeout(() => {
      console.error(`The tests are over, and left open: ${process.getActiveResourcesInfo().join(', ')}`);
      process.exit(failed > 0 ? 1 : undefined);
    }, LEFT_OPEN_MS).unref();
  }
}
