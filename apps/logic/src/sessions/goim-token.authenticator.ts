import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, isUsableKey, MAX_KEY_BYTES, type RoomKey, type SessionKey, midOf, parseExactJson } from '#contracts';
import { MAX_INBOUND_BODY_BYTES, textOf } from '#protocol';
import { z } from 'zod';
import { Authenticator, type Credentials, type Identity } from './authenticator.js';

const MAX_ACCEPTS = 1_000;
const MAX_ROOMS = 1_000;
const INT32_MAX = 2 ** 31 - 1;

const name = z
  .string()
  .refine((text) => text === '' || isUsableKey(text), `expected text of at most ${MAX_KEY_BYTES} bytes`);

const GoimToken = z.object({
  mid: z
    .union([z.number(), z.string()])
    .transform((value) => midOf(value))
    .refine((mid) => mid !== undefined, 'expected an int64')
    .nullish(),
  key: name.nullish(),
  room_id: name.nullish(),
  rooms: z.array(name.min(1)).max(MAX_ROOMS).nullish(),
  platform: z.string().max(MAX_INBOUND_BODY_BYTES).nullish(),
  accepts: z.array(z.number().int().min(-INT32_MAX).max(INT32_MAX)).max(MAX_ACCEPTS).nullish(),
});

const FIELDS = new Map(Object.keys(GoimToken.shape).map((field) => [field.toLowerCase(), field]));

/** Takes goim's token at its word, as goim does: `{"mid":1,"key":"…","room_id":"live://1000","accepts":[1000]}`. */
@Injectable()
export class GoimTokenAuthenticator extends Authenticator {
  async authenticate({ token }: Credentials): Promise<Identity> {
    const { mid, key, room_id: room, rooms, accepts, platform } = parse(token);
    return {
      mid: mid && mid > 0 ? mid : 0,
      key: (key || randomUUID()) as SessionKey,
      room: (room ?? '') as RoomKey | '',
      rooms: (rooms ?? []) as RoomKey[],
      accepts: accepts ?? [],
      platform: platform ?? '',
    };
  }
}

function parse(token: Uint8Array): z.output<typeof GoimToken> {
  const text = textOf(Buffer.from(token));
  if (text === undefined) throw new AppError('unauthenticated', 'the token is no UTF-8');
  let value: unknown;
  try {
    value = parseExactJson(text);
  } catch {
    throw new AppError('unauthenticated', 'the token is no JSON');
  }
  const parsed = GoimToken.safeParse(inAnyCase(value));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'token'}: ${message}`);
  throw new AppError('unauthenticated', problems.join('; '));
}

/** An object with the names of the token's fields as they are here. Go, and so goim, reads them in any case; the last counts. */
function inAnyCase(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const known = Object.entries(value).flatMap(([written, given]: [string, unknown]) => {
    const field = FIELDS.get(written.toLowerCase());
    return field === undefined ? [] : [[field, given] as const];
  });
  return Object.fromEntries(known);
}
