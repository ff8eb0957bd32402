import { randomUUID } from 'node:crypto';
import { isUsableKey, MAX_KEY_BYTES, midOf, type RoomKey, type SessionKey } from '#contracts';
import { MAX_INBOUND_BODY_BYTES } from '#protocol';
import { z } from 'zod';
import type { Identity } from './authenticator.js';
import { RefusedToken } from '#tokens';

const MAX_ACCEPTS = 1_000;
const MAX_ROOMS = 1_000;
/** A comet keeps them for each client. */
const MAX_PATTERNS = 100;
const INT32_MAX = 2 ** 31 - 1;

const name = z
  .string()
  .refine((text) => text === '' || isUsableKey(text), `expected text of at most ${MAX_KEY_BYTES} bytes`);

/** What says who a client is, as goim's token calls it; each may be absent. */
const IdentityFields = z.object({
  mid: z
    .union([z.number(), z.string()])
    .transform((value) => midOf(value))
    .refine((mid) => mid !== undefined, 'expected an int64')
    .nullish(),
  key: name.nullish(),
  room_id: name.nullish(),
  rooms: z.array(name.min(1)).max(MAX_ROOMS).nullish(),
  may_join: z.array(name.min(1)).max(MAX_PATTERNS).nullish(),
  platform: z.string().max(MAX_INBOUND_BODY_BYTES).nullish(),
  accepts: z.array(z.number().int().min(-INT32_MAX).max(INT32_MAX)).max(MAX_ACCEPTS).nullish(),
});

export type IdentityField = keyof typeof IdentityFields.shape;
export const IDENTITY_FIELDS = Object.keys(IdentityFields.shape) as IdentityField[];

/** @param what they are part of, for the message @throws AppError `unauthenticated` that names each wrong field, and no value */
export function identityOf(fields: unknown, what = 'token'): Identity {
  const parsed = IdentityFields.safeParse(fields);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || what}: ${message}`);
    throw new RefusedToken('malformed', problems.join('; '));
  }
  const { mid, key, room_id: room, rooms, may_join: mayJoin, accepts, platform } = parsed.data;
  return {
    mid: mid && mid > 0 ? mid : 0,
    key: (key || randomUUID()) as SessionKey,
    ...(!key && { isNewKey: true }),
    room: (room ?? '') as RoomKey | '',
    rooms: (rooms ?? []) as RoomKey[],
    ...(mayJoin && { mayJoin }),
    accepts: accepts ?? [],
    platform: platform ?? '',
  };
}
