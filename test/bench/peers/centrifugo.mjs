import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnBound } from '../../../launcher/lifeline.mjs';
import { eventually } from '../../support/eventually.mjs';
import { freePort } from '../../support/free-port.mjs';

const STARTS_WITHIN_MS = 30_000;
const KEPT_LOG_CHARS = 2_000;
const API_KEY = 'bench';

/** Further lines of the HTTP head of each request to its API. */
export const API_HEADERS = `X-API-Key: ${API_KEY}\r\n`;
export const API_PATH = '/api/publish';

/**
 * Starts Centrifugo, one process, its engine in memory, no history; anybody may subscribe.
 *
 * @param {import('../context.mjs').Context} context ends it
 * @param {string} program
 * @returns {Promise<{ pid: number, port: number, end: () => Promise<void> }>} the port of its API and of its clients
 */
export async function startCentrifugo(context, program) {
  const port = await freePort();
  const config = join(context.folder, 'centrifugo.json');
  await writeFile(
    config,
    JSON.stringify({
      http_server: { address: '127.0.0.1', port },
      http_api: { key: API_KEY },
      client: { insecure: true },
      channel: { without_namespace: { allow_subscribe_for_client: true, allow_subscribe_for_anonymous: true } },
      health: { enabled: true },
      log: { level: 'warn' },
    }),
  );
  const started = await spawnBound(program, ['-c', config], { cwd: context.folder });
  const end = async () => {
    started.kill('SIGKILL');
    await started.exited;
  };
  context.onEnd(end);
  let log = '';
  for (const stream of [started.stdout, started.stderr]) {
    stream.on('data', (/** @type {Buffer} */ chunk) => (log = `${log}${chunk.toString()}`.slice(-KEPT_LOG_CHARS)));
  }
  context.onFailure(() => (log ? `Centrifugo wrote:\n${log}` : undefined));
  await eventually('Centrifugo answers', STARTS_WITHIN_MS, async () => {
    return (await fetch(`http://127.0.0.1:${port}/health`)).ok;
  });
  return { pid: started.pid, port, end };
}
