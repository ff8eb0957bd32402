import { describe, expect, it } from '@jest/globals';
import { ambiguityOf, originForm, withParsableQuery } from './request-target.js';

describe('ambiguityOf', () => {
  it.each([
    [['Host', 'a'], '/'],
    [['Host', 'a', 'X-Host', 'b', 'Accept', 'Host'], '/a?room=1000'],
    [[], undefined],
    [['Host', 'a'], '/?room=%E6%88%BF&a=100%25&b=+'],
  ])('finds none in %j %s', (rawHeaders, url) => {
    expect(ambiguityOf({ rawHeaders, ...(url !== undefined && { url }) })).toBeUndefined();
  });

  it.each([[['Host', 'a', 'host', 'b']], [['HOST', 'a', 'Host', 'a']]])('finds several hosts: %j', (rawHeaders) => {
    expect(ambiguityOf({ rawHeaders, url: '/' })).toBe('the header Host is there more than once');
  });

  it('finds that no host is named where the version asks for one', () => {
    const asked = { rawHeaders: ['Accept', 'Host'], url: '/' };
    expect(ambiguityOf({ ...asked, httpVersion: '1.1' })).toBe('the header Host is not there');
    expect(ambiguityOf({ ...asked, httpVersion: '1.0' })).toBeUndefined();
    expect(ambiguityOf({ rawHeaders: ['Host', ''], url: '/', httpVersion: '1.1' })).toBeUndefined();
  });

  it.each(['/?room=%B7%BF', '/?room=100%', '/?%E6%88=1', '/?a=%u4e00', '/?room=%E6%88&x=%BF'])(
    'finds a query that cannot be read: %s',
    (url) => {
      expect(ambiguityOf({ rawHeaders: [], url })).toBe('the query is no UTF-8, or has a % that begins no escape');
    },
  );
});

describe('a query of more names than parameters have', () => {
  const names = (count: number, name: (n: number) => string): string =>
    `/a?${Array.from({ length: count }, (_, n) => name(n)).join('&')}`;

  it.each([
    ['names', names(1_001, (n) => `n${n}=1`)],
    ['names without values', names(1_001, () => 'a')],
    ['nothing', names(1_001, () => '')],
  ])('is refused, and left to no parser: of %s', (_, url) => {
    expect(withParsableQuery(url)).toBe('/a');
    const asked = { rawHeaders: [], url: '/a', originalUrl: url };
    expect(ambiguityOf(asked)).toBe('the query has more than 1000 names of parameters');
  });

  it.each([
    ['keys that are repeated', names(50_000, (n) => `keys=${n}`)],
    ['as many as may be', names(1_000, (n) => `name ${n}=1`)],
    ['a value that is long', `/a?room=${'x'.repeat(10_000)}`],
    ['no query', `/${'a&b'.repeat(10_000)}`],
  ])('is not one of %s', (_, url) => {
    expect(withParsableQuery(url)).toBe(url);
    expect(ambiguityOf({ rawHeaders: [], url })).toBeUndefined();
  });
});

describe('originForm', () => {
  it.each([
    ['/sub', '/sub'],
    ['*', '*'],
    ['/a?b=http://x/', '/a?b=http://x/'],
    ['nonsense', 'nonsense'],
  ])('leaves %s as it is', (url, expected) => {
    const headers = { host: 'here' };
    expect(originForm({ url, headers })).toBe(expected);
    expect(headers.host).toBe('here');
  });

  it.each([
    ['http://there/sub', '/sub'],
    ['HTTPS://there/a?b=1', '/a?b=1'],
    ['http://there', '/'],
    ['http://there?b=1', '/?b=1'],
    ['http://there/a?b=//c#d', '/a?b=//c'],
  ])('takes %s for %s of the host that it names', (url, expected) => {
    const headers = { host: 'here' };
    expect(originForm({ url, headers })).toBe(expected);
    expect(headers.host).toBe('there');
  });
});
