import { HEADER_BYTES, sentAtOf, sequenceOf, streamOf } from '../load/packet.mjs';

/**
 * What a packet says, for peers that speak JSON.
 *
 * @param {Buffer} packet
 * @returns {import('../load/packet.mjs').Message}
 */
export function packetToJson(packet) {
  return {
    stream: streamOf(packet, HEADER_BYTES),
    sequence: sequenceOf(packet, HEADER_BYTES),
    sentAt: sentAtOf(packet, HEADER_BYTES),
  };
}
