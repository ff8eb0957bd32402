/**
 * npm forwards a Ctrl-C to a script that the terminal has already sent it to: within this time it is the same one.
 * Two by hand are further apart.
 */
const SAME_REQUEST_MS = 400;

const PARENT_CHECK_MS = 500;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into one request to stop in order. An npm that was killed cannot forward a signal: its end counts
 * as one.
 *
 * @param {object} [options]
 * @param {() => void} [options.onSecond] a second request: the person has no patience left
 * @returns {AbortSignal} aborted by the first request
 */
export function stopRequest({ onSecond = () => {} } = {}) {
  const controller = new AbortController();
  let firstAt = 0;
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      if (!controller.signal.aborted) {
        firstAt = performance.now();
        controller.abort();
      } else if (performance.now() - firstAt > SAME_REQUEST_MS) {
        onSecond();
      }
    });
  }
  if (process.env.npm_lifecycle_event) {
    const npm = process.ppid;
    setInterval(() => process.ppid === npm || controller.abort(), PARENT_CHECK_MS).unref();
  }
  // After a hangup the terminal is gone, and writing to it must not stop the stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return controller.signal;
}
