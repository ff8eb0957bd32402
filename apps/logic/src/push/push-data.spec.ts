import { expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { search } from '#test-support/fuzz';
import { JsonText } from '../http/json-text.js';
import { keepData } from './push-data.js';

function read(text: string): unknown {
  const body: unknown = JSON.parse(text);
  keepData(text, body);
  return body;
}

it.each([
  '12345678901234567890',
  '1.50',
  '{"b":1,"a":[1, 2 ],"c":{"data":3}}',
  '"a \\"quoted\\" \\\\ text, with ]}{["',
  '"\\ud800"',
  'null',
  'false',
  '[]',
])('the data of a push is as it was written: %s', (data) => {
  const kept = { operation: 1, data: new JsonText(data) };
  expect(read(`{"operation":1,"data":${data}}`)).toEqual(kept);
  expect(read(`\n{ "d\\u0061ta" :\t${data} , "operation": 1 }\r\n`)).toEqual(kept);
});

it('that of each push of a batch is, and nothing else of that name', () => {
  const text = '{"pushes":[{"to":"room","data":1e2},{"message":"x","more":{"data":7}},{"data":"ü"}],"data":[0]}';
  expect(read(text)).toEqual({
    pushes: [
      { to: 'room', data: new JsonText('1e2') },
      { message: 'x', more: { data: 7 } },
      { data: new JsonText('"ü"') },
    ],
    data: new JsonText('[0]'),
  });
});

it('of a name that is there twice the last counts, as to JSON.parse', () => {
  expect(read('{"data":1,"data":2}')).toEqual({ data: new JsonText('2') });
  expect(read('{"pushes":[{"data":1}],"pushes":[{"message":"x"}]}')).toEqual({ pushes: [{ message: 'x' }] });
  expect(read('{"pushes":[{"data":1}],"pushes":{"data":2}}')).toEqual({ pushes: { data: 2 } });
});

it('a body that is no object has none', () => {
  for (const text of ['[{"data":1}]', '"data"', 'null', '{}']) expect(read(text)).toEqual(JSON.parse(text));
});

it('a batch in a batch is none: nothing in it is looked for', () => {
  const text = '{"pushes":[{"data":1,"pushes":[{"data":2}]}],"more":{"pushes":[{"data":3}]}}';
  expect(read(text)).toEqual({
    pushes: [{ data: new JsonText('1'), pushes: [{ data: 2 }] }],
    more: { pushes: [{ data: 3 }] },
  });
});

// Each depth was looked through to its end: 64 KiB took 1.7 s, and 128 KiB the whole stack.
it('a few looks at each character are all that a body costs, however deep its batches are', () => {
  const depth = 100;
  const text = `${'{"pushes":['.repeat(depth)}{"data":1}${']}'.repeat(depth)}`;
  const body: unknown = JSON.parse(text);
  const looks = jest.spyOn(String.prototype, 'charCodeAt');
  keepData(text, body);
  const { length } = looks.mock.calls;
  looks.mockRestore();
  expect(length).toBeGreaterThan(text.length / 2);
  expect(length).toBeLessThan(5 * text.length);
});

it('a body is as deep as it may be long', () => {
  const depth = 40_000;
  const text = `${'{"pushes":['.repeat(depth)}{"data":1}${']}'.repeat(depth)}`;
  const body: unknown = JSON.parse(text);
  expect(() => keepData(text, body)).not.toThrow();
});

it('any value is found, between any others', () => {
  search(
    fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(2), (value, others, indent) => {
      const text = JSON.stringify({ ...others, data: value }, undefined, indent);
      const { data } = read(text) as { data: JsonText };
      expect(JSON.parse(data.text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
