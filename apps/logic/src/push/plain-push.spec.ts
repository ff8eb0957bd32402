import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { JsonText } from '../http/json-text.js';
import { plainBatch, plainKeys, plainMids, plainRoom } from './plain-push.js';
import { MAX_BATCH, MAX_TARGETS, PushBatch, PushToKeys, PushToMids, PushToRoom } from './push.schema.js';

const OPERATIONS = [undefined, 1000, 0, -0, -1, 2 ** 31 - 1, 2 ** 31, 1.5, Number.NaN, '1000', null];
const MESSAGES = [undefined, 'hello', '', 'aGVsbG8=', 'aGVsbG8', 'ß€😀', '\ud800', 7, null];
const ENCODINGS = [undefined, 'utf8', 'base64', 'latin1', null];
const REST = [
  {},
  { data: new JsonText('{"a":1}') },
  { data: { a: 1 } },
  { persist: false },
  { persist: 'true' },
  { ttl: 60 },
  { more: 1 },
  { persist: undefined },
];

const keys = (...some: unknown[]): unknown[] => some;
const NAMES = [undefined, 'live://1', '', 'x'.repeat(256), 'x'.repeat(257), 'ß'.repeat(129), '\ud800', 7, null, ['a']];
const LISTS = [
  ...NAMES,
  [],
  keys('a', 'b'),
  keys('a', 'a'),
  keys('a', ''),
  keys(7, '7', '9007199254740993'),
  keys(7, 1.5),
  keys(-0),
  keys('-0'),
  keys(null),
  Array.from({ length: MAX_TARGETS }, (_, n) => `${n}`),
  Array.from({ length: MAX_TARGETS + 1 }, (_, n) => n),
];

function bodies(name: string, targets: readonly unknown[]): unknown[] {
  const all: unknown[] = [undefined, null, 7, 'text', [], {}];
  for (const operation of OPERATIONS) {
    for (const message of MESSAGES) {
      for (const encoding of ENCODINGS) {
        for (const rest of REST) {
          // JSON holds no undefined.
          const body = { operation, message, encoding, ...rest, [name]: targets[all.length % targets.length] };
          all.push(Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)));
        }
      }
    }
  }
  const good = { operation: 1000, message: 'hello' };
  return [...all, ...targets.map((target) => ({ ...good, [name]: target }))];
}

function asTheSchema(plain: (body: unknown) => object | undefined, schema: z.ZodType, all: readonly unknown[]): number {
  const read = all.filter((body) => plain(body) !== undefined);
  for (const body of read) expect([body, plain(body)]).toEqual([body, schema.parse(body)]);
  return read.length;
}

describe.each<[string, (body: unknown) => object | undefined, z.ZodType, unknown[]]>([
  ['a room', plainRoom, PushToRoom, bodies('room', NAMES)],
  ['keys', plainKeys, PushToKeys, bodies('keys', LISTS)],
  ['mids', plainMids, PushToMids, bodies('mids', LISTS)],
])('a plain push to %s', (_, plain, schema, all) => {
  it('is read as its schema reads it, or left to the schema', () => {
    expect(asTheSchema(plain, schema, all)).toBeGreaterThan(10);
  });
});

describe('a plain batch', () => {
  const room = { to: 'room', room: 'live://1', operation: 1000, message: 'hello' };
  const some = [
    room,
    { to: 'keys', keys: ['a'], operation: 0, message: 'aGVsbG8=', encoding: 'base64' },
    { to: 'mids', mids: [7], operation: 1000, message: 'x', persist: false },
    { to: 'room', room: 'live://1', operation: 1000, data: new JsonText('7') },
  ];

  it('is read as its schema reads it', () => {
    const most = { pushes: Array.from({ length: MAX_BATCH }, () => room) };
    expect(asTheSchema(plainBatch, PushBatch, [{ pushes: some }, { pushes: [room] }, most])).toBe(3);
  });

  it.each([
    ['a push to all', { pushes: [...some, { to: 'all', operation: 1, message: 'x' }] }],
    ['a push with a time to live', { pushes: [...some, { ...room, ttl: 60 }] }],
    ['a push that names two targets', { pushes: [{ ...room, keys: ['a'] }] }],
    ['a push to nobody', { pushes: [{ operation: 1, message: 'x' }] }],
    ['nothing', { pushes: [] }],
    ['too much', { pushes: Array.from({ length: MAX_BATCH + 1 }, () => room) }],
    ['more than pushes', { pushes: some, more: 1 }],
    ['no object', [room]],
    ['something else than pushes', { pushes: [null] }],
  ])('has not %s', (_, body) => {
    expect(plainBatch(body)).toBeUndefined();
  });
});
