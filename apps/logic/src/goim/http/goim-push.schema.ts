import { isUsableKey, MAX_KEY_BYTES } from '#contracts';
import { z } from 'zod';
import { memberParameter } from '../../http/members.js';
import { MAX_TTL_S, TTL_MEANING } from '../../push/push.schema.js';
import { repeated, text, wholeNumber, withoutEmpty } from '../../http/values.js';

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

const operation = wholeNumber(INT32_MIN, INT32_MAX, {
  description: 'Operation of the pushed packet: sessions that accept it get it',
  example: 1000,
});
const nonZeroOperation = wholeNumber(INT32_MIN, INT32_MAX, {
  description: 'Operation of the pushed packet; not 0',
  example: 1000,
}).refine((value) => value !== 0, 'must not be 0');

const flag = text.pipe(z.enum(['true', 'false'], 'expected true or false')).transform((value) => value === 'true');

/** What is kept of a push; goim knows none of it. */
export const keptQuery = {
  persist: flag
    .optional()
    .meta({ description: 'Whether the message is kept in the history; true where it is left out', example: 'true' }),
  ttl: wholeNumber(1, MAX_TTL_S, {
    description: TTL_MEANING,
    example: 3600,
  }).optional(),
  receipt: flag.optional().meta({
    description: 'Whether `GET /v1/pushes/{id}` can tell where it went, for 10 minutes',
    example: 'true',
  }),
};

const usable = `must have 1 to ${MAX_KEY_BYTES} bytes`;

export const PushKeysQuery = withoutEmpty(
  z.object({
    operation: operation.default(0),
    keys: repeated(text.refine(isUsableKey, usable), { description: 'Session keys, repeated', example: ['key-1'] }),
    ...keptQuery,
  }),
);
export type PushKeysQuery = z.output<typeof PushKeysQuery>;

export const PushMidsQuery = withoutEmpty(
  z.object({
    operation: operation.default(0),
    mids: repeated(memberParameter({ description: 'A member', example: 1 }), {
      description: 'Member ids, repeated',
      example: [1],
    }),
    ...keptQuery,
  }),
);
export type PushMidsQuery = z.output<typeof PushMidsQuery>;

export const PushRoomQuery = withoutEmpty(
  z
    .object({
      operation: nonZeroOperation,
      type: text
        .min(1, 'must not be empty')
        .meta({ description: "The room's type: the room's key is type://room", example: 'live' }),
      room: text.min(1, 'must not be empty').meta({ description: "The room's id", example: '1000' }),
      ...keptQuery,
    })
    .refine(({ type, room }) => isUsableKey(`${type}://${room}`), { path: ['room'], error: `type://room ${usable}` }),
);
export type PushRoomQuery = z.output<typeof PushRoomQuery>;

export const PushAllQuery = withoutEmpty(
  z.object({
    operation: nonZeroOperation,
    speed: wholeNumber(0, INT32_MAX, {
      description: 'Messages a second over the whole cluster; 0 = as fast as it goes',
      example: 0,
    }).default(0),
    ...keptQuery,
  }),
);
export type PushAllQuery = z.output<typeof PushAllQuery>;
