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

describe('a query of more parameters than callers write', () => {
  const query = (count: number, parameter: (n: number) => string): string =>
    `/a?${Array.from({ length: count }, (_, n) => parameter(n)).join('&')}`;

  it.each([
    ['names', query(1_001, (n) => `n${n}=1`), '1000 names of parameters'],
    ['names without values', query(1_001, () => 'a'), '1000 names of parameters'],
    ['nothing', query(1_001, () => ''), '1000 names of parameters'],
    ['a name', query(20_001, (n) => `keys=${n}`), '20000 parameters'],
    ['names that take turns', query(20_001, (n) => (n % 2 ? 'a=' : 'b=')), '20000 parameters'],
  ])('is refused, and left to no parser: of %s', (_, url, most) => {
    const asked = { rawHeaders: [], url: '/a' };
    expect(withParsableQuery(url, asked)).toBe('/a');
    expect(ambiguityOf(asked)).toBe(`the query has more than ${most}`);
  });

  it.each([
    ['keys that are repeated', query(20_000, (n) => `keys=${n}`)],
    ['as many names as may be', query(1_000, (n) => `name ${n}=1`)],
    ['a value that is long', `/a?room=${'x'.repeat(10_000)}`],
    ['no query', `/${'a&b'.repeat(10_000)}`],
  ])('is not one of %s', (_, url) => {
    const asked = { rawHeaders: [], url };
    expect(withParsableQuery(url, asked)).toBe(url);
    expect(ambiguityOf(asked)).toBeUndefined();
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
