import { AppError, type SessionKey } from '#contracts';
import type { SessionRegistry } from './session-registry.js';
import type { SessionRecord } from './session-record.js';

/** @throws AppError `not-found` */
export function findSession(sessions: SessionRegistry, key: string): SessionRecord {
  const session = sessions.byKey(key as SessionKey);
  if (!session) throw new AppError('not-found', `nobody is connected with the key ${key}`);
  return session;
}

/** The session has ended since it was found. */
export function endedMeanwhile(key: string): AppError {
  return new AppError('not-found', `the session of the key ${key} has just ended`);
}

/** @throws AppError `conflict` where the session's comet is goim's own, which numbers no connections and can't be asked */
export function assertCanBeAsked({ key, comet, connection }: SessionRecord): void {
  if (connection !== 0) return;
  throw new AppError('conflict', `the session of the key ${key} is at ${comet}, a comet of goim, which can't be asked`);
}
