import { isUsableKey, MAX_KEY_BYTES } from '#contracts';
import { z } from 'zod';

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** A query parameter that holds a whole number. */
function wholeNumber(min: number, max: number) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z
    .string({ error: ({ input }) => (input === undefined ? 'is missing' : `${expected}, once`) })
    .regex(/^[+-]?\d+$/, expected)
    .transform(Number)
    .pipe(z.number().int(expected).min(min, expected).max(max, expected));
}

const operation = wholeNumber(INT32_MIN, INT32_MAX);
const nonZeroOperation = operation.refine((value) => value !== 0, 'must not be 0');

/** A parameter that may be repeated: Fastify gives one value as itself. */
function repeated<Item extends z.ZodType>(item: Item) {
  return z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item, { error: 'is missing' }).min(1, 'is missing'),
  );
}

const usable = `must have 1 to ${MAX_KEY_BYTES} bytes`;
const text = z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'expected once') });

export const PushKeysQuery = z.object({
  operation: operation.default(0),
  keys: repeated(text.refine(isUsableKey, usable)),
});
export type PushKeysQuery = z.output<typeof PushKeysQuery>;

export const PushMidsQuery = z.object({
  operation: operation.default(0),
  mids: repeated(wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
});
export type PushMidsQuery = z.output<typeof PushMidsQuery>;

export const PushRoomQuery = z
  .object({
    operation: nonZeroOperation,
    type: text.min(1, 'must not be empty'),
    room: text.min(1, 'must not be empty'),
  })
  .refine(({ type, room }) => isUsableKey(`${type}://${room}`), { path: ['room'], error: `type://room ${usable}` });
export type PushRoomQuery = z.output<typeof PushRoomQuery>;

export const PushAllQuery = z.object({
  operation: nonZeroOperation,
  speed: wholeNumber(0, INT32_MAX).default(0),
});
export type PushAllQuery = z.output<typeof PushAllQuery>;
