import { describe, expect, it } from '@jest/globals';
import { bearerOf } from '#callers/nest';
import { withoutToken } from './bearer.js';

describe('a token in the query', () => {
  it.each([
    ['/goim/push/all?operation=1&access_token=goim_a_b', '/goim/push/all?operation=1'],
    ['/goim/push/all?access_token=goim_a_b&operation=%B7', '/goim/push/all?operation=%B7'],
    ['/goim/push/all?access_token=goim_a_b', '/goim/push/all'],
    ['/x?access_token=goim_a_b&access_token=other&y=?', '/x?y=?'],
    ['/x?a=?access_token=no&access_token=goim_a_b&b=1', '/x?a=?access_token=no&b=1'],
    ['/x&access_token=no?access_token=goim_a_b', '/x&access_token=no'],
  ])('is taken out of %s, and stands in the header', (url, rest) => {
    const request = { headers: {}, originalUrl: url };
    expect(withoutToken(url, request)).toBe(rest);
    expect(request).toEqual({ headers: { authorization: 'Bearer goim_a_b' }, originalUrl: rest });
  });

  it('does not replace that of the header, and is not kept all the same', () => {
    const headers = { authorization: 'Bearer mine' };
    expect(withoutToken('/x?access_token=theirs', { headers })).toBe('/x');
    expect(headers.authorization).toBe('Bearer mine');
  });

  it.each(['/x', '/x?a=1', '/access_token=1', '/a&access_token=1', '/x?a=?access_token=1', '/x?my_access_token=1'])(
    'is not there: %s',
    (url) => {
      const headers = {};
      expect(withoutToken(url, { headers })).toBe(url);
      expect(headers).toEqual({});
    },
  );
});

it.each([
  ['Bearer a', 'a'],
  ['bearer  a ', 'a'],
  ['Basic a', undefined],
  ['Bearer', undefined],
  ['Bearer a b', undefined],
  [undefined, undefined],
])('the token of %j is %j', (header, token) => {
  expect(bearerOf(header)).toBe(token);
});
