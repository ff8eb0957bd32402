import { describe, expect, it } from '@jest/globals';
import { StreamEnd } from './stream-end.js';

const EPOCH = 1_764_360_000;

describe('StreamEnd', () => {
  it('is behind where the stream has counted less far than messages were given numbers', () => {
    const end = new StreamEnd(EPOCH);
    end.look(EPOCH, 5);
    expect(end.isBehind(end.ask())).toBe(false);
    end.gave(EPOCH, 7);
    expect(end.isBehind(end.ask())).toBe(true);
    end.look(EPOCH, 9);
    expect(end.isBehind(end.ask())).toBe(false);
    const asked = end.ask();
    end.look(EPOCH, 6);
    expect([asked.reached, end.seen, end.isBehind(asked)]).toEqual([9, 6, true]);
  });

  it('is not behind what was stored while it was asked', () => {
    const end = new StreamEnd(EPOCH);
    end.gave(EPOCH, 5);
    const asked = end.ask();
    end.gave(EPOCH, 7);
    end.look(EPOCH, 6);
    expect([asked.reached, end.isBehind(asked)]).toEqual([5, false]);
  });

  it('knows nothing of a stream that was created anew, and takes no number of another for one of it', () => {
    const end = new StreamEnd(EPOCH);
    end.look(EPOCH, 5);
    const asked = end.ask();
    end.gave(EPOCH + 1, 100);
    end.look(EPOCH + 1, 0);
    end.gave(EPOCH, 6);
    expect([end.isBehind(asked), end.isBehind(end.ask())]).toEqual([false, false]);
  });

  it('is told of one that was created anew within the same second', () => {
    const end = new StreamEnd(EPOCH);
    end.look(EPOCH, 5);
    const asked = end.ask();
    end.beginAnew();
    end.look(EPOCH, 2);
    expect([end.isBehind(asked), end.ask().reached]).toEqual([false, 2]);
  });
});
