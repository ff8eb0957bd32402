import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, isUsableKey, MAX_KEY_BYTES, type RoomKey, type SessionKey } from '#contracts';
import { z } from 'zod';
import { Authenticator, type Credentials, type Identity } from './authenticator.js';

const MAX_ACCEPTS = 1_000;
const MAX_ROOMS = 1_000;
const MAX_PLATFORM_LENGTH = 64;
const INT32_MAX = 2 ** 31 - 1;

const name = z
  .string()
  .refine((text) => text === '' || isUsableKey(text), `expected text of at most ${MAX_KEY_BYTES} bytes`);

const GoimToken = z.object({
  mid: z.number().int().safe().nullish(),
  key: name.nullish(),
  room_id: name.nullish(),
  rooms: z.array(name.min(1)).max(MAX_ROOMS).nullish(),
  platform: z.string().max(MAX_PLATFORM_LENGTH).nullish(),
  accepts: z.array(z.number().int().min(-INT32_MAX).max(INT32_MAX)).max(MAX_ACCEPTS).nullish(),
});

/** Takes goim's token at its word, as goim does: `{"mid":1,"key":"…","room_id":"live://1000","accepts":[1000]}`. */
@Injectable()
export class GoimTokenAuthenticator extends Authenticator {
  async authenticate({ token }: Credentials): Promise<Identity> {
    const { mid, key, room_id: room, rooms, accepts, platform } = parse(token);
    return {
      mid: Math.max(mid ?? 0, 0),
      key: (key || randomUUID()) as SessionKey,
      room: (room ?? '') as RoomKey | '',
      rooms: (rooms ?? []) as RoomKey[],
      accepts: accepts ?? [],
      platform: platform ?? '',
    };
  }
}

function parse(token: Uint8Array): z.output<typeof GoimToken> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token).toString());
  } catch {
    throw new AppError('unauthenticated', 'the token is no JSON');
  }
  const parsed = GoimToken.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'token'}: ${message}`);
  throw new AppError('unauthenticated', problems.join('; '));
}
