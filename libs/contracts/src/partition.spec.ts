import { describe, expect, it } from '@jest/globals';
import { partitionOf } from './partition.js';

const ALL_OF_32_BITS = 2 ** 32;

describe('partitionOf', () => {
  // Vectors of http://www.isthe.com/chongo/tech/comp/fnv/, 32 bits.
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['b', 0xe70c2de5],
    ['foobar', 0xbf9cf968],
  ])('hashes %j by FNV-1a', (name, hash) => {
    expect(partitionOf(name, ALL_OF_32_BITS)).toBe(hash);
    expect(partitionOf(name, 16)).toBe(hash % 16);
  });

  it('hashes the UTF-8 bytes', () => {
    // é is c3 a9: two rounds of the hash.
    const first = Math.imul(0x811c9dc5 ^ 0xc3, 0x01000193);
    const second = Math.imul(first ^ 0xa9, 0x01000193) >>> 0;
    expect(partitionOf('é', ALL_OF_32_BITS)).toBe(second);
  });

  it('spreads the keys of rooms evenly over all partitions', () => {
    const counts = Array.from({ length: 16 }, () => 0);
    for (let room = 0; room < 16_000; room++) counts[partitionOf(`live://${room}`, 16)]!++;
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });
});
