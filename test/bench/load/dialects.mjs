/**
 * How a server is spoken to.
 *
 * @typedef {object} Dialect
 * @property {boolean} websocket its messages are in WebSocket frames
 * @property {boolean} upgrade the connection begins with an upgrade request
 * @property {'packet' | 'json' | 'socket.io' | 'centrifugo'} messages what a message holds: goim's packets, `{event,data}`,
 *   Socket.IO's, or Centrifugo's lines of JSON
 * @property {'auth' | 'stream' | 'query' | 'socket.io' | 'centrifugo'} hello how the client says what it wants to hear: goim's
 *   auth, four bytes with the stream's number, the query of the upgrade request, that and Socket.IO's own handshake, or a
 *   subscription
 * @property {string} path of the upgrade request
 * @property {1 | 2} version of goim's protocol; 1 where it is none of goim's
 */

/** @satisfies {Record<string, Dialect>} */
export const DIALECTS = {
  tcp: { websocket: false, upgrade: false, messages: 'packet', hello: 'auth', path: '', version: 1 },
  websocket: { websocket: true, upgrade: true, messages: 'packet', hello: 'auth', path: '/sub', version: 1 },
  'tcp-2': { websocket: false, upgrade: false, messages: 'packet', hello: 'auth', path: '', version: 2 },
  'websocket-2': { websocket: true, upgrade: true, messages: 'packet', hello: 'auth', path: '/sub', version: 2 },
  'base-tcp': { websocket: false, upgrade: false, messages: 'packet', hello: 'stream', path: '', version: 1 },
  /** WebSocket's bytes without its handshake: what one write of a frame costs. */
  'base-websocket': { websocket: true, upgrade: false, messages: 'packet', hello: 'stream', path: '', version: 1 },
  ws: { websocket: true, upgrade: true, messages: 'packet', hello: 'query', path: '/?', version: 1 },
  nest: { websocket: true, upgrade: true, messages: 'json', hello: 'query', path: '/?', version: 1 },
  centrifugo: {
    websocket: true,
    upgrade: true,
    messages: 'centrifugo',
    hello: 'centrifugo',
    path: '/connection/websocket',
    version: 1,
  },
  'socket.io': {
    websocket: true,
    upgrade: true,
    messages: 'socket.io',
    hello: 'socket.io',
    path: '/socket.io/?EIO=4&transport=websocket&',
    version: 1,
  },
};

/** @typedef {keyof typeof DIALECTS} DialectName */
