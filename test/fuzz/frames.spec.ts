import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Downlink, encodeFrame, FrameReader, HEADER_BYTES, readFrame, readFrames, type Frame } from '#protocol';
import { attempt, search } from '#test-support/fuzz';

const MAX_BODY = 4096;
const INT16 = { min: -(2 ** 15), max: 2 ** 15 - 1 };

const body = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ minLength: MAX_BODY - 2, maxLength: MAX_BODY }),
);
const frame = fc.record({ ver: fc.integer(INT16), op: fc.integer(), seq: fc.integer(), body });
/** Bytes of all kinds, and headers that are nearly right. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc
    .record({
      packLen: fc.oneof(fc.integer(), fc.integer({ min: 0, max: 4_200 })),
      headerLen: fc.oneof(fc.constant(HEADER_BYTES), fc.integer(INT16)),
      rest: fc.uint8Array({ maxLength: 64 }),
    })
    .map(({ packLen, headerLen, rest }) => {
      const head = Buffer.alloc(6);
      head.writeInt32BE(packLen);
      head.writeInt16BE(headerLen, 4);
      return Buffer.concat([head, rest]);
    }),
);

function encode({ ver, op, seq, body: bytes }: { ver: number; op: number; seq: number; body: Uint8Array }): Buffer {
  return encodeFrame(op, seq, bytes, ver);
}

/** Frames whose bodies are copies, to compare with what went in. */
function plain(frames: readonly Frame[]): object[] {
  return frames.map(({ ver, op, seq, body: bytes }) => ({ ver, op, seq, body: Uint8Array.from(bytes) }));
}

function drain(reader: FrameReader): Frame[] {
  const frames: Frame[] = [];
  for (let next = reader.next(); next; next = reader.next()) frames.push(next);
  return frames;
}

/** Cuts bytes into chunks of the given lengths, over and over. */
function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const length = lengths[n % lengths.length]!;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

describe('frames', () => {
  it('are read as they were written', () => {
    search(
      fc.property(frame, (one) => {
        expect(plain([readFrame(encode(one), 0, MAX_BODY)!])).toEqual([one]);
      }),
    );
  });

  it('come out of a stream the same, whatever chunks it comes in', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 });
    search(
      fc.property(fc.array(frame, { maxLength: 6 }), lengths, fc.boolean(), (frames, chunkLengths, oneByOne) => {
        const stream = Buffer.concat(frames.map(encode));
        const reader = new FrameReader(MAX_BODY);
        const found: object[] = [];
        for (const chunk of cut(stream, chunkLengths)) {
          reader.append(chunk);
          if (oneByOne) found.push(...plain([reader.next()].filter((next) => next !== null)));
          else found.push(...plain(drain(reader)));
        }
        found.push(...plain(drain(reader)));
        expect(found).toEqual(frames);
        expect(reader.bufferedBytes).toBe(0);
      }),
    );
  });

  it('come out of a pushed batch the same, by either framing', () => {
    search(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 6 }), (frames) => {
        const { tcp, websocket } = new Downlink(
          frames.map((each) => ({ packets: encode(each) })),
          'all',
        );
        expect(plain(readFrames(tcp, MAX_BODY))).toEqual(frames);
        const outer = websocket.subarray(websocket.length - tcp.length - HEADER_BYTES);
        const [message] = readFrames(outer, outer.length);
        expect(message!.op).toBe(9);
        expect(message!.body.equals(tcp)).toBe(true);
      }),
    );
  });
});

describe('bytes that are no frame', () => {
  it('give a FrameError, or wait for more, and never anything else', () => {
    search(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (chunks) => {
        const reader = new FrameReader(MAX_BODY);
        const { error, value: buffered = 0 } = attempt(() => {
          for (const chunk of chunks) {
            reader.append(Buffer.from(chunk));
            drain(reader);
          }
          return reader.bufferedBytes;
        });
        expect(['none', 'FrameError']).toContain(error);
        expect(buffered).toBeLessThan(HEADER_BYTES + MAX_BODY);
      }),
    );
  });

  it('as a message give a FrameError, or frames that hold all of it', () => {
    search(
      fc.property(hostile, (bytes) => {
        const message = Buffer.from(bytes);
        const { error, value: frames } = attempt(() => readFrames(message, MAX_BODY));
        expect(['none', 'FrameError']).toContain(error);
        expect(frames === undefined || Buffer.concat(frames.map(encode)).equals(message)).toBe(true);
      }),
    );
  });
});
