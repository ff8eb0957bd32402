const FINAL = 0x80;
const MASKED = 0x80;
const NO_MASK_BYTES = 4;

export const Opcode = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

/**
 * A client's frame. The mask is all zeros, which is a valid one and leaves the bytes as they are.
 *
 * @param {number} opcode
 * @param {Uint8Array | string} payload below 64 KiB
 */
export function clientFrame(opcode, payload) {
  const bytes = Buffer.from(payload);
  const header =
    bytes.length < 126
      ? [FINAL | opcode, MASKED | bytes.length]
      : [FINAL | opcode, MASKED | 126, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from(header), Buffer.alloc(NO_MASK_BYTES), bytes]);
}

/**
 * A server's frame.
 *
 * @param {number} opcode
 * @param {Uint8Array} payload below 64 KiB
 */
export function serverFrame(opcode, payload) {
  const header =
    payload.length < 126
      ? [FINAL | opcode, payload.length]
      : [FINAL | opcode, 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from(header), payload]);
}

/** @param {string} path */
export function upgradeRequest(path) {
  return (
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Z29pbSBiZW5jaG1hcmsgIQ==\r\n\r\n'
  );
}

/**
 * Calls back for each whole frame of a server in the bytes.
 *
 * @param {Buffer} bytes
 * @param {number} from
 * @param {number} to
 * @param {(opcode: number, from: number, to: number) => void} onFrame
 * @returns {number} where the first frame begins that is not whole
 */
export function readServerFrames(bytes, from, to, onFrame) {
  let at = from;
  while (to - at >= 2) {
    const opcode = /** @type {number} */ (bytes[at]) & 0x0f;
    let length = /** @type {number} */ (bytes[at + 1]) & 0x7f;
    let start = at + 2;
    if (length === 126) {
      if (to - at < 4) break;
      length = bytes.readUInt16BE(at + 2);
      start = at + 4;
    } else if (length === 127) {
      if (to - at < 10) break;
      length = bytes.readUInt32BE(at + 6);
      start = at + 10;
    }
    if (to - start < length) break;
    onFrame(opcode, start, start + length);
    at = start + length;
  }
  return at;
}
