import { isWholeText } from '#contracts';
import { z } from 'zod';
import { memberId, memberView } from '../http/members.js';
import { JsonText } from '../http/json-text.js';
import { roomName, sessionKey } from '../http/values.js';

export const MAX_BATCH = 1_000;
export const MAX_TARGETS = 1_000;

/** Ten years. */
export const MAX_TTL_S = 10 * 365 * 86_400;
export const TTL_MEANING =
  'Seconds from now: what is still in the queue when they are over is dropped, and what is in the history is shown no more, but what a comet was handed before is delivered, also where that takes it longer';

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

const content = {
  operation: z
    .number()
    .int()
    .min(INT32_MIN)
    .max(INT32_MAX)
    .meta({ description: 'Operation of the pushed packet: sessions that accept it get it', example: 1000 }),
  message: z
    .string()
    .refine(isWholeText, 'must not hold half a character')
    .optional()
    .meta({ description: 'The message: text, or bytes in base64. Either this or `data`', example: 'hello' }),
  data: z
    .unknown()
    .refine((value) => value === undefined || value instanceof JsonText)
    .optional()
    .meta({
      description:
        'The message as any value in JSON: clients get its text just as it stands here, with every digit of a number',
    }),
  encoding: z.enum(['utf8', 'base64']).default('utf8').meta({ description: 'Of `message`' }),
  persist: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether the message is kept in the history, and caught up with by those who miss it' }),
  ttl: z.number().int().min(1).max(MAX_TTL_S).optional().meta({
    example: 3600,
    description: TTL_MEANING,
  }),
  receipt: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether `GET /v1/pushes/{id}` can tell where it went, for 10 minutes' }),
};
/** goim refuses operation 0 where a push does not name its sessions. */
const contentToMany = { ...content, operation: content.operation.refine((value) => value !== 0, 'must not be 0') };

const toKeys = {
  ...content,
  keys: z
    .array(sessionKey)
    .min(1)
    .max(MAX_TARGETS)
    .meta({ example: ['key-1'] }),
};
const toMids = {
  ...content,
  mids: z
    .array(memberId)
    .min(1)
    .max(MAX_TARGETS)
    .meta({ description: 'Members: int64s, or strings of their digits', example: [1] }),
};
const toRoom = {
  ...contentToMany,
  room: roomName.meta({ description: "The room's key, type://room", example: 'live://1000' }),
};
const toAll = {
  ...contentToMany,
  speed: z
    .number()
    .int()
    .min(0)
    .max(INT32_MAX)
    .default(0)
    .meta({ description: 'Messages a second over the whole cluster; 0 = as fast as it goes' }),
};

/** Node skips what is no base64, so what it wrote back would differ. */
const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text;

/** What a push says, in one way or the other. */
export interface PushBody {
  readonly message?: string | undefined;
  readonly data?: JsonText | undefined;
  readonly encoding: 'utf8' | 'base64';
}

/** What is wrong with it; undefined = nothing. */
export function faultOfBody({ message, data, encoding }: PushBody): { path: string; message: string } | undefined {
  if ((message === undefined) === (data === undefined)) {
    return { path: 'message', message: 'expected either message or data' };
  }
  if (encoding === 'utf8') return undefined;
  if (message === undefined) return { path: 'encoding', message: 'is of a message, and data is JSON' };
  return isBase64(message) ? undefined : { path: 'message', message: 'expected base64' };
}

function checkBody(push: PushBody, context: z.core.$RefinementCtx): void {
  const fault = faultOfBody(push);
  if (fault) context.issues.push({ code: 'custom', input: push, path: [fault.path], message: fault.message });
}

export const PushToKeys = z
  .strictObject(toKeys)
  .superRefine(checkBody)
  .meta({ id: 'PushToKeys', example: { keys: ['key-1'], operation: 1000, message: 'hello' } });
