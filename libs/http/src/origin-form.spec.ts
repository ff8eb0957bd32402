import { describe, expect, it } from '@jest/globals';
import { originForm } from './origin-form.js';

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
