import { beforeEach, describe, expect, it } from '@jest/globals';
import { RefusingStreams } from './refusing-streams.js';

const STREAM = 'GOIM_PUSH';

let now: number;
let streams: RefusingStreams;

beforeEach(() => {
  now = 0;
  streams = new RefusingStreams(() => now);
});

function fail(at: number, why: string): void {
  now = at;
  streams.failed(STREAM, new Error(why));
}

describe('RefusingStreams', () => {
  it('has a stream that stored nothing for 10 s, with the reason of the last try', () => {
    fail(1_000, 'no answer');
    fail(10_999, 'no space left');
    expect(streams.list()).toEqual([]);
    fail(11_000, 'no space left');
    expect(streams.list()).toEqual([{ stream: STREAM, forMs: 10_000, why: 'no space left' }]);
  });

  it('does not have it for one try, however long ago', () => {
    fail(1_000, 'no answer');
    now = 30_000;
    expect(streams.list()).toEqual([]);
  });

  it('has it no more once it has stored something', () => {
    fail(1_000, 'no answer');
    fail(20_000, 'no answer');
    streams.stored(STREAM);
    expect(streams.list()).toEqual([]);
    fail(21_000, 'no answer');
    expect(streams.list()).toEqual([]);
  });

  it('has it no more where nothing was tried for a minute, and begins anew with the next failure', () => {
    fail(0, 'no answer');
    fail(20_000, 'no answer');
    now = 79_999;
    expect(streams.list()).toHaveLength(1);
    now = 80_000;
    expect(streams.list()).toEqual([]);
    fail(80_001, 'no answer');
    expect(streams.list()).toEqual([]);
  });
});
