import { expect, it } from '@jest/globals';
import { readPushs } from './goim-v1.schema.js';

const pushs = (members: number): Buffer => Buffer.from(`{"U":[1${',1'.repeat(members - 1)}],"m": {"a":1.0} }`);

it('the members and the message of /1/pushs are read, up to 10,000 members', () => {
  const { mids, message } = readPushs(pushs(10_000));
  expect([mids.length, message.toString()]).toEqual([10_000, '{"a":1.0}']);
});

it('more members than 10,000 are refused, by the name that the list has in /1/pushs', () => {
  expect(() => readPushs(pushs(10_001))).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: 'u: expected at most 10000 elements' }),
  );
});
