import { describe, expect, it } from '@jest/globals';
import { parseAddress, parseNetwork } from './network.js';

describe('parseAddress', () => {
  it.each<[text: string, hex: string]>([
    ['10.0.0.1', 'ffff0a000001'],
    ['255.255.255.255', 'ffffffffffff'],
    ['::ffff:10.0.0.1', 'ffff0a000001'],
    ['::ffff:a00:1', 'ffff0a000001'],
    ['0:0:0:0:0:ffff:10.0.0.1', 'ffff0a000001'],
    ['::', '0'],
    ['::1', '1'],
    ['1::', '10000000000000000000000000000'],
    ['2001:DB8::8:800:200c:417a', '20010db80000000000080800200c417a'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ])('%s', (text, hex) => {
    expect(parseAddress(text)).toBe(BigInt(`0x${hex}`));
  });

  it.each(['', 'localhost', '10.0.0', '10.0.0.256', '10.0.0.1/8', '1::2::3', ':1', ' 10.0.0.1'])(
    '%j is none',
    (text) => {
      expect(parseAddress(text)).toBeNull();
    },
  );
});

describe('parseNetwork', () => {
  it.each<[text: string, prefix: number]>([
    ['10.0.0.0/8', 104],
    ['0.0.0.0/0', 96],
    ['10.0.0.1', 128],
    ['::/0', 0],
    ['2001:db8::/32', 32],
    ['2001:db8::1', 128],
  ])('%s has the first %i of 128 bits', (text, prefix) => {
    expect(parseNetwork(text).prefix).toBe(prefix);
  });

  it.each<[text: string, why: string]>([
    ['10.0.0.0/33', 'expected a network'],
    ['::/129', 'expected a network'],
    ['10.0.0.0/', 'expected a network'],
    ['10.0.0.0/8/8', 'expected a network'],
    ['10.0.0.0/-1', 'expected a network'],
    ['10.0.0.0/0x8', 'expected a network'],
    ['shanghai', 'expected a network'],
    ['10.0.0.1/8', 'behind the first 8'],
    ['2001:db8::1/32', 'behind the first 32'],
  ])('%s is refused', (text, why) => {
    expect(() => parseNetwork(text)).toThrow(why);
  });
});
