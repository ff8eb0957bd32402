import { writeSync } from 'node:fs';

/**
 * Jest reporter: the last line of a run is `Tests: N passed, N failed, N skipped`, alone, on stdout. Jest itself still
 * prints after the last reporter has been called, so the line is written when the process ends.
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
  }
}
