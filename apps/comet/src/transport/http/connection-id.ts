import { randomBytes } from 'node:crypto';
import type { CometId } from '#contracts';

const SECRET_BYTES = 24;
/** The comet, and what can't be guessed: 192 bits. */
const ID = /^([\w-]{1,400})\.([\w-]{32})$/;

/** Names a client's connection by HTTP, and the comet that holds it; whoever knows it may use the connection. */
export function newConnectionId(comet: CometId): string {
  return `${Buffer.from(comet).toString('base64url')}.${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** The comet that holds the connection; undefined where this is no id at all. */
export function cometOf(id: string): CometId | undefined {
  const comet = ID.exec(id)?.[1];
  return comet === undefined ? undefined : (Buffer.from(comet, 'base64url').toString() as CometId);
}
