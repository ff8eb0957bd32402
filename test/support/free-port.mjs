import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those that the kernel gives out itself (from 32768 on, or 49152): whoever listens on "any" port, or connects from one,
 * does not get one of these, so it stays free until it is used, and while whoever has it is away.
 */
const FIRST = 15_000;
const LAST = 32_000;

/**
 * A port of the loopback that nobody has now, for a program that must be told its own before it starts.
 *
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
}

/** @param {number} port */
async function isFree(port) {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
