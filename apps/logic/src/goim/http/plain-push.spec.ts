import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { plainKeysQuery, plainMidsQuery, plainRoomQuery } from './plain-push.js';
import { PushKeysQuery, PushMidsQuery, PushRoomQuery } from './goim-push.schema.js';

type Given = Parameters<typeof plainRoomQuery>[0];

const given = (query: object): Given => query as Given;

const TEXTS = [
  '',
  '0',
  '1',
  '+1',
  '-1',
  '01',
  '1000',
  '2147483647',
  '2147483648',
  '999999999',
  '1.5',
  'x',
  '9007199254740993',
];
const NAMES = [
  'a',
  '',
  'ß',
  'x'.repeat(256),
  'x'.repeat(257),
  '\ud800',
  '1000',
  '7',
  '+7',
  '-7',
  '9223372036854775808',
];

/** Everything of a parameter: nothing, one value, and several. */
const some = (values: readonly string[]): unknown[] => [undefined, ...values, [], ['a', 'b'], ['1', '2'], ['1', '']];

function combinations(parameters: Record<string, readonly unknown[]>): object[] {
  let all: object[] = [{}];
  for (const [name, values] of Object.entries(parameters)) {
    all = all.flatMap((query) => values.map((value) => (value === undefined ? query : { ...query, [name]: value })));
  }
  return all;
}

const KEPT = { persist: [undefined, 'true', ''], ttl: [undefined, '60', ''] };
const OTHERS = { more: [undefined, 'x'] };

describe.each<[string, (query: Given) => object | undefined, z.ZodType, object[]]>([
  [
    'room',
    plainRoomQuery,
    PushRoomQuery,
    combinations({ operation: some(TEXTS), type: some(NAMES).slice(0, 6), room: some(NAMES), ...OTHERS }),
  ],
  [
    'keys',
    plainKeysQuery,
    PushKeysQuery,
    combinations({ operation: some(TEXTS), keys: some(NAMES), ...KEPT, ...OTHERS }),
  ],
  [
    'mids',
    plainMidsQuery,
    PushMidsQuery,
    combinations({ operation: some(TEXTS), mids: some(NAMES), ...KEPT, ...OTHERS }),
  ],
])('a plain query of a push to %s', (_, plain, schema, queries) => {
  it('is read as its schema reads it, or left to the schema', () => {
    const read = queries.filter((query) => plain(given(query)) !== undefined);
    for (const query of read) expect([query, plain(given(query))]).toEqual([query, schema.parse(query)]);
    expect(read.length).toBeGreaterThan(10);
  });
});

it('is what nearly everybody sends', () => {
  expect(plainRoomQuery(given({ operation: '1000', type: 'live', room: '1000' }))).toEqual({
    operation: 1000,
    type: 'live',
    room: '1000',
  });
  expect(plainKeysQuery(given({ operation: '1000', keys: ['a', 'b'] }))).toEqual({ operation: 1000, keys: ['a', 'b'] });
  expect(plainMidsQuery(given({ operation: '1000', mids: '7' }))).toEqual({ operation: 1000, mids: [7] });
});

it('has no more elements than its schema takes', () => {
  const list = (length: number): string[] => Array<string>(length).fill('1');
  for (const plain of [plainKeysQuery, plainMidsQuery]) {
    const read = (length: number) => plain(given({ operation: '1000', keys: list(length), mids: list(length) }));
    expect([read(10_000), read(10_001)]).toEqual([expect.anything(), undefined]);
  }
});

it.each([
  ['persist', { persist: 'false' }],
  ['ttl', { ttl: '60' }],
])('has no %s', (_, more) => {
  expect(plainRoomQuery(given({ operation: '1000', type: 'live', room: '1000', ...more }))).toBeUndefined();
});
