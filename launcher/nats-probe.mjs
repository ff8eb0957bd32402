import { once } from 'node:events';
import { connect } from 'node:net';

const JETSTREAM_REQUEST = 'SUB _INBOX.launcher 1\r\nPUB $JS.API.INFO _INBOX.launcher 0\r\n\r\n';

/**
 * Asks a NATS server for a sign of life in its own protocol, without a client library: the launcher runs before any
 * package is installed. Resolves at the INFO line that a server sends first; with `jetStream`, at JetStream's answer.
 *
 * @param {object} options
 * @param {string} options.host
 * @param {number} options.port
 * @param {boolean} [options.jetStream]
 * @param {import('./broker-credentials.mjs').Credentials} [options.credentials] JetStream answers nobody else, where the
 *   server asks for some
 * @param {number} [options.timeoutMs]
 * @returns {Promise<void>}
 * @throws {Error} with the reason in a few words
 */
export async function probeNatsServer({ host, port, jetStream = false, credentials, timeoutMs = 3_000 }) {
  const socket = connect({ host, port, signal: AbortSignal.timeout(timeoutMs) });
  // A socket may fail again after the first failure was reported; that must not end the process.
  socket.on('error', () => {});
  socket.setEncoding('utf8');
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(timeoutMs) });
    let received = '';
    let asked = false;
    for await (const chunk of socket) {
      received += chunk;
      if (!received.startsWith('INFO '.slice(0, received.length))) throw new Error('it is not a NATS server');
      if (!received.includes('\r\n')) continue;
      if (!jetStream) return;
      if (!asked) socket.write(connectLine(credentials) + JETSTREAM_REQUEST);
      asked = true;
      if (/^HMSG .*\r\nNATS\/1\.0 503/m.test(received)) throw new Error('JetStream does not answer');
      if (/^-ERR .*\r\n/m.test(received)) throw new Error(/-ERR '?([^'\r]*)/.exec(received)?.[1]);
      if (/^MSG .*\r\n\{/m.test(received)) return;
    }
    throw new Error('it closed the connection');
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  } finally {
    socket.destroy();
  }
}

/** @param {import('./broker-credentials.mjs').Credentials | undefined} credentials */
function connectLine(credentials) {
  const said = { verbose: false, headers: true, no_responders: true };
  return `CONNECT ${JSON.stringify(credentials ? { ...said, user: credentials.user, pass: credentials.password } : said)}\r\n`;
}

/** @param {unknown} error */
function reasonOf(error) {
  const { code, name, message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (name === 'AbortError' || name === 'TimeoutError') return 'no answer in time';
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown host';
  return message || code || name;
}

/**
 * Tries the addresses of a NATS_URL (`nats://user:password@host:4222,nats://other:4222`); one that answers is enough.
 *
 * @param {string} natsUrl
 * @returns {Promise<void>}
 * @throws {Error} with one line that names the addresses, never the credentials
 */
export async function requireNatsServer(natsUrl) {
  const failures = [];
  for (const address of natsUrl.split(',')) {
    const url = parse(address.trim());
    if (!url) throw new Error('NATS_URL is not an address: it should look like nats://127.0.0.1:4222.');
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    try {
      await probeNatsServer({ host, port: Number(url.port || 4222) });
      return;
    } catch (error) {
      failures.push(`${url.protocol}//${url.hostname}:${url.port || 4222} (${reasonOf(error)})`);
    }
  }
  throw new Error(`No NATS server answers at NATS_URL ${failures.join(', ')}: start it, or unset NATS_URL.`);
}

/** @param {string} address */
function parse(address) {
  try {
    const url = new URL(address.includes('://') ? address : `nats://${address}`);
    return url.hostname ? url : undefined;
  } catch {
    return undefined;
  }
}
