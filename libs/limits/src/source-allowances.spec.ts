import { describe, expect, it } from '@jest/globals';
import { SourceAllowances } from './index.js';

/** Takes for each address, in turn. */
function takes(allowances: SourceAllowances, ...addresses: string[]): boolean[] {
  return addresses.map((address) => allowances.take(address));
}

describe('allowances by source', () => {
  it('let each address have its burst, and then its rate', () => {
    let now = 0;
    const allowances = new SourceAllowances(10, 2, () => now);
    expect(takes(allowances, '192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2')).toEqual([true, true, false, true]);
    now += 100;
    expect(takes(allowances, '192.0.2.1', '192.0.2.1')).toEqual([true, false]);
  });

  it('take a network of IPv6 for one, and each address of IPv4 by itself, however it is written', () => {
    const allowances = new SourceAllowances(1, 1, () => 0);
    expect(takes(allowances, '2001:db8::1', '2001:db8::ffff', '2001:db8:0:1::1')).toEqual([true, false, true]);
    expect(takes(allowances, '::ffff:192.0.2.1', '::ffff:192.0.2.2')).toEqual([true, true]);
  });

  it('are without an end at the rate 0', () => {
    const allowances = new SourceAllowances(0, 1, () => 0);
    expect(takes(allowances, '192.0.2.1', '192.0.2.1')).toEqual([true, true]);
  });

  it('forget those that came first where there are very many', () => {
    const allowances = new SourceAllowances(1, 1, () => 0);
    const many = Array.from({ length: 10_001 }, (_, n) => `10.0.${n >> 8}.${n & 255}`);
    takes(allowances, ...many);
    expect(takes(allowances, many.at(-1)!, many[0]!)).toEqual([false, true]);
  });
});
