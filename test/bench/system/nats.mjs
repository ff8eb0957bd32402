import { join } from 'node:path';
import { findNatsServer, startNatsServer } from '#nats-server';
import { NATS_SERVER_CACHE } from '../../../launcher/paths.mjs';

/** A nats-server of somebody's own, in the run's folder; it ends with the run. @param {import('../context.mjs').Context} context */
export async function startNats(context) {
  const binary = await findNatsServer({ cacheDir: NATS_SERVER_CACHE, given: process.env.GOIM_NATS_SERVER });
  const storeDir = join(context.folder, `nats-${performance.now()}`);
  return context.hold(startNatsServer({ binary, storeDir }), (server) => {
    server.kill('SIGKILL');
    return server.exited;
  });
}