export type PushToKeys = z.output<typeof PushToKeys>;
export const PushToMids = z
  .strictObject(toMids)
  .superRefine(checkBody)
  .meta({ id: 'PushToMids', example: { mids: [1], operation: 1000, message: 'hello' } });
export type PushToMids = z.output<typeof PushToMids>;
export const PushToRoom = z
  .strictObject(toRoom)
  .superRefine(checkBody)
  .meta({ id: 'PushToRoom', example: { room: 'live://1000', operation: 1000, data: { text: 'hello' } } });
export type PushToRoom = z.output<typeof PushToRoom>;
export const PushToAll = z
  .strictObject(toAll)
  .superRefine(checkBody)
  .meta({ id: 'PushToAll', example: { operation: 1000, message: 'hello' } });
export type PushToAll = z.output<typeof PushToAll>;

/** One push of a batch; what it is for decides what it must name. */
const BatchedPush = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('room'), ...toRoom }).superRefine(checkBody),
  z.strictObject({ to: z.literal('keys'), ...toKeys }).superRefine(checkBody),
  z.strictObject({ to: z.literal('mids'), ...toMids }).superRefine(checkBody),
  z.strictObject({ to: z.literal('all'), ...toAll }).superRefine(checkBody),
]);
export type BatchedPush = z.output<typeof BatchedPush>;

export const PushBatch = z.strictObject({ pushes: z.array(BatchedPush).min(1).max(MAX_BATCH) }).meta({
  id: 'PushBatch',
  example: {
    pushes: [
      { to: 'room', room: 'live://1000', operation: 1000, message: 'hello' },
      { to: 'keys', keys: ['key-1'], operation: 1000, data: { text: 'hello' } },
    ],
  },
});
export type PushBatch = z.output<typeof PushBatch>;

const sessions = z.number().int().min(0);
const id = z.string().describe('Id of the message, an int64 in decimal');
const ids = z
  .array(z.string())
  .describe('Ids of the message, int64s in decimal: one for each part of its recipients that is stored by itself');
const epoch = z.string().describe('Epoch that the id belongs to: ids of two epochs cannot be compared; 0 = no id');

export const PushedToKeys = z
  .strictObject({
    sessions: sessions.describe('Sessions that the message was queued for'),
    offline: z.array(z.string()).describe('Keys without a session now'),
    ids,
    epoch,
  })
  .meta({ id: 'PushedToKeys', example: { sessions: 1, offline: [], ids: ['1048576'], epoch: '1764360000' } });
export type PushedToKeys = z.output<typeof PushedToKeys>;

export const PushedToMids = z
  .strictObject({
    sessions: sessions.describe('Sessions that the message was queued for'),
    offline: z.array(memberView).describe('Members without a session now'),
    ids,
    epoch,
  })
  .meta({ id: 'PushedToMids', example: { sessions: 2, offline: [], ids: ['1048576'], epoch: '1764360000' } });
export type PushedToMids = z.output<typeof PushedToMids>;

export const PushedToRoom = z
  .strictObject({ sessions: sessions.describe('Sessions that are in the room now'), id, epoch })
  .meta({ id: 'PushedToRoom', example: { sessions: 100, id: '1048576', epoch: '1764360000' } });
export type PushedToRoom = z.output<typeof PushedToRoom>;

export const PushedToAll = z
  .strictObject({
    sessions: sessions.describe('Sessions that are there now: those that accept the operation get it'),
    id,
    epoch,
  })
  .meta({ id: 'PushedToAll', example: { sessions: 1000, id: '1048576', epoch: '1764360000' } });
export type PushedToAll = z.output<typeof PushedToAll>;

export const PushedBatch = z
  .strictObject({
    accepted: z.number().int().describe('Pushes that the queue holds: all of the batch'),
    ids: z.array(ids).describe('Of each push, in their order'),
    epoch,
  })
  .meta({ id: 'PushedBatch', example: { accepted: 1, ids: [['1048576']], epoch: '1764360000' } });
export type PushedBatch = z.output<typeof PushedBatch>;
