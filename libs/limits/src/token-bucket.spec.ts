import { describe, expect, it } from '@jest/globals';
import { TokenBucket } from './token-bucket.js';

/** Takes at these times. @returns at which of them there was a token */
function takenAt(bucket: TokenBucket, times: readonly number[]): number[] {
  return times.filter((time) => bucket.take(time));
}

describe('TokenBucket', () => {
  it('lets a burst through at once, and no more', () => {
    expect(takenAt(new TokenBucket(10, 3, 0), [0, 0, 0, 0, 0])).toHaveLength(3);
  });

  it('lets the rate through in the long run', () => {
    const everyTenMs = Array.from({ length: 1_000 }, (_, n) => n * 10);
    expect(takenAt(new TokenBucket(10, 3, 0), everyTenMs).length).toBe(3 + 99);
  });

  it('has a token again when its time has come', () => {
    const bucket = new TokenBucket(10, 1, 0);
    expect(takenAt(bucket, [0, 50, 99, 100, 101, 200])).toEqual([0, 100, 200]);
  });

  it('has so many less where they are taken away, and never less than none', () => {
    const bucket = new TokenBucket(10, 3, 0);
    bucket.takeAway(2, 0);
    expect(takenAt(bucket, [0, 0])).toEqual([0]);
    bucket.takeAway(100, 0);
    expect(takenAt(bucket, [0, 100])).toEqual([100]);
  });

  it('saves up no more than a burst', () => {
    const bucket = new TokenBucket(10, 2, 0);
    expect(
      takenAt(
        bucket,
        Array.from({ length: 5 }, () => 60_000),
      ),
    ).toHaveLength(2);
  });
});
