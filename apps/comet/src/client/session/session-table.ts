import { setImmediate as turn } from 'node:timers/promises';
import type { BanSubject } from '#bus';
import type { Disconnect } from '#contracts';
import type { ClientConnection } from '../client-connection.js';

/** A session as the table knows it. */
export interface TimedSession {
  readonly connection: Pick<ClientConnection, 'id' | 'close'>;
  /** Milliseconds, monotonic: when something is to be done about it, such as to renew it, or to close its connection. */
  readonly dueAt: number;
  readonly isAuthenticated: boolean;
  /** By the comet's clock: when what the registry is to have of it changed last, other than that it was renewed. */
  readonly changedAt: number;
  /** Whose it is, as far as that is known. */
  readonly who: BanSubject;
  /** Does what is to be done by now. */
  due(now: number): void;
  /** Registers it again. @returns false where logic did not answer */
  register(): Promise<boolean>;
  /** Its place in the list; kept by the table. */
  tableIndex: number;
}

/** Some milliseconds. */
const LOOKED_AT_AT_ONCE = 10_000;

/**
 * Every session of this comet, authenticated or not, and the time by which each must show that its client is there.
 *
 * Cost for a million sessions: no timer each, a field's write a heartbeat, and a sweep of 3.5 ms a second.
 */
export class SessionTable {
  private readonly sessions: TimedSession[] = [];
  /** By the number of their connection; few, for as long as logic takes to answer. */
  private readonly authenticating = new Map<number, TimedSession>();
  /** When the registry lost sessions last: what was registered just before may not be in it. Milliseconds, monotonic. */
  lostAt = -Infinity;

  get size(): number {
    return this.sessions.length;
  }

  add(session: TimedSession): void {
    session.tableIndex = this.sessions.push(session) - 1;
  }

  remove(session: TimedSession): void {
    if (this.sessions[session.tableIndex] !== session) return;
    const last = this.sessions.pop()!;
    if (last !== session) {
      this.sessions[session.tableIndex] = last;
      last.tableIndex = session.tableIndex;
    }
    session.tableIndex = -1;
    this.authenticating.delete(session.connection.id);
  }

  /** Logic is asked about the session: from now on it may know it, before its channel is in the hub. */
  authenticationBegan(session: TimedSession): void {
    this.authenticating.set(session.connection.id, session);
  }

  authenticationEnded(session: TimedSession): void {
    this.authenticating.delete(session.connection.id);
  }

  /** The session that logic is being asked about, by the number of its connection. */
  beingAuthenticated(connection: number): TimedSession | undefined {
    return this.authenticating.get(connection);
  }

  /** Has done what is due: sessions whose time is over are closed, others renewed. @param now milliseconds, monotonic */
  sweep(now: number): void {
    // From the end: a session that closes makes the last one, which was looked at, move to its place.
    for (let index = this.sessions.length - 1; index >= 0; index--) {
      const session = this.sessions[index]!;
      if (session.dueAt <= now) session.due(now);
    }
  }

  /** Closes the sessions of now that `why` has a reason for, some at a time. */
  async closeEach(why: (session: TimedSession) => Disconnect | undefined): Promise<void> {
    let index = this.sessions.length;
    while (index > 0) {
      const end = Math.max(index - LOOKED_AT_AT_ONCE, 0);
      // From the end, as `sweep`; what came or went since the last turn is new, or was looked at.
      for (index = Math.min(index, this.sessions.length) - 1; index >= end; index--) {
        const session = this.sessions[index]!;
        const reason = why(session);
        if (reason) session.connection.close(reason);
      }
      index = end;
      if (index > 0) await turn();
    }
  }

  /**
   * The registry has lost its sessions, or may have.
   *
   * @param now milliseconds, monotonic
   * @param since by the same clock: it has what changed before
   * @returns those that have to be registered again
   */
  lost(now: number, since: number): TimedSession[] {
    this.lostAt = now;
    return this.sessions.filter(({ isAuthenticated, changedAt }) => isAuthenticated && changedAt >= since);
  }

  /** Takes up to `count` sessions, to close them. */
  take(count: number): TimedSession[] {
    return this.sessions.slice(Math.max(this.sessions.length - count, 0));
  }
}
