import { AppError, isUsableKey, midOf } from '#contracts';
import type { Identity } from './authenticator.js';

/** No date is further from 1970. */
export const FURTHEST_SECONDS = 8.64e12;

/** Whether it can name credentials, for a ban; '' is no name. */
export function canBeTokenId(id: unknown): id is string {
  return typeof id === 'string' && (id === '' || isUsableKey(id));
}

/** An identity that can be one, whoever made it. @throws AppError `internal` where it cannot, which is the authenticator's fault */
export function checkedIdentity(identity: Identity): Identity {
  const wrong = wrongPartOf(identity);
  if (wrong) throw new AppError('internal', `the authenticator gave a ${wrong} that can be none`);
  return identity;
}

function wrongPartOf({
  mid,
  key,
  room,
  rooms = [],
  mayJoin = [],
  accepts,
  platform,
  expires = 0,
  tokenId = '',
}: Identity): string | undefined {
  if (midOf(mid) !== mid || mid < 0) return 'mid';
  if (!isUsableKey(key)) return 'key';
  if (room !== '' && !isUsableKey(room)) return 'room';
  if (!rooms.every((one) => isUsableKey(one))) return 'list of rooms';
  if (!mayJoin.every((one) => isUsableKey(one))) return 'list of rooms to join';
  if (!accepts.every((op) => Number.isInteger(op))) return 'list of operations';
  if (!canBeTokenId(tokenId)) return 'id of a token';
  if (typeof platform !== 'string') return 'platform';
  return Math.abs(expires) <= FURTHEST_SECONDS * 1_000 ? undefined : 'time of expiry';
}
