import { Injectable } from '@nestjs/common';
import { AppError, Disconnects } from '#contracts';
import { CometClient } from '../nodes/comet-client.js';
import { pageOf } from '../http/page.js';
import { assertCanBeAsked, endedMeanwhile, findSession } from './find-session.js';
import { SessionRegistry } from './session-registry.js';
import type { SessionRecord } from './session-record.js';
import type { ClosedSessions, CloseMemberQuery, SessionsQuery } from './sessions.schema.js';
import { viewOf, type SessionList, type SessionView } from './session-view.js';

/** Sessions as the JSON API shows and closes them. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly comets: CometClient,
  ) {}

  /** @throws AppError `not-found` */
  one(key: string): SessionView {
    return viewOf(findSession(this.sessions, key));
  }

  /** @throws InvalidInput where the cursor is none */
  ofMember({ mid, ...query }: SessionsQuery): SessionList {
    const { items, next } = pageOf(this.sessions.byMid(mid), ({ key }) => key, query);
    return { sessions: items.map(viewOf), next };
  }

  /** @throws AppError `not-found`, `conflict`, `unavailable` */
  async close(key: string, reason: string): Promise<ClosedSessions> {
    const isClosed = await this.ask(findSession(this.sessions, key), reason);
    if (!isClosed) throw endedMeanwhile(key);
    return { closed: 1 };
  }

  /** @throws AppError `unavailable`, `conflict` where a comet did not close its session: the others are closed */
  async closeMember({ mid, reason }: CloseMemberQuery): Promise<ClosedSessions> {
    const asked = this.sessions.byMid(mid).map((session) => this.ask(session, reason));
    const outcomes = await Promise.allSettled(asked);
    const closed = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length;
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (!failure) return { closed };
    const cause: unknown = failure.reason;
    if (!(cause instanceof AppError)) throw cause;
    throw new AppError(cause.code, `closed ${closed} of ${outcomes.length} sessions: ${cause.message}`, { cause });
  }

  private async ask(session: SessionRecord, message: string): Promise<boolean> {
    assertCanBeAsked(session);
    const { key, comet, connection } = session;
    return this.comets.close(comet, { key, connection, reason: Disconnects.kicked.reason, message });
  }
}
