import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const USER = 'goim';
const PASSWORD_BYTES = 32;
const OWNER_ALONE = 0o600;

/** @typedef {{ user: string, password: string }} Credentials */

/**
 * What the private nats-server asks of whoever connects: made at the first start, the same from then on, and kept in its
 * folder, where its owner alone can read it. Whoever else reaches the port, such as another user of the machine, would
 * read the tokens of clients and could delete the queue.
 *
 * @param {string} storeDir of the nats-server
 * @returns {Promise<Credentials>}
 */
export async function brokerCredentials(storeDir) {
  const password = await readBrokerUrl(storeDir).then((url) => (url ? new URL(url).password : ''));
  return { user: USER, password: password || randomBytes(PASSWORD_BYTES).toString('base64url') };
}

/**
 * Leaves the address with its credentials for the other programs of the same user.
 *
 * @param {string} storeDir
 * @param {{ host: string, port: number }} at
 * @param {Credentials} credentials
 * @returns {Promise<string>} `nats://user:password@host:port`
 */
export async function keepBrokerUrl(storeDir, { host, port }, { user, password }) {
  const url = `nats://${user}:${password}@${host}:${port}`;
  await writePrivately(urlFile(storeDir), `${url}\n`);
  return url;
}

/** The address, with the credentials, of the private nats-server that was started last in this folder. @param {string} storeDir */
export async function readBrokerUrl(storeDir) {
  const text = await readFile(urlFile(storeDir), 'utf8').catch(() => '');
  return URL.canParse(text.trim()) ? text.trim() : undefined;
}

/**
 * Writes a file that its owner alone can read, also where it was there before with other rights.
 *
 * @param {string} file
 * @param {string} text
 */
export async function writePrivately(file, text) {
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, text, { mode: OWNER_ALONE });
  await rename(fresh, file);
}

/** @param {string} storeDir */
function urlFile(storeDir) {
  return join(storeDir, 'url');
}
