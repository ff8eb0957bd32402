import { beforeEach, describe, expect, it } from '@jest/globals';
import { parseNetwork } from '#config';
import { RegionTable } from './region-table.js';

let table: RegionTable;

function add(network: string, region: string): void {
  table.add(parseNetwork(network), region);
}

beforeEach(() => {
  table = new RegionTable();
});

describe('RegionTable', () => {
  it('finds the region of the longest network, in whatever order they came', () => {
    add('10.1.0.0/16', 'bj');
    add('10.0.0.0/8', 'sh');
    add('10.1.2.3', 'gz');
    const found = ['10.2.0.1', '10.1.0.1', '10.1.2.3', '11.0.0.1'].map((ip) => table.find(ip));
    expect(found).toEqual(['sh', 'bj', 'gz', '']);
  });

  it('takes both forms of an IPv4 address for one', () => {
    add('10.0.0.0/8', 'sh');
    add('::ffff:192.168.0.0/112', 'bj');
    expect(['::ffff:10.0.0.1', '10.0.0.1', '192.168.3.4'].map((ip) => table.find(ip))).toEqual(['sh', 'sh', 'bj']);
  });

  it('finds IPv6, and does not mix it up with IPv4', () => {
    add('2001:db8::/32', 'sh');
    add('0.0.0.0/0', 'bj');
    expect(['2001:db8:1::1', '2001:db9::1', '203.0.113.1'].map((ip) => table.find(ip))).toEqual(['sh', '', 'bj']);
  });

  it('knows none for what is no address', () => {
    add('::/0', 'sh');
    expect(['', 'unknown'].map((ip) => table.find(ip))).toEqual(['', '']);
  });

  it('refuses a network that has a region', () => {
    add('10.0.0.0/8', 'sh');
    expect(() => add('::ffff:10.0.0.0/104', 'bj')).toThrow('is in sh already');
  });
});
