import { describe, expect, it } from '@jest/globals';
import { MAX_KEY_BYTES } from './ids.js';
import { decodeToken, encodeToken } from './subject-token.js';

describe('encodeToken', () => {
  it.each([
    ['live', 'live'],
    ['AZ_az-09', 'AZ_az-09'],
    ['', ''],
    ['live://1000', 'live=3A=2F=2F1000'],
    ['a.b', 'a=2Eb'],
    ['*', '=2A'],
    ['>', '=3E'],
    ['a=b', 'a=3Db'],
    [' \t\n', '=20=09=0A'],
    ['é', '=C3=A9'],
    ['房', '=E6=88=BF'],
    ['😀', '=F0=9F=98=80'],
    ['$KV', '=24KV'],
  ])('writes %j as %s', (text, token) => {
    expect(encodeToken(text)).toBe(token);
    expect(decodeToken(token)).toBe(text);
  });

  it('leaves nothing in a token that has a meaning in a subject or is refused in a key', () => {
    const everything = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('');
    expect(encodeToken(everything)).toMatch(/^[A-Za-z0-9_=-]+$/);
    expect(decodeToken(encodeToken(everything))).toBe(everything);
  });

  it('takes at most three characters a byte, so that the longest key has 768', () => {
    expect(encodeToken('/'.repeat(MAX_KEY_BYTES))).toHaveLength(3 * MAX_KEY_BYTES);
    expect(encodeToken('房'.repeat(10))).toHaveLength(3 * 30);
  });

  it('gives different names different tokens', () => {
    const names = ['a', 'A', '=61', 'a=', 'a/', 'a//', 'é', 'e\u0301'];
    expect(new Set(names.map(encodeToken)).size).toBe(names.length);
  });
});

describe('decodeToken', () => {
  it.each(['=', '=2', '=ZZ', '=FF', '=C3'])('refuses %s', (token) => {
    expect(() => decodeToken(token)).toThrow(URIError);
  });
});
