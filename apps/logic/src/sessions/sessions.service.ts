import { Injectable } from '@nestjs/common';
import { AppError, Disconnects, type SessionKey } from '#contracts';
import { CometClient } from '../nodes/comet-client.js';
import { pageOfMany } from '../http/page.js';
import { SessionRegistry } from './session-registry.js';
import { roomsOf, type SessionRecord } from './session-record.js';
import type { ClosedSessions, CloseMemberQuery, SessionsQuery } from './sessions.schema.js';
import { liveViewOf } from './live-view.js';
import { viewOf, type SessionList, type SessionView } from './session-view.js';

/** Sessions as the JSON API shows and closes them. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly comets: CometClient,
  ) {}

  /** @throws AppError `not-found`, `unavailable` */
  one(key: SessionKey): SessionView {
    return viewOf(findSession(this.sessions, key));
  }

  /** As its comet has it now, beside. @throws AppError `not-found`, `unavailable` */
  async live(key: SessionKey): Promise<SessionView> {
    const session = findSession(this.sessions, key);
    const asked = { key, target: '', epoch: 0 };
    const answer = await this.comets.session(session.comet, asked).catch(() => undefined);
    return { ...viewOf(session), live: answer?.live ? liveViewOf(answer.live) : null };
  }

  /** @throws InvalidInput where the cursor is none */
  async list(query: SessionsQuery): Promise<SessionList> {
    const { items, next } = await pageOfMany(this.candidates(query), ({ key }) => key, query, meantBy(query));
    return { sessions: items.map(viewOf), next };
  }

  /** @throws AppError `not-found`, `conflict`, `unavailable` */
  async close(key: SessionKey, reason: string): Promise<ClosedSessions> {
    const isClosed = await this.ask(findSession(this.sessions, key), reason);
    if (!isClosed) throw endedMeanwhile(key);
    return { closed: 1 };
  }

  /**
   * @throws AppError `unavailable`, `conflict` where a comet did not close its session: the others are closed; `unavailable` also
   *   where the member may have others that are not known now
   */
  async closeMember({ mid, reason }: CloseMemberQuery): Promise<ClosedSessions> {
    const { isCurrent } = this.sessions;
    const asked = this.sessions.byMid(mid).map((session) => this.ask(session, reason));
    const outcomes = await Promise.allSettled(asked);
    const closed = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length;
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (!failure && isCurrent) return { closed };
    if (!failure) throw notAllKnown(`closed ${closed} sessions: `);
    const cause: unknown = failure.reason;
    if (!(cause instanceof AppError)) throw cause;
    throw new AppError(cause.code, `closed ${closed} of ${outcomes.length} sessions: ${cause.message}`, { cause });
  }

  /** As few as are known by an index to have all that are asked for. */
  private candidates({ mid, room }: SessionsQuery): Iterable<SessionRecord> {
    if (mid !== undefined) return this.sessions.byMid(mid);
    return room === undefined ? this.sessions.all() : this.sessions.byRoom(room);
  }

  private async ask(session: SessionRecord, message: string): Promise<boolean> {
    assertCanBeAsked(session);
    const { key, comet, connection } = session;
    return this.comets.close(comet, { key, connection, reason: Disconnects.kicked.reason, message });
  }
}

/** Whether a session is all that is asked for. */
function meantBy({
  mid,
  ip,
  platform,
  comet,
  room,
  since,
  prefix,
}: SessionsQuery): (session: SessionRecord) => boolean {
  return (session) =>
    (mid === undefined || session.mid === mid) &&
    (ip === undefined || session.ip === ip) &&
    (platform === undefined || session.platform === platform) &&
    (comet === undefined || session.comet === comet) &&
    (since === undefined || session.since >= since) &&
    (prefix === undefined || session.key.startsWith(prefix)) &&
    (room === undefined || roomsOf(session).includes(room));
}

/** @throws AppError `not-found`; `unavailable` where somebody may be connected who is not known now */
export function findSession(sessions: SessionRegistry, key: SessionKey): SessionRecord {
  const session = sessions.byKey(key);
  if (session) return session;
  if (!sessions.isCurrent) throw notAllKnown();
  throw new AppError('not-found', `nobody is connected with the key ${key}`);
}

function notAllKnown(soFar = ''): AppError {
  return new AppError('unavailable', `${soFar}not all sessions are known now; a retry is safe`);
}

/** The session has ended since it was found. */
export function endedMeanwhile(key: SessionKey): AppError {
  return new AppError('not-found', `the session of the key ${key} has just ended`);
}

/** @throws AppError `conflict` where the session is at a legacy comet, which numbers no connections and can't be asked */
export function assertCanBeAsked({ key, comet, connection }: SessionRecord): void {
  if (connection !== 0) return;
  throw new AppError('conflict', `the session of the key ${key} is at ${comet}, a comet of goim, which can't be asked`);
}
