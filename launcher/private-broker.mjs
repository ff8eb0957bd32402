import { brokerCredentials, keepBrokerUrl } from './broker-credentials.mjs';
import { NatsServerError, startNatsServer } from './nats-server.mjs';

/**
 * Starts nats-server on the port asked for. Where the port is only our default and something else has it, a free one
 * does as well, since the apps are told the address. It has credentials of its own, which stand in the address.
 *
 * @param {object} options
 * @param {string} options.binary
 * @param {string} options.storeDir
 * @param {number} options.port
 * @param {boolean} options.portIsGiven
 * @param {(line: string) => void} options.print
 * @param {(line: string) => void} options.log
 * @returns {Promise<import('./nats-server.mjs').NatsServer>} its `url` holds the credentials
 * @throws {Error} with one line and the remedy
 */
export async function startPrivateBroker({ storeDir, ...options }) {
  const credentials = await brokerCredentials(storeDir);
  const broker = await startSomewhere({ storeDir, credentials, ...options });
  return { ...broker, url: await keepBrokerUrl(storeDir, broker, credentials) };
}

/**
 * @param {Parameters<typeof startPrivateBroker>[0] & { credentials: import('./broker-credentials.mjs').Credentials }} options
 */
async function startSomewhere({ binary, storeDir, credentials, port, portIsGiven, print, log }) {
  try {
    return await startNatsServer({ binary, storeDir, credentials, port, log });
  } catch (error) {
    if (!(error instanceof NatsServerError)) throw error;
    if (error.code === 'store-in-use') {
      throw new Error(`${error.message} Stop it, or give another folder with --data-dir.`, { cause: error });
    }
    if (error.code !== 'port-taken') throw error;
    if (portIsGiven) throw new Error(`${error.message} Give another one with --nats-port.`, { cause: error });
    const broker = await startNatsServer({ binary, storeDir, credentials, log });
    print(`Port ${port} is taken, nats-server listens on ${broker.url} instead.`);
    return broker;
  }
}
