import { describe, expect, it } from '@jest/globals';
import { hopsFrom, isOnlyHearsay, trustedIn } from './forwarded.js';

const trusts = trustedIn(['127.0.0.0/8', '10.0.0.1', '2001:db8::/32']);

describe('hopsFrom', () => {
  it.each<[what: string, remote: string, header: string | undefined, client: string]>([
    ['who comes alone', '127.0.0.1', undefined, '127.0.0.1'],
    ['who is no trusted proxy, whatever it says', '192.0.2.9', '203.0.113.7', '192.0.2.9'],
    ['whom a trusted proxy names', '127.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['whom a trusted proxy names, of the form that IPv6 has', '::ffff:127.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['whom the last of several proxies names', '127.0.0.1', '198.51.100.1, 203.0.113.7, 10.0.0.1', '203.0.113.7'],
    ['the first of those who are all trusted', '127.0.0.1', '10.0.0.1, 2001:db8::1', '10.0.0.1'],
    ['with a port, as ALBs may write it', '127.0.0.1', '203.0.113.7:51234', '203.0.113.7'],
    ['of IPv6', '127.0.0.1', '2001:db9::7', '2001:db9::7'],
    ['of IPv6 with a port', '127.0.0.1', '[2001:db9::7]:443', '2001:db9::7'],
    ['of IPv6 in brackets', '127.0.0.1', '[2001:db9::7]', '2001:db9::7'],
    ['not who is behind something that is no address', '127.0.0.1', '203.0.113.7, unknown, 10.0.0.1', '10.0.0.1'],
    ['not what is empty', '127.0.0.1', '', '127.0.0.1'],
  ])('is %s', (_, remote, header, client) => {
    expect(hopsFrom(remote, header, trusts).at(-1)).toBe(client);
  });
});

it('reads no more of what strangers have written than proxies can be', () => {
  const asked: (string | undefined)[] = [];
  const all = (address: string | undefined): boolean => {
    asked.push(address);
    return true;
  };
  const header = (item: string): string => Array.from({ length: 50_000 }, () => item).join(',');
  expect(hopsFrom('10.0.0.1', header('10.0.0.2'), all)).toHaveLength(65);
  expect(asked.length).toBeLessThan(100);
  expect(hopsFrom('10.0.0.1', header(''), all)).toEqual(['10.0.0.1']);
  expect(hopsFrom('10.0.0.1', `${header('')},10.0.0.2 ,10.0.0.3`, all)).toEqual(['10.0.0.1', '10.0.0.3', '10.0.0.2']);
});

describe('isOnlyHearsay', () => {
  it.each([
    [['10.0.0.1', '127.0.0.1']],
    [['10.0.0.1', '::ffff:127.0.0.1']],
    [['127.0.0.1', '10.0.0.1', '::1']],
    [['127.0.0.1']],
    [['127.0.0.1', '10.0.0.1', '127.0.0.1']],
  ])('is so by %j', (hops) => expect(isOnlyHearsay(hops, { 'x-forwarded-for': '' })).toBe(true));

  it.each([[['127.0.0.1', '10.0.0.1']], [['10.0.0.1', '203.0.113.7']], [['127.0.0.1', '::1']]])(
    'is not so by %j',
    (hops) => expect(isOnlyHearsay(hops, { 'x-forwarded-for': '' })).toBe(false),
  );

  it('is not so where no proxy says anything', () => expect(isOnlyHearsay(['127.0.0.1'], {})).toBe(false));
});
