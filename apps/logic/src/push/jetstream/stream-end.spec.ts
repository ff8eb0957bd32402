import { describe, expect, it } from '@jest/globals';
import { StreamEnd } from './stream-end.js';

const EPOCH = 1_764_360_000;

describe('StreamEnd', () => {
  it('is behind where the stream has counted less far than messages were given numbers', () => {
    const end = new StreamEnd(EPOCH);
    end.look(EPOCH, 5);
    expect([end.reached, end.isBehind]).toEqual([5, false]);
    end.gave(EPOCH, 7);
    expect([end.reached, end.isBehind]).toEqual([7, true]);
    end.look(EPOCH, 9);
    expect([end.reached, end.isBehind]).toEqual([9, false]);
    end.look(EPOCH, 6);
    expect([end.reached, end.isBehind]).toEqual([9, true]);
  });

  it('knows nothing of a stream that was created anew, and takes no number of another for one of it', () => {
    const end = new StreamEnd(EPOCH);
    end.look(EPOCH, 5);
    end.gave(EPOCH + 1, 100);
    end.look(EPOCH + 1, 0);
    end.gave(EPOCH, 6);
    expect([end.reached, end.isBehind]).toEqual([0, false]);
  });

  it('is told of one that was created anew within the same second', () => {
    const end = new StreamEnd(EPOCH);
    end.look(EPOCH, 5);
    end.beginAnew();
    end.look(EPOCH, 2);
    expect([end.reached, end.isBehind]).toEqual([2, false]);
  });
});
