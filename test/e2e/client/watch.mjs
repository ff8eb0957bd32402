// A program that uses goim-client, and notes what it sees. In plain JavaScript: Chromium runs it as it stands.

const BACKOFF = { base: 50, factor: 1.5, max: 500 };
const HOUR_MS = 3_600_000;

/**
 * @typedef {typeof import('#client').GoimClient} ClientClass
 * @typedef {import('#client').GoimClientOptions} Options
 */

/**
 * @typedef {object} Who
 * @property {string} nodes
 * @property {number} mid
 * @property {string} room
 * @property {number} [firstTokenMs] how long the first token is good; an hour, as the later ones, by default
 */

/**
 * What a client saw since it was made.
 *
 * @typedef {object} Seen
 * @property {Record<string, string[]>} messages their texts, by target
 * @property {import('#client').Gap[]} gaps
 * @property {import('#client').State[]} states
 * @property {number} joined how often it was in the room
 * @property {number} tokens that it was given
 */

/**
 * @param {ClientClass} GoimClient
 * @param {Who} who
 * @param {Pick<Options, 'webSocket'>} [options]
 * @returns {{ seen: Seen, close: () => Promise<void> }}
 */
export function watch(GoimClient, { nodes, mid, room: key, firstTokenMs = HOUR_MS }, options = {}) {
  /** @type {Seen} */
  const seen = { messages: {}, gaps: [], states: [], joined: 0, tokens: 0 };
  /** @param {number} ms */
  const issue = (ms) => {
    seen.tokens++;
    return { mid, key: `key-${mid}`, accepts: [1000], expires: Date.now() + ms };
  };
  /** @type {object | undefined} */
  let token;
  const client = new GoimClient({
    ...options,
    nodes,
    backoff: BACKOFF,
    // Kept as long as it is good, as programs do.
    getToken: (refusal) => (token = refusal || !token ? issue(token ? HOUR_MS : firstTokenMs) : token),
  });
  const room = client.room(key);
  /** @param {import('#client').Gap} gap */
  const miss = (gap) => seen.gaps.push(gap);
  /** @param {import('#client').Message} message */
  const take = (message) => (seen.messages[message.target] ??= []).push(message.text());
  client.on('gap', miss);
  client.on('message', take);
  room.on('gap', miss);
  room.on('message', take);
  client.on('state', (state) => seen.states.push(state));
  room.on('joined', () => seen.joined++);
  return { seen, close: () => client.close() };
}
