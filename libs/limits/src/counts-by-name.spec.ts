import { describe, expect, it } from '@jest/globals';
import { CountsByName } from './counts-by-name.js';

describe('counts by name', () => {
  it('are each its own', () => {
    const counts = new CountsByName<string>();
    for (const name of ['a', 'a', 'b']) counts.add(name);
    counts.remove('a');
    expect([counts.of('a'), counts.of('b'), counts.of('c')]).toEqual([1, 1, 0]);
  });

  it('are never below none', () => {
    const counts = new CountsByName<string>();
    counts.remove('a');
    counts.add('a');
    expect(counts.of('a')).toBe(1);
  });

  it('forget a name of which there is none left', () => {
    const counts = new CountsByName<string>();
    counts.add('a');
    counts.add('b');
    counts.remove('a');
    expect(counts).toEqual({ counts: new Map([['b', 1]]) });
  });
});
