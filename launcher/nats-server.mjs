import { once } from 'node:events';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { writePrivately } from './broker-credentials.mjs';
import { makeFolder } from './folders.mjs';
import { spawnBound } from './lifeline.mjs';
import { IN_USE_EXIT_CODE, lockedCommand } from './locked-exec.mjs';
import { probeNatsServer } from './nats-probe.mjs';

export { findNatsServer } from './find-nats-server.mjs';

const STOP_BOUND_MS = 10_000;
const KEPT_LINES = 50;

/**
 * @typedef {object} NatsServer
 * @property {string} url `nats://host:port`, without credentials
 * @property {string} host
 * @property {number} port the port it really listens on
 * @property {number} pid of nats-server itself, not of a shell around it
 * @property {Promise<import('./lifeline.mjs').Exit>} exited never rejects
 * @property {() => Promise<void>} stop SIGTERM, after 10 s SIGKILL; resolves when the process has ended
 * @property {(signal: NodeJS.Signals) => void} kill
 */

/**
 * Where a server is in a cluster.
 *
 * @typedef {object} ClusterPlace
 * @property {string} name of the server, which no other one in the cluster has
 * @property {number} port for the other servers
 * @property {readonly number[]} ports of all the servers, its own among them; they are on the same host
 */

/** `code` tells a caller what to do next; the message is one line for a person. */
export class NatsServerError extends Error {
  /**
   * @param {'port-taken' | 'store-in-use' | 'store-unusable' | 'start-failed'} code
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = 'NatsServerError';
    this.code = code;
  }
}

/**
 * Starts a nats-server with JetStream and resolves when JetStream answers; one of several, when it can be connected to. The
 * server ends when this process ends, in whatever way that happens. It has a process group of its own: a terminal's Ctrl-C
 * does not stop it.
 *
 * @param {object} options
 * @param {string} options.binary
 * @param {string} options.storeDir created when it is missing; kept when the server stops
 * @param {number} [options.port] 0 (default): a free one
 * @param {string} [options.host]
 * @param {number} [options.maxPayload] bytes; the server's own default is 1 MiB
 * @param {number} [options.maxStore] bytes that its streams may have in all; the server's own default is three quarters of what
 *   is free on the disk
 * @param {import('./broker-credentials.mjs').Credentials} [options.credentials] asked of whoever connects; without them
 *   anybody may
 * @param {string} [options.configFile] of the server's own form, in place of what is written for the payload and the
 *   credentials; it has to know these
 * @param {NodeJS.ProcessEnv} [options.env] of the server
 * @param {ClusterPlace} [options.cluster] it is one of several
 * @param {number} [options.monitorPort] where it tells by HTTP how it is; without it, nowhere
 * @param {number} [options.startTimeoutMs] a large store takes long to recover
 * @param {(line: string) => void} [options.log] gets the server's log, line by line
 * @returns {Promise<NatsServer>}
 * @throws {NatsServerError}
 */
export async function startNatsServer({
  binary,
  storeDir,
  port = 0,
  host = '127.0.0.1',
  maxPayload,
  maxStore,
  credentials,
  configFile,
  env,
  cluster,
  monitorPort,
  startTimeoutMs = 60_000,
  log = () => {},
}) {
  const store = resolve(storeDir);
  const args = ['-js', '-sd', store, '-a', host, '-p', String(port || -1)];
  if (monitorPort) args.push('-m', String(monitorPort));
  const settings = configFile ? { host, maxStore, configFile } : { host, maxPayload, maxStore, credentials, cluster };
  await prepareStore(store, settings, args);

  const lock = join(store, 'nats-server.lock');
  const server = await spawnBound(...lockedCommand(lock, binary, args), { env });
  const { exited, closed, kill } = server;

  /** @type {string[]} */
  const lastLines = [];
  const lines = createInterface({ input: server.stderr });
  server.stdout.resume();
  const listening = new Promise((/** @type {(port: number) => void} */ found) => {
    lines.on('line', (line) => {
      log(line);
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      // JetStream has recovered its streams by then: the server opens the port last.
      const match = /Listening for client connections on .*:(\d+)$/.exec(line);
      if (match) found(Number(match[1]));
    });
  });

  const timeout = AbortSignal.timeout(startTimeoutMs);
  try {
    const realPort = await Promise.race([
      listening,
      closed.then(({ code }) => {
        throw startFailure({ code, lastLines, store, host, port });
      }),
      once(timeout, 'abort').then(() => {
        throw new NatsServerError('start-failed', `nats-server did not start within ${startTimeoutMs / 1000} s.`);
      }),
    ]);
    // JetStream of a cluster answers when the servers have elected a leader.
    const jetStream = !cluster;
    await probeNatsServer({ host, port: realPort, jetStream, credentials, timeoutMs: 10_000 }).catch((error) => {
      throw new NatsServerError('start-failed', `nats-server started but ${error.message}.`, { cause: error });
    });
    return {
      url: `nats://${host.includes(':') ? `[${host}]` : host}:${realPort}`,
      host,
      port: realPort,
      pid: server.pid,
      exited,
      kill,
      stop: async () => {
        kill('SIGTERM');
        const killTimer = setTimeout(() => kill('SIGKILL'), STOP_BOUND_MS);
        await closed;
        clearTimeout(killTimer);
      },
    };
  } catch (error) {
    kill('SIGKILL');
    await closed;
    throw error;
  }
}

/**
 * @param {string} store
 * @param {{
 *   host: string,
 *   maxPayload?: number | undefined,
 *   maxStore?: number | undefined,
 *   configFile?: string | undefined,
 *   credentials?: import('./broker-credentials.mjs').Credentials | undefined,
 *   cluster?: ClusterPlace | undefined,
 * }} settings
 * @param {string[]} args gets the configuration file: limits and a cluster stand nowhere else, and what stands on a command line
 *   can be read by everybody on the machine
 */
async function prepareStore(store, { host, maxPayload, maxStore, configFile, credentials, cluster }, args) {
  const lines = [];
  // The server takes such a path for one below the folder of the file that it stands in.
  if (configFile) lines.push(`include ${JSON.stringify(relative(store, resolve(configFile)))}`);
  if (maxStore !== undefined) lines.push(`jetstream { max_file_store: ${maxStore} }`);
  if (maxPayload !== undefined) lines.push(`max_payload: ${maxPayload}`);
  if (credentials) lines.push(`authorization ${JSON.stringify(credentials)}`);
  if (cluster) {
    const routes = cluster.ports.map((port) => `nats://${host}:${port}`);
    const own = { name: 'goim', listen: `${host}:${cluster.port}`, routes };
    lines.push(`server_name: ${cluster.name}`, `cluster ${JSON.stringify(own)}`);
  }
  try {
    await makeFolder(store);
    if (lines.length === 0) return;
    const file = join(store, 'nats-server.conf');
    await writePrivately(file, `${lines.join('\n')}\n`);
    args.push('-c', file);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new NatsServerError('store-unusable', `The store directory ${store} cannot be used (${code}).`, {
      cause: error,
    });
  }
}

/** @param {{ code: number | null, lastLines: string[], store: string, host: string, port: number }} facts */
function startFailure({ code, lastLines, store, host, port }) {
  if (code === IN_USE_EXIT_CODE) {
    return new NatsServerError('store-in-use', `The store directory ${store} is in use by another nats-server.`);
  }
  const line = lastLines.findLast((candidate) => candidate.includes('[FTL]')) ?? lastLines.at(-1) ?? '';
  const reason = line.replace(/^.*\[FTL\] /, '');
  if (reason.includes('address already in use')) {
    return new NatsServerError('port-taken', `Port ${port} on ${host} is taken, so nats-server cannot use it.`);
  }
  if (reason.includes('JetStream')) {
    return new NatsServerError('store-unusable', `nats-server cannot use the store directory ${store}: ${reason}`);
  }
  return new NatsServerError('start-failed', `nats-server did not start: ${reason || `exit code ${code}`}`);
}
