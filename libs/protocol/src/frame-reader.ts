import { EMPTY_BODY, HEADER_BYTES, readFrame, type Frame } from './frame.js';

/**
 * Cuts a byte stream into frames. Bytes go in by `append`, frames come out by `next`, so that the reader may
 * stop between two frames and go on later.
 *
 * Holds at most one unfinished packet (`HEADER_BYTES + maxBodyBytes`) besides the chunk that was appended last.
 */
export class FrameReader {
  private bytes: Buffer = EMPTY_BODY;
  private offset = 0;

  constructor(private readonly maxBodyBytes: number) {}

  append(chunk: Buffer): void {
    this.bytes = this.bufferedBytes === 0 ? chunk : Buffer.concat([this.bytes.subarray(this.offset), chunk]);
    this.offset = 0;
  }

  /**
   * The next whole frame, or null until more bytes come.
   *
   * @throws FrameError; the stream can't be read after it
   */
  next(): Frame | null {
    const frame = readFrame(this.bytes, this.offset, this.maxBodyBytes);
    if (frame === null) {
      // A short rest must not keep the whole chunk that it came in alive.
      this.bytes = this.bufferedBytes === 0 ? EMPTY_BODY : Buffer.from(this.bytes.subarray(this.offset));
      this.offset = 0;
    } else {
      this.offset += HEADER_BYTES + frame.body.length;
    }
    return frame;
  }

  get bufferedBytes(): number {
    return this.bytes.length - this.offset;
  }
}
