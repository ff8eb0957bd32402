import { encodeBody } from '../load/packet.mjs';

export const BATCH_PATH = '/v1/push/batch';
export const BATCH_TYPE = 'application/json';

/**
 * The body of a request to the batch endpoint: bytes to rooms, which take turns.
 *
 * @param {{ messages: number, bodyBytes: number, operation: number, rooms: readonly string[] }} options
 * @returns {string}
 */
export function encodeBatch({ messages, bodyBytes, operation, rooms }) {
  const message = encodeBody({ stream: 0, sequence: 0, sentAt: 0 }, bodyBytes).toString('base64');
  const pushes = Array.from({ length: messages }, (_, n) => {
    return { to: 'room', room: rooms[n % rooms.length], operation, message, encoding: 'base64' };
  });
  return JSON.stringify({ pushes });
}
