import { describe, expect, it } from '@jest/globals';
import { FrameError } from './frame-error.js';
import { encodeFrame, HEADER_BYTES, readFrame, readFrames } from './frame.js';

const MAX_BODY = 4096;

/** goim's layout, a field a line: packLen, headerLen, ver, op, seq, body. */
const AUTH = bytes(
  '00 00 00 12', // packLen: 16 + 2
  '00 10', // headerLen
  '00 01', // ver
  '00 00 00 07', // op
  '00 00 00 2a', // seq
  '7b 7d', // {}
);
const HEARTBEAT = bytes('00 00 00 10', '00 10', '00 01', '00 00 00 02', '00 00 00 03');
const NEGATIVE = bytes('00 00 00 11', '00 10', 'ff fe', 'ff ff fc 18', '80 00 00 00', 'ff');

describe('encodeFrame', () => {
  it("writes goim's layout, big-endian", () => {
    expect(encodeFrame(7, 42, Buffer.from('{}')).toString('hex')).toBe(AUTH.toString('hex'));
    expect(encodeFrame(2, 3, Buffer.alloc(0)).toString('hex')).toBe(HEARTBEAT.toString('hex'));
  });

  it('keeps negative numbers: all fields are signed', () => {
    expect(encodeFrame(-1000, -(2 ** 31), Buffer.from([0xff]), -2).toString('hex')).toBe(NEGATIVE.toString('hex'));
  });

  it('says version 1 unless told another', () => {
    expect(encodeFrame(1000, 0, Buffer.alloc(0)).readInt16BE(6)).toBe(1);
    expect(encodeFrame(1000, 0, Buffer.alloc(0), 3).readInt16BE(6)).toBe(3);
  });

  it('has no limit of its own', () => {
    const body = Buffer.alloc(1_000_000, 'x');
    expect(encodeFrame(1000, 0, body)).toHaveLength(HEADER_BYTES + body.length);
  });
});

describe('readFrame', () => {
  it('reads every field', () => {
    expect(readFrame(AUTH, 0, MAX_BODY)).toEqual({ ver: 1, op: 7, seq: 42, body: Buffer.from('{}') });
    expect(readFrame(NEGATIVE, 0, MAX_BODY)).toEqual({
      ver: -2,
      op: -1000,
      seq: -(2 ** 31),
      body: Buffer.from([0xff]),
    });
  });

  it('starts at the offset', () => {
    const stream = Buffer.concat([AUTH, HEARTBEAT]);
    expect(readFrame(stream, AUTH.length, MAX_BODY)).toMatchObject({ op: 2, seq: 3 });
  });

  it('gives the body as a view, without a copy', () => {
    const body = readFrame(AUTH, 0, MAX_BODY)!.body;
    expect([body.buffer === AUTH.buffer, body.byteOffset - AUTH.byteOffset]).toEqual([true, HEADER_BYTES]);
  });

  it('waits for the rest of a frame, wherever it is cut', () => {
    for (let length = 0; length < AUTH.length; length++) {
      expect(readFrame(AUTH.subarray(0, length), 0, MAX_BODY)).toBeNull();
    }
  });

  it('takes the longest body, and not a byte more', () => {
    const longest = encodeFrame(4, 1, Buffer.alloc(MAX_BODY));
    expect(longest).toHaveLength(4112);
    expect(readFrame(longest, 0, MAX_BODY)!.body).toHaveLength(MAX_BODY);
    expect(codeOf(() => readFrame(encodeFrame(4, 1, Buffer.alloc(MAX_BODY + 1)), 0, MAX_BODY))).toBe('packet-too-long');
  });

  it.each([
    ['packet-too-short', '00 00 00 0f'],
    ['packet-too-short', '00 00 00 00'],
    ['packet-too-short', 'ff ff ff ff'],
    ['packet-too-short', '80 00 00 00'],
    ['packet-too-long', '00 00 10 11'],
    ['packet-too-long', '7f ff ff ff'],
    ['bad-header-length', '00 00 00 10 00 0f'],
    ['bad-header-length', '00 00 00 10 00 11'],
    ['bad-header-length', '00 00 00 10 ff f0'],
  ])('refuses as %s as soon as it can be told: %s', (code, hex) => {
    const head = bytes(hex);
    expect(codeOf(() => readFrame(head, 0, MAX_BODY))).toBe(code);
    expect(readFrame(head.subarray(0, head.length - 1), 0, MAX_BODY)).toBeNull();
  });

  it('says in the message what was read', () => {
    expect(() => readFrame(bytes('00 00 00 0f'), 0, MAX_BODY)).toThrow('packLen is 15, below the 16 bytes of a header');
    expect(() => readFrame(bytes('00 00 10 11'), 0, MAX_BODY)).toThrow('packLen is 4113, above 4112');
    expect(() => readFrame(bytes('00 00 00 10 00 11'), 0, MAX_BODY)).toThrow('headerLen is 17, not 16');
  });
});

describe('readFrames', () => {
  it('reads all packets of a message', () => {
    const frames = readFrames(Buffer.concat([AUTH, HEARTBEAT, NEGATIVE]), MAX_BODY);
    expect(frames.map(({ op }) => op)).toEqual([7, 2, -1000]);
  });

  // goim's fault 14: there a packLen above the message's length crashes the process.
  it.each([
    ['that is empty', Buffer.alloc(0)],
    ['inside a header', AUTH.subarray(0, 5)],
    ['inside a body', AUTH.subarray(0, AUTH.length - 1)],
    ['inside the second packet', Buffer.concat([AUTH, HEARTBEAT.subarray(0, 15)])],
  ])('refuses as truncated a message %s', (_, message) => {
    expect(codeOf(() => readFrames(message, MAX_BODY))).toBe('truncated');
  });

  it('refuses a message whose second packet is none', () => {
    expect(codeOf(() => readFrames(Buffer.concat([AUTH, bytes('00 00 00 01')]), MAX_BODY))).toBe('packet-too-short');
  });
});

function bytes(...hex: string[]): Buffer {
  return Buffer.from(hex.join('').replaceAll(' ', ''), 'hex');
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof FrameError) return error.code;
    throw error;
  }
  return undefined;
}
