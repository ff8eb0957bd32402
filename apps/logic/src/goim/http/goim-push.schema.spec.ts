import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { PushAllQuery, PushKeysQuery, PushMidsQuery, PushRoomQuery } from './goim-push.schema.js';

/** Which parameter is wrong, and what the caller is told of it. */
function problems(schema: z.ZodType, query: object): string[] {
  const { success, error } = schema.safeParse(query);
  return success ? [] : error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
}

describe('PushKeysQuery', () => {
  it.each([
    [{ keys: 'a' }, { operation: 0, keys: ['a'] }],
    [
      { operation: '1000', keys: ['a', 'b'] },
      { operation: 1000, keys: ['a', 'b'] },
    ],
    [
      { operation: '-1', keys: 'a', more: 'x' },
      { operation: -1, keys: ['a'] },
    ],
    [
      { operation: '', keys: 'a', persist: '', ttl: '' },
      { operation: 0, keys: ['a'] },
    ],
    [
      { operation: ['', '1000'], keys: ['', 'a', '', 'b'] },
      { operation: 1000, keys: ['a', 'b'] },
    ],
  ])('reads %j', (query, expected) => {
    expect(PushKeysQuery.parse(query)).toEqual(expected);
  });

  it.each([
    [{}, ['keys is missing']],
    [{ keys: [] }, ['keys is missing']],
    [{ keys: '' }, ['keys is missing']],
    [{ keys: ['', ''] }, ['keys is missing']],
    [{ keys: ['a', 'x'.repeat(257)] }, ['keys.1 must have 1 to 256 bytes']],
    [{ keys: 'a', operation: 'x' }, ['operation expected a whole number from -2147483648 to 2147483647']],
    [{ keys: 'a', operation: '1.5' }, ['operation expected a whole number from -2147483648 to 2147483647']],
    [{ keys: 'a', operation: '1e3' }, ['operation expected a whole number from -2147483648 to 2147483647']],
    [{ keys: 'a', operation: '2147483648' }, ['operation expected a whole number from -2147483648 to 2147483647']],
    [{ keys: 'a', operation: ['1', '2'] }, ['operation expected a whole number from -2147483648 to 2147483647, once']],
  ])('%j: %j', (query, expected) => {
    expect(problems(PushKeysQuery, query)).toEqual(expected);
  });
});

describe('PushMidsQuery', () => {
  it('reads one member or many, of all that an int64 has', () => {
    expect(PushMidsQuery.parse({ mids: '7' }).mids).toEqual([7]);
    expect(PushMidsQuery.parse({ mids: ['+1', '9007199254740991'] }).mids).toEqual([1, 2 ** 53 - 1]);
    expect(PushMidsQuery.parse({ mids: ['007', '-01', '', '+00'] }).mids).toEqual([7, -1, 0]);
    expect(PushMidsQuery.parse({ mids: '663291537152950273' }).mids).toEqual([663_291_537_152_950_273n]);
  });

  it.each([
    [{}, ['mids is missing']],
    [{ mids: ['1', 'x'] }, ["mids.1 expected a member's id, an int64"]],
    [{ mids: '9223372036854775808' }, ["mids.0 expected a member's id, an int64"]],
    [{ mids: ['+-1', '-+1', '--1'] }, [0, 1, 2].map((at) => `mids.${at} expected a member's id, an int64`)],
  ])('%j: %j', (query, expected) => {
    expect([...new Set(problems(PushMidsQuery, query))]).toEqual(expected);
  });
});

describe('PushRoomQuery', () => {
  it('reads a room whose id has slashes', () => {
    expect(PushRoomQuery.parse({ operation: '1000', type: 'live', room: 'a/b' })).toEqual({
      operation: 1000,
      type: 'live',
      room: 'a/b',
    });
  });

  it.each([
    [{}, ['operation is missing', 'type is missing', 'room is missing']],
    [{ operation: '0', type: 'live', room: '1' }, ['operation must not be 0']],
    [{ operation: '1', type: '', room: '' }, ['type is missing', 'room is missing']],
    [{ operation: '1', type: ['a', 'b'], room: '1' }, ['type expected once']],
    [{ operation: '1', type: 'live', room: 'x'.repeat(250) }, ['room type://room must have 1 to 256 bytes']],
  ])('%j: %j', (query, expected) => {
    expect(problems(PushRoomQuery, query)).toEqual(expected);
  });
});

describe('PushAllQuery', () => {
  it('has no limit of speed unless it is given', () => {
    expect(PushAllQuery.parse({ operation: '1000' })).toEqual({ operation: 1000, speed: 0 });
    expect(PushAllQuery.parse({ operation: '1000', speed: '' }).speed).toBe(0);
    expect(PushAllQuery.parse({ operation: '1000', speed: '300' }).speed).toBe(300);
  });

  it.each([
    [{ speed: '1' }, ['operation is missing']],
    [{ operation: '' }, ['operation is missing']],
    [{ operation: '1', speed: '-1' }, ['speed expected a whole number from 0 to 2147483647']],
    [{ operation: '1', speed: 'fast' }, ['speed expected a whole number from 0 to 2147483647']],
  ])('%j: %j', (query, expected) => {
    expect(problems(PushAllQuery, query)).toEqual(expected);
  });
});
