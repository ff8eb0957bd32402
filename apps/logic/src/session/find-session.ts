import { AppError, type SessionKey } from '#contracts';
import type { SessionRegistry } from '../registry/session-registry.js';
import type { Session } from '../registry/session.js';

/** @throws AppError `not-found` */
export function findSession(sessions: SessionRegistry, key: string): Session {
  const session = sessions.byKey(key as SessionKey);
  if (!session) throw new AppError('not-found', `nobody is connected with the key ${key}`);
  return session;
}

/** The session has ended since it was found. */
export function endedMeanwhile(key: string): AppError {
  return new AppError('not-found', `the session of the key ${key} has just ended`);
}
