import { Inject, Injectable } from '@nestjs/common';
import { LiveConfig, type Live } from '#config';
import { AppError, Disconnects } from '#contracts';
import { Metrics, type LabelledCounts } from '#observability';
import { SessionCloser } from './session-closer.js';
import type { LogicConfig } from '../config/logic.config.js';
import { SessionRegistry } from './session-registry.js';
import type { SessionRecord } from './session-record.js';

/**
 * Keeps every member within `session.maxPerMember` sessions. Costs nothing where no limit is set.
 *
 * The limit is exact even when several logics admit sessions of one member at the same time: each checks again once it
 * knows everything that was stored before its own session, so the last one sees them all; and all sort a member's sessions
 * alike, so they agree on which are too many.
 */
@Injectable()
export class MemberLimit {
  private readonly above: LabelledCounts<'action'>;

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly closer: SessionCloser,
    @Inject(LiveConfig) private readonly config: Live<LogicConfig>,
    metrics: Metrics,
  ) {
    this.above = metrics.counter(
      'goim_member_limit_total',
      'Sessions above session.maxPerMember, by what was done: refused, closed, or unchecked where the store was not told in time.',
      ['action'],
    );
  }

  /**
   * Admits or refuses a session before it is stored. The result may begin later than the session did: after all others of
   * its member, whichever clock stamped those.
   *
   * @throws AppError `forbidden` where the member has as many as it may; `unavailable` where that is not known
   */
  admit(session: SessionRecord): SessionRecord {
    if (!this.isLimited(session)) return session;
    if (!this.sessions.isCurrent) {
      throw new AppError('unavailable', "the member's sessions are not known now; a retry is safe");
    }
    const others = this.sessions.byMid(session.mid).filter(({ key }) => key !== session.key);
    const { maxPerMember, onTooMany } = this.config.current.session;
    if (onTooMany === 'refuse' && others.length >= maxPerMember) throw this.refusal();
    return { ...session, since: Math.max(session.since, ...others.map(({ since }) => since + 1)) };
  }

  /**
   * Checks again once the session is stored with this revision, and closes the member's sessions above the limit.
   *
   * @throws AppError `forbidden` where the session itself is one of them; it has been removed then
   */
  async enforce(session: SessionRecord, revision: number): Promise<void> {
    if (!this.isLimited(session)) return;
    // Read before the wait: if the limit were lifted meanwhile, all sessions would be above 0.
    const { maxPerMember: max, onTooMany } = this.config.current.session;
    if (!(await this.sessions.knowsUpTo(revision))) this.above.inc({ action: 'unchecked' });
    const all = this.sessions.byMid(session.mid).sort(byAge);
    const tooMany = onTooMany === 'refuse' ? all.slice(max) : all.slice(0, Math.max(all.length - max, 0));
    const isItself = ({ comet, connection }: SessionRecord) =>
      comet === session.comet && connection === session.connection;
    for (const one of tooMany) {
      if (isItself(one)) continue;
      this.above.inc({ action: 'closed' });
      void this.closer.close(one, Disconnects.tooManySessions);
    }
    if (!tooMany.some(isItself)) return;
    await this.sessions.remove(session);
    throw this.refusal();
  }

  private isLimited({ mid }: SessionRecord): boolean {
    return this.config.current.session.maxPerMember > 0 && mid > 0;
  }

  private refusal(): AppError {
    this.above.inc({ action: 'refused' });
    const { reason } = Disconnects.tooManySessions;
    return new AppError('forbidden', `${reason}: a member may have ${this.config.current.session.maxPerMember}`);
  }
}

/** Oldest first; then by key, so that every logic has the same order where two began in the same millisecond. */
function byAge(a: SessionRecord, b: SessionRecord): number {
  return a.since - b.since || (a.key < b.key ? -1 : 1);
}
