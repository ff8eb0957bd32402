import { describe, expect, it } from '@jest/globals';
import { goimAdvice, goimKeys } from './goim-keys.js';

describe("the table of goim's keys", () => {
  it.each(Object.entries(goimKeys))('has each key of %s once', (_, keys) => {
    const names = keys.map(({ goim }) => goim.toLowerCase());
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(Object.entries(goimKeys))('says of each key of %s what it is here, or why it is not needed', (_, keys) => {
    for (const { ours, note } of keys) {
      expect(ours.length > 0 || note).toBeTruthy();
      // It would end the problem in the middle.
      expect(note ?? '').not.toContain(';');
    }
  });

  it('knows nothing of keys that goim does not have', () => {
    expect(goimAdvice('comet', ['tcp', 'prot'], 1)).toEqual([]);
    expect(goimAdvice('comet', ['nodes'], { a: 1 })).toEqual([]);
  });
});
