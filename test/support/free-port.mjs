import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Where nothing says which ones the kernel gives out itself. */
const USUAL_RANGE = '32768 60999';
const FIRST = 15_000;
const LAST = 65_535;
/** By all tests at a time. */
const MOST_IN_USE = 1_000;

/**
 * Ports that the kernel does not give out itself: whoever listens on "any" port, or connects from one, does not get one of these,
 * so it stays free until it is used, and while whoever has it is away.
 */
const [first, last] = outside(readRange());

/** @returns {[number, number]} the first and the last port that the kernel gives out */
function readRange() {
  let text = USUAL_RANGE;
  try {
    text = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim();
  } catch {
    // As it is on other systems, more or less.
  }
  const [from = 0, to = 0] = text.split(/\s+/).map(Number);
  return [from, to];
}

/**
 * Where there is more room: below or above. A machine that gives out all of them has no better ones.
 *
 * @param {[number, number]} range
 * @returns {[number, number]}
 */
function outside([from, to]) {
  const [below, above] = [from - FIRST, LAST - to];
  if (Math.max(below, above) < MOST_IN_USE) return [FIRST, LAST];
  return below > above ? [FIRST, from - 1] : [to + 1, LAST];
}

/**
 * A port of the loopback that nobody has now, for a program that must be told its own before it starts.
 *
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (;;) {
    const port = first + Math.floor(Math.random() * (last - first + 1));
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
