import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { search } from '#test-support/fuzz';
import { parseExactJson } from './exact-json.js';

const BIG = '663291537152950273';

describe('parseExactJson', () => {
  it.each<[json: string, value: unknown]>([
    [`{"u":[1,${BIG},-${BIG}]}`, { u: [1, BIG, `-${BIG}`] }],
    [BIG, BIG],
    ['9007199254740991', 2 ** 53 - 1],
    ['9007199254740992', '9007199254740992'],
    [`{"${BIG}":"x ${BIG} \\" ${BIG}","a":"\\\\","b":${BIG}}`, { [BIG]: `x ${BIG} " ${BIG}`, a: '\\', b: BIG }],
    ['[1.5000000000000000e0, 1e18, 1000000000000000000.0, 1000000000000000000e0]', [1.5, 1e18, 1e18, 1e18]],
  ])('reads %s', (json, value) => {
    expect(parseExactJson(json)).toEqual(value);
  });

  it('refuses a long text that is no JSON in no time, whatever is in it', () => {
    expect(() => parseExactJson(`1234567890123456"${'\\"'.repeat(128 * 1_024)}`)).toThrow(SyntaxError);
  });

  it.each(['', '{', `{"a":${BIG}`, `[0${BIG}]`, `${BIG}${BIG} x`])('refuses %j as JSON.parse does', (json) => {
    expect(() => parseExactJson(json)).toThrow(SyntaxError);
  });

  it('reads all else as JSON.parse does', () => {
    search(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        const rounded = /(?<![\d.])\d{16,}(?![\d.eE])/.test(json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'));
        fc.pre(!rounded);
        expect(parseExactJson(json)).toEqual(JSON.parse(json));
      }),
    );
  });
});
