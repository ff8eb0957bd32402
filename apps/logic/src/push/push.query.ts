import { isUsableKey, MAX_KEY_BYTES } from '#contracts';
import { z } from 'zod';

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** What the API documentation shows of a parameter; Swagger UI fills the example in. */
interface Shown {
  readonly description: string;
  readonly example: string | number | readonly (string | number)[];
}

/** A query parameter that holds a whole number. */
function wholeNumber(min: number, max: number, shown?: Shown) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return (
    z
      .string({ error: ({ input }) => (input === undefined ? 'is missing' : `${expected}, once`) })
      .regex(/^[+-]?\d+$/, expected)
      // Text on its way in, since it stands in a query; a number to whoever calls the API.
      .meta({ ...shown, type: 'integer', format: max > INT32_MAX ? 'int64' : 'int32' })
      .transform(Number)
      .pipe(z.number().int(expected).min(min, expected).max(max, expected))
  );
}

const operation = wholeNumber(INT32_MIN, INT32_MAX, {
  description: 'Operation of the pushed packet: sessions that accept it get it',
  example: 1000,
});
const nonZeroOperation = wholeNumber(INT32_MIN, INT32_MAX, {
  description: 'Operation of the pushed packet; not 0',
  example: 1000,
}).refine((value) => value !== 0, 'must not be 0');

/** A parameter that may be repeated: Fastify gives one value as itself. */
function repeated<Item extends z.ZodType>(item: Item, shown: Shown) {
  return z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z
      .array(item, { error: 'is missing' })
      .min(1, 'is missing')
      .meta({ ...shown }),
  );
}

const usable = `must have 1 to ${MAX_KEY_BYTES} bytes`;
const text = z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'expected once') });

export const PushKeysQuery = z.object({
  operation: operation.default(0),
  keys: repeated(text.refine(isUsableKey, usable), { description: 'Session keys, repeated', example: ['key-1'] }),
});
export type PushKeysQuery = z.output<typeof PushKeysQuery>;

export const PushMidsQuery = z.object({
  operation: operation.default(0),
  mids: repeated(wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER), {
    description: 'Member ids, repeated',
    example: [1],
  }),
});
export type PushMidsQuery = z.output<typeof PushMidsQuery>;

export const PushRoomQuery = z
  .object({
    operation: nonZeroOperation,
    type: text
      .min(1, 'must not be empty')
      .meta({ description: "The room's type: the room's key is type://room", example: 'live' }),
    room: text.min(1, 'must not be empty').meta({ description: "The room's id", example: '1000' }),
  })
  .refine(({ type, room }) => isUsableKey(`${type}://${room}`), { path: ['room'], error: `type://room ${usable}` });
export type PushRoomQuery = z.output<typeof PushRoomQuery>;

export const PushAllQuery = z.object({
  operation: nonZeroOperation,
  speed: wholeNumber(0, INT32_MAX, {
    description: 'Messages a second over the whole cluster; 0 = as fast as it goes',
    example: 0,
  }).default(0),
});
export type PushAllQuery = z.output<typeof PushAllQuery>;
