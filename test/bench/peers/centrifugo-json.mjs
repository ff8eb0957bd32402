/** Of the rooms that the benchmark pushes to; what stands before a colon would be a namespace of Centrifugo's. */
export const CHANNEL_PREFIX = 'bench-';

/**
 * A request to Centrifugo's API: one message to the channel of its stream.
 *
 * @param {import('../load/packet.mjs').Message} message
 * @returns {Buffer} some 90 bytes, whatever a message's body is said to have
 */
export function encodePublication(message) {
  return Buffer.from(JSON.stringify({ channel: `${CHANNEL_PREFIX}${message.stream}`, data: message }));
}

/** What a client says first: that it is there, and what it wants to hear. @param {string} channel */
export function subscription(channel) {
  return `{"id":1,"connect":{}}\n${JSON.stringify({ id: 2, subscribe: { channel } })}`;
}

/**
 * What Centrifugo writes in a frame, a line each.
 *
 * @param {string} text
 * @param {{ opened: () => void, pinged: () => void, heard: (message: import('../load/packet.mjs').Message) => void }} client
 */
export function readReplies(text, { opened, pinged, heard }) {
  for (const line of text.split('\n')) {
    /** @type {{ id?: number, error?: object, subscribe?: object, push?: { pub?: { data: import('../load/packet.mjs').Message } } }} */
    const { subscribe, push, error } = JSON.parse(line);
    if (error) throw new Error(`Centrifugo refused: ${line}`);
    if (push?.pub) heard(push.pub.data);
    else if (subscribe) opened();
    else if (line === '{}') pinged();
  }
}
