import { describe, expect, it } from '@jest/globals';
import type { Ban } from '#contracts';
import { BanIndex } from './ban-index.js';

const ban = (id: string, by: Ban['by'], value: string, until = 0): Ban => ({
  id,
  by,
  value,
  until,
  reason: '',
  since: 0,
});
const WHO = { ip: '10.1.2.3', mid: 7, key: 'k', tokenId: 't' };

describe('BanIndex', () => {
  it.each([
    ['mid', '7', true],
    ['mid', '8', false],
    ['key', 'k', true],
    ['key', 'K', false],
    ['tokenId', 't', true],
    ['address', '10.1.2.3', true],
    ['address', '::ffff:10.1.2.3', true],
    ['address', '10.0.0.0/8', true],
    ['address', '10.2.0.0/16', false],
    ['address', '2001:db8::/32', false],
    ['address', '::/0', true],
  ] as const)('finds who is banned by %s %s: %p', (by, value, isFound) => {
    const index = new BanIndex();
    const one = ban('1', by, value);
    index.add(one);
    expect(index.find(WHO, 0)).toBe(isFound ? one : undefined);
    index.remove(one);
    expect(index.find(WHO, 0)).toBeUndefined();
  });

  it('has several bans of one client, each for its time', () => {
    const index = new BanIndex();
    index.add(ban('1', 'mid', '7', 1_000));
    index.add(ban('2', 'mid', '7', 2_000));
    expect(index.find(WHO, 999)?.id).toBe('1');
    expect(index.find(WHO, 1_000)?.id).toBe('2');
    expect(index.find(WHO, 2_000)).toBeUndefined();
    index.add(ban('3', 'mid', '7'));
    index.remove(ban('1', 'mid', '7'));
    expect(index.find(WHO, 9e9)?.id).toBe('3');
  });

  it('takes members for what they are, and nobody for the member 0, for no token, or for an address that is none', () => {
    const index = new BanIndex();
    index.add(ban('1', 'mid', '663291537152950273'));
    index.add(ban('2', 'mid', '0'));
    index.add(ban('3', 'address', '::/0'));
    expect(index.find({ ip: '', mid: 663_291_537_152_950_273n }, 0)?.id).toBe('1');
    expect(index.find({ ip: '', mid: 0, tokenId: '' }, 0)).toBeUndefined();
    expect(() => index.add(ban('4', 'mid', 'x'))).toThrow();
    expect(() => index.add(ban('5', 'address', '10.0.0.1/8'))).toThrow();
  });
});
