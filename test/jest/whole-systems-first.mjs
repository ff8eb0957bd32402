import { createRequire } from 'node:module';

/**
 * By `require`, because the types of the package describe its CommonJS form, whose default export is another one.
 *
 * @type {typeof import('@jest/test-sequencer').default}
 */
const TestSequencer = createRequire(import.meta.url)('@jest/test-sequencer').default;

/** Projects by how long one of their files takes. */
const LONGEST_FIRST = ['e2e', 'integration', 'unit'];

/**
 * Jest begins with the files that took longest, which a fresh clone does not know: then it goes by their size, and one worker
 * ends with minutes of a whole system while the others have nothing left to do.
 */
export default class WholeSystemsFirst extends TestSequencer {
  /**
   * @override
   * @param {import('@jest/reporters').Test[]} tests
   */
  async sort(tests) {
    return [...(await super.sort(tests))].sort((a, b) => placeOf(a) - placeOf(b));
  }
}

/** @param {import('@jest/reporters').Test} test */
function placeOf({ context }) {
  return LONGEST_FIRST.indexOf(context.config.displayName?.name ?? '');
}
