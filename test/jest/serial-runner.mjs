import { createRequire } from 'node:module';

/**
 * By `require`, because the types of jest-runner describe its CommonJS form, whose default export is another one.
 *
 * @type {typeof import('jest-runner').default}
 */
const TestRunner = createRequire(import.meta.url)('jest-runner').default;

/** Jest runs the files of a project with this runner one after the other, and nothing beside them. */
export default class SerialRunner extends TestRunner {
  /** @override */
  isSerial = true;
}
