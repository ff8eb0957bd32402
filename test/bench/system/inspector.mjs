import { once } from 'node:events';
import { WebSocket } from 'ws';

/** Sets Node's inspector on a free port, for what is started with it. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

const COLLECTIONS = 3;

/**
 * Collects all garbage of a process that was started `INSPECTABLE`: what is left is what it holds.
 *
 * @param {string} output what the process wrote
 * @returns {Promise<{ heapUsed: number }>} bytes
 */
export async function collectGarbage(output) {
  const address = /Debugger listening on (ws:\S+)/.exec(output)?.[1];
  if (!address) throw new Error('the process has no inspector');
  const inspector = new WebSocket(address);
  await once(inspector, 'open');
  let id = 0;
  const ask = async (/** @type {string} */ method, params = {}) => {
    inspector.send(JSON.stringify({ id: ++id, method, params }));
    const [answer] = await once(inspector, 'message');
    return JSON.parse(String(answer));
  };
  for (let n = 0; n < COLLECTIONS; n++) await ask('HeapProfiler.collectGarbage');
  const used = await ask('Runtime.evaluate', { expression: 'process.memoryUsage().heapUsed' });
  inspector.close();
  return { heapUsed: Number(used.result.result.value) };
}
