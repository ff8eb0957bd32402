import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { search } from '#test-support/fuzz';
import { memberText } from './json-member.js';

describe('memberText', () => {
  it.each<[json: string, text: string | undefined]>([
    ['{"u":[1,2],"m":{"test":1}}', '{"test":1}'],
    ['{"m": { "a" : [1, 2.50, 1e3] } ,"u":[1]}', '{ "a" : [1, 2.50, 1e3] }'],
    [' \n{ "m" :\t"x" }', '"x"'],
    ['{"m":1.0}', '1.0'],
    ['{"m":-1.0e+2,"u":[]}', '-1.0e+2'],
    ['{"m":true }', 'true'],
    ['{"m":null\n}', 'null'],
    ['{"m":"a\\"}{\\\\","u":[1]}', '"a\\"}{\\\\"'],
    ['{"u":{"m":1},"x":["m",{"m":2}],"m":3}', '3'],
    ['{"m":1,"m":[2]}', '[2]'],
    ['{"U":[1],"M":"x"}', '"x"'],
    ['{"m":1,"M":2}', '2'],
    ['{"\\u006d":1}', '1'],
    ['{"m":"\\u00fc ü"}', '"\\u00fc ü"'],
    ['{"m":[]}', '[]'],
    ['{"x":"\\"m\\":1"}', undefined],
    ['{}', undefined],
    ['{ }', undefined],
  ])('%s', (json, text) => {
    expect(memberText(json, 'm')).toBe(text);
  });

  it('is what was written, of any object and however it is spaced', () => {
    search(
      fc.property(
        fc.dictionary(
          fc.string().map((name) => name.toLowerCase()),
          fc.jsonValue(),
        ),
        fc.constantFrom('', '\t', '  '),
        (object, space) => {
          const json = JSON.stringify(object, undefined, space);
          for (const [name, value] of Object.entries(JSON.parse(json) as object)) {
            expect(JSON.parse(memberText(json, name)!)).toEqual(value);
          }
        },
      ),
    );
  });
});
