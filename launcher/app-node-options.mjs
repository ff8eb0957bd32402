import { availableParallelism } from 'node:os';

/** As many as Node.js has by default, on any machine. */
const MOST_THREADS = 4;
const threads = Math.min(Math.max(availableParallelism() - 1, 1), MOST_THREADS);

/**
 * Options of Node.js for an app. Its threads for collecting garbage and compiling leave a core to what is pushed: with four on two
 * cores, a collection of one app kept all of them waiting for tens of milliseconds (docs/performance-log.md, "Coming back").
 */
export const APP_NODE_OPTIONS = [`--v8-pool-size=${threads}`];
