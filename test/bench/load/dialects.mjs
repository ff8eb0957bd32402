/**
 * How a server is spoken to.
 *
 * @typedef {object} Dialect
 * @property {boolean} websocket its messages are in WebSocket frames
 * @property {boolean} upgrade the connection begins with an upgrade request
 * @property {'packet' | 'json' | 'socket.io'} messages what a message holds: goim's packets, `{event,data}`, or Socket.IO's
 * @property {'auth' | 'stream' | 'query' | 'socket.io'} hello how the client says what it wants to hear: goim's auth, four bytes
 *   with the stream's number, the query of the upgrade request, or that and Socket.IO's own handshake
 * @property {string} path of the upgrade request
 */

/** @satisfies {Record<string, Dialect>} */
export const DIALECTS = {
  tcp: { websocket: false, upgrade: false, messages: 'packet', hello: 'auth', path: '' },
  websocket: { websocket: true, upgrade: true, messages: 'packet', hello: 'auth', path: '/sub' },
  'base-tcp': { websocket: false, upgrade: false, messages: 'packet', hello: 'stream', path: '' },
  /** WebSocket's bytes without its handshake: what one write of a frame costs. */
  'base-websocket': { websocket: true, upgrade: false, messages: 'packet', hello: 'stream', path: '' },
  ws: { websocket: true, upgrade: true, messages: 'packet', hello: 'query', path: '/?' },
  nest: { websocket: true, upgrade: true, messages: 'json', hello: 'query', path: '/?' },
  'socket.io': {
    websocket: true,
    upgrade: true,
    messages: 'socket.io',
    hello: 'socket.io',
    path: '/socket.io/?EIO=4&transport=websocket&',
  },
};

/** @typedef {keyof typeof DIALECTS} DialectName */
