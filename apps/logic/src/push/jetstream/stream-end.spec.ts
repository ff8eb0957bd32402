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

  it('is behind, from there on, where a message gets a sequence that was known before it was sent', () => {
    const end = new StreamEnd(EPOCH);
    end.look(EPOCH, 9);
    const asked = end.ask();
    expect(end.gives(asked, 3)).toBe(false);
    expect(end.gives(asked, 4)).toBe(false);
    end.look(EPOCH, 12);
    expect([end.isBehind(end.ask()), end.missing]).toEqual([true, 3]);
    end.regained();
    expect([end.isBehind(end.ask()), end.missing]).toEqual([false, 13]);
  });

  it('takes sequences that others have told meanwhile, and those of a stream that was created anew, for new ones', () => {
    const end = new StreamEnd(EPOCH);
    end.look(EPOCH, 5);
    const asked = end.ask();
    end.gave(EPOCH, 8);
    expect(end.gives(asked, 6)).toBe(true);
    end.beginAnew();
    expect([end.gives(asked, 1), end.isOther(asked)]).toEqual([true, true]);
  });

  it('says whether a look finds less than the one before', () => {
    const end = new StreamEnd(EPOCH);
    expect([end.look(EPOCH, 5), end.look(EPOCH, 7), end.look(EPOCH, 6), end.look(EPOCH + 1, 0)]).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
});
