import { once } from 'node:events';
import { createServer } from 'node:net';
import { HEADER_BYTES, streamOf } from '../load/packet.mjs';
import { answerCalls } from '../system/child.mjs';

/** Node's default of 511 overflows when thousands connect at once. */
export const BACKLOG = 4_096;

/**
 * A peer's process: its clients connect to it, each for one stream; every packet that comes by the control connection
 * goes to the clients of its stream. It is driven as a comet is by the bus: by one socket, without timers.
 *
 * @param {object} peer
 * @param {(options: { framing: 'tcp' | 'websocket' }) => Promise<number>} peer.listen returns the clients' port
 * @param {(stream: number, packet: Buffer) => void} peer.broadcast the packet's bytes are its own
 */
export function servePeer({ listen, broadcast }) {
  const control = createServer({ noDelay: true }, (socket) => {
    /** @type {Buffer} */
    let rest = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      let at = 0;
      while (bytes.length - at >= HEADER_BYTES && bytes.length - at >= bytes.readInt32BE(at)) {
        const end = at + bytes.readInt32BE(at);
        broadcast(streamOf(bytes, at + HEADER_BYTES), Buffer.from(bytes.subarray(at, end)));
        at = end;
      }
      rest = bytes.subarray(at);
    });
  });
  answerCalls({
    async start(/** @type {{ framing: 'tcp' | 'websocket' }} */ options) {
      const port = await listen(options);
      control.listen(0, '127.0.0.1');
      await once(control, 'listening');
      return { port, controlPort: portOf(control) };
    },
    collectGarbage() {
      for (let n = 0; n < 3; n++) /** @type {NodeJS.GCFunction} */ (global.gc)();
    },
  });
}

/** @param {import('node:net').Server} server */
export function portOf(server) {
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}

/** The clients of each stream. @template Client */
export class Groups {
  /** @type {Map<number, Set<Client>>} */
  #groups = new Map();

  /** @param {number} stream @param {Client} client */
  join(stream, client) {
    const group = this.#groups.get(stream);
    if (group) group.add(client);
    else this.#groups.set(stream, new Set([client]));
  }

  /** @param {number} stream @returns {ReadonlySet<Client>} */
  of(stream) {
    return this.#groups.get(stream) ?? new Set();
  }

  /** @param {number} stream @param {Client} client */
  leave(stream, client) {
    this.#groups.get(stream)?.delete(client);
  }
}

/** @param {string | undefined} url */
export function streamInQuery(url) {
  return Number(new URL(url ?? '/', 'http://peer').searchParams.get('stream') ?? 0);
}
