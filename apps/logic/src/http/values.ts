import { z } from 'zod';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import {
  isUsableKey,
  MAX_KEY_BYTES,
  type CometId,
  type RoomKey,
  type SessionKey,
  parseCursor,
  parseMessageId,
  type Cursor,
} from '#contracts';
import { InvalidInput } from '#problem-details';

/** What the API documentation shows of a parameter; Swagger UI fills the example in. */
interface Shown {
  readonly description: string;
  readonly example: string | number | readonly (string | number)[];
}

/** A query parameter that holds a whole number. */
export function wholeNumber(min: number, max: number, shown?: Shown) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return (
    z
      .string({ error: ({ input }) => (input === undefined ? 'is missing' : `${expected}, once`) })
      .regex(/^[+-]?\d+$/, expected)
      // Text on its way in, since it stands in a query; a number to whoever calls the API.
      .meta({ ...shown, type: 'integer', format: max > 2 ** 31 - 1 ? 'int64' : 'int32', minimum: min, maximum: max })
      .transform(Number)
      .pipe(z.number().int(expected).min(min, expected).max(max, expected))
  );
}

/** A query parameter that holds text, and stands there once. */
export const text = z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'expected once') });

/** Elements that a list of goim's paths may have: goim has no bound, and each element is looked at in one turn of the event loop. */
export const MAX_LISTED = 10_000;

/** A query parameter that may be repeated, up to `most` times: Fastify gives one value as itself. */
export function repeated<Item extends z.ZodType>(item: Item, shown: Shown, most = MAX_LISTED) {
  return z.preprocess(
    (value, context) => {
      const list = value === undefined || Array.isArray(value) ? value : [value];
      return withinBound(list, most, context);
    },
    z
      .array(item, { error: 'is missing' })
      .min(1, 'is missing')
      .meta({ ...shown }),
  );
}

/** A list in a body that goim has no bound for. */
export function boundedList<Item extends z.ZodType>(item: Item) {
  return z.preprocess((list, context) => withinBound(list, MAX_LISTED, context), z.array(item).min(1));
}

/** Before its elements are looked at: zod looks at each, and has a fault of each that is wrong, before it asks for the length. */
function withinBound(list: unknown, most: number, context: z.core.$RefinementCtx): unknown {
  if (!Array.isArray(list) || list.length <= most) return list;
  context.issues.push({ code: 'custom', input: list, message: `expected at most ${most} elements` });
  return z.NEVER;
}

/**
 * A query as gin reads it for goim: a parameter with nothing behind its `=` is as one that is not there, also among others of
 * its name. Clients' libraries write every field of a form, and every element of a list.
 */
export function withoutEmpty<Query extends z.ZodType>(query: Query) {
  return z.preprocess(
    (given) =>
      typeof given === 'object' && given !== null
        ? Object.fromEntries(
            Object.entries(given)
              .map(([name, value]) => [name, Array.isArray(value) ? withoutEmptyOf(value) : value] as const)
              .filter(([, value]) => value !== ''),
          )
        : given,
    query,
  );
}

/** As Fastify gives what is left: one value as itself, and none as an empty one. */
function withoutEmptyOf(values: readonly unknown[]): unknown {
  const left = values.filter((value) => value !== '');
  return left.length > 1 ? left : (left[0] ?? '');
}

const USABLE = `must have 1 to ${MAX_KEY_BYTES} bytes`;

export const sessionKey = z.string().refine((key): key is SessionKey => isUsableKey(key), USABLE);
export const roomName = z.string().refine((key): key is RoomKey => isUsableKey(key), USABLE);
export const cometId = z.string().refine((id): id is CometId => isUsableKey(id), USABLE);

/** A message as callers name it: epoch:id, or an id alone, which is of the newest epoch. */
export type MessagePlace = Pick<Cursor, 'id'> & Partial<Cursor>;

/** @param path of the parameter, for errors @throws InvalidInput where the text names no message */
export function parseMessagePlace(written: string, path: string): MessagePlace {
  const cursor = parseCursor(written);
  if (cursor) return cursor;
  const id = parseMessageId(written);
  if (id === undefined) throw new InvalidInput([{ path, message: 'expected epoch:id, or an id' }]);
  return { id };
}

/** Reads and checks the parameters of handlers by their schemas. */
export const VALIDATION = new StandardSchemaValidationPipe({ exceptionFactory: InvalidInput.from });
