import { isUsableKey, MAX_KEY_BYTES, roomKey, type RoomKey, type Mid } from '#contracts';
import { Operation } from '#protocol';
import { z } from 'zod';
import { fieldsInAnyCase } from '../../auth/goim-token.authenticator.js';
import { memberId, memberParameter } from '../../http/members.js';
import { parseJson } from '../../http/prepare-http.js';
import { InvalidInput } from '#problem-details';
import { boundedList, text, wholeNumber, withoutEmpty } from '../../http/values.js';
import { keptQuery } from './goim-push.schema.js';
import { memberText } from './json-member.js';

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

const operation = wholeNumber(INT32_MIN, INT32_MAX, {
  description: "Operation of the pushed packet; goim v1's own where it is left out",
  example: Operation.SendMessageReply,
})
  .refine((value) => value !== 0, 'must not be 0')
  .default(Operation.SendMessageReply);

export const V1Query = withoutEmpty(z.object({ operation, ...keptQuery }));
export type V1Query = z.output<typeof V1Query>;

export const V1PushQuery = withoutEmpty(
  z.object({
    operation,
    uid: memberParameter({ description: 'The member', example: 1 }),
    ...keptQuery,
  }),
);
export type V1PushQuery = z.output<typeof V1PushQuery>;

export const V1RoomQuery = withoutEmpty(
  z.object({
    operation,
    rid: text
      .min(1, 'must not be empty')
      .refine((rid) => isUsableKey(roomOf(rid)), `must have at most ${MAX_KEY_BYTES - roomOf('').length} bytes`)
      .meta({ description: 'The room: its key is room://rid', example: '1000' }),
    ...keptQuery,
  }),
);
export type V1RoomQuery = z.output<typeof V1RoomQuery>;

/** What goim v1, whose rooms are numbers, calls a room. */
export function roomOf(rid: string): RoomKey {
  return roomKey('room', rid);
}

const V1Pushs = z.object({
  u: boundedList(memberId),
  // Whatever JSON has, however deep: it is not looked into.
  m: z.unknown().refine((value) => value !== undefined, 'is missing'),
});

/** The members and the message of `{"u":[1,2],"m":{…}}`. @throws AppError `invalid-argument` */
export function readPushs(body: Buffer): { mids: Mid[]; message: Buffer } {
  const parsed = V1Pushs.safeParse(fieldsInAnyCase(parseJson(body), ['u', 'm']));
  if (!parsed.success) throw InvalidInput.from(parsed.error.issues);
  return { mids: parsed.data.u, message: Buffer.from(memberText(body.toString(), 'm')!) };
}
