import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { FrameReader } from './frame-reader.js';
import { encodeFrame, HEADER_BYTES, type Frame } from './frame.js';

const MAX_BODY = 4096;

describe('FrameReader', () => {
  it('finds the frames of a stream that comes byte by byte', () => {
    const reader = new FrameReader(MAX_BODY);
    const seen: string[] = [];
    for (const byte of stream('one', '', 'three')) {
      reader.append(Buffer.from([byte]));
      seen.push(...bodies(drain(reader)));
    }
    expect(seen).toEqual(['one', '', 'three']);
    expect(reader.bufferedBytes).toBe(0);
  });

  it('finds several frames in one chunk, and the one that the next chunk completes', () => {
    const reader = new FrameReader(MAX_BODY);
    const bytes = stream('one', 'two', 'three');
    reader.append(bytes.subarray(0, -2));
    expect(bodies(drain(reader))).toEqual(['one', 'two']);
    expect(reader.bufferedBytes).toBe(HEADER_BYTES + 'thr'.length);
    reader.append(bytes.subarray(-2));
    expect(bodies(drain(reader))).toEqual(['three']);
  });

  it('can be left between two frames and read on, also after more has come', () => {
    const reader = new FrameReader(MAX_BODY);
    reader.append(stream('one', 'two'));
    expect(reader.next()!.body.toString()).toBe('one');
    reader.append(stream('three'));
    expect(bodies(drain(reader))).toEqual(['two', 'three']);
  });

  it('takes an empty chunk for nothing', () => {
    const reader = new FrameReader(MAX_BODY);
    reader.append(Buffer.alloc(0));
    expect(reader.next()).toBeNull();
    reader.append(stream('one'));
    reader.append(Buffer.alloc(0));
    expect(bodies(drain(reader))).toEqual(['one']);
  });

  it('refuses a frame above its own limit, after those before it', () => {
    const reader = new FrameReader(3);
    reader.append(stream('one', 'four'));
    expect(reader.next()!.body.toString()).toBe('one');
    expect(() => reader.next()).toThrow('packLen is 20, above 19');
  });

  it('does not keep a chunk alive for the few bytes of the next frame at its end', async () => {
    const reader = new FrameReader(MAX_BODY);
    const chunk = appendLargeChunk(reader);
    // What a WeakRef was asked for in a turn of the event loop lives until its end.
    await nextTurn();
    collectGarbage();
    expect({ alive: chunk.deref() !== undefined, rest: reader.bufferedBytes }).toEqual({ alive: false, rest: 7 });
  });
});

function appendLargeChunk(reader: FrameReader): WeakRef<ArrayBufferLike> {
  const chunk = Buffer.alloc(1_000_000);
  const frame = encodeFrame(1000, 0, Buffer.alloc(MAX_BODY));
  chunk.set(frame);
  chunk.set(frame.subarray(0, 7), frame.length);
  reader.append(chunk.subarray(0, frame.length + 7));
  drain(reader);
  return new WeakRef(chunk.buffer);
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

function stream(...texts: string[]): Buffer {
  return Buffer.concat(texts.map((text, index) => encodeFrame(1000, index, Buffer.from(text))));
}

function drain(reader: FrameReader): Frame[] {
  const frames: Frame[] = [];
  for (let frame = reader.next(); frame; frame = reader.next()) frames.push(frame);
  return frames;
}

function bodies(frames: readonly Frame[]): string[] {
  return frames.map(({ body }) => body.toString());
}
