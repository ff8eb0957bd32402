import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { memberParameter } from './members.js';

const shown = { description: 'The member', example: 1 };
const any = memberParameter(shown);
const fromOne = memberParameter({ ...shown, min: 1 });

const answerTo = (parameter: typeof any, text: string | undefined): unknown => {
  const { data, error } = parameter.safeParse(text);
  return data ?? error?.issues.map(({ message }) => message).join();
};

it('a parameter that names a member is any int64', () => {
  expect(answerTo(any, '0')).toBe(0);
  expect(answerTo(any, '-9223372036854775808')).toBe(-(2n ** 63n));
  expect(answerTo(any, '9223372036854775808')).toBe("expected a member's id, an int64");
  expect(answerTo(any, undefined)).toBe('is missing');
});

// 0 was refused as no int64, and no document said where members begin.
it('one that has a minimum says so, in its refusals and in the document', () => {
  expect(answerTo(fromOne, '+1')).toBe(1);
  expect(answerTo(fromOne, '9223372036854775807')).toBe(2n ** 63n - 1n);
  for (const text of ['0', '-1', 'x']) expect(answerTo(fromOne, text)).toBe("expected a member's id, an int64 from 1");
  expect(z.toJSONSchema(fromOne, { io: 'input' })).toMatchObject({ type: 'integer', format: 'int64', minimum: 1 });
  expect(z.toJSONSchema(any, { io: 'input' })).not.toHaveProperty('minimum');
});
