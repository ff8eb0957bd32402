import { describe, expect, it } from '@jest/globals';
import { bytesOf, encodeText, formatBytes, fromHex, prettyJson, textOf, toBase64, toHexDump } from './bytes.js';

describe('the bytes of a message', () => {
  it.each([
    ['hello', 'utf8', [0x68, 0x65, 0x6c, 0x6c, 0x6f]],
    ['ü', 'utf8', [0xc3, 0xbc]],
    ['/wA=', 'base64', [0xff, 0x00]],
    ['', 'utf8', []],
  ])('are read of %j, which is %s', (body, encoding, expected) => {
    expect([...bytesOf({ body, encoding })]).toEqual(expected);
  });

  it('go into base64 and back, however many', () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, n) => (n * 7) % 256);
    expect(bytesOf({ body: toBase64(bytes), encoding: 'base64' })).toEqual(bytes);
  });

  it('are text where they are UTF-8', () => {
    expect(textOf(encodeText('grüße'))).toBe('grüße');
    expect(textOf(Uint8Array.of(0xff))).toBeUndefined();
  });

  it.each([
    ['68 65\n6C', [0x68, 0x65, 0x6c]],
    ['', []],
  ])('are read of the digits %j', (digits, expected) => expect([...fromHex(digits)!]).toEqual(expected));

  it.each(['6', '6g', '0x68', '686'])('are not read of %j', (digits) => expect(fromHex(digits)).toBeUndefined());

  it('are shown sixteen a line', () => {
    expect(toHexDump(encodeText('hello\nhello, world')).split('\n')).toEqual([
      '0000  68 65 6c 6c 6f 0a 68 65 6c 6c 6f 2c 20 77 6f 72  hello.hello, wor',
      '0010  6c 64                                            ld',
    ]);
  });

  it.each([
    ['{"a":1}', '{\n  "a": 1\n}'],
    ['[]', '[]'],
    [' {"a" :[1, {}],"b":{ "c": [ ] } } ', '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": {\n    "c": []\n  }\n}'],
    ['["{,:[\\"", "gr\\u00fc\\u00dfe\\n", null]', '[\n  "{,:[\\"",\n  "grüße\\n",\n  null\n]'],
    ['12', undefined],
    ['{"a":', undefined],
    ['hello', undefined],
  ])('are JSON or not: %s', (text, expected) => expect(prettyJson(text)).toBe(expected));

  it('are JSON with each digit of its numbers, and all of its members', () => {
    expect(prettyJson('[9007199254740993,1.10,-1E400,{"a":1,"a":2}]')).toBe(
      '[\n  9007199254740993,\n  1.10,\n  -1E400,\n  {\n    "a": 1,\n    "a": 2\n  }\n]',
    );
  });

  it('are not indented where they are nested too deep for it', () => {
    expect(prettyJson('['.repeat(30_000) + ']'.repeat(30_000))).toBeUndefined();
  });

  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_536, '1.5 KiB'],
    [64 * 1_024 ** 2, '64 MiB'],
  ])('are counted: %i', (bytes, expected) => expect(formatBytes(bytes)).toBe(expected));
});
