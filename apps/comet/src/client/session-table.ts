import { Disconnects } from '#contracts';
import type { Session } from './session.js';

/**
 * Every session of this comet, authenticated or not, and the times by which they must have said something.
 *
 * Cost for a million sessions: no timer each, a field's write a heartbeat, and a sweep of 3.5 ms a second.
 */
export class SessionTable {
  private readonly sessions: Session[] = [];
  /** By the number of their connection; few, for as long as logic takes to answer. */
  private readonly authenticating = new Map<number, Session>();

  get size(): number {
    return this.sessions.length;
  }

  add(session: Session): void {
    session.tableIndex = this.sessions.push(session) - 1;
  }

  remove(session: Session): void {
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
  authenticationBegan(session: Session): void {
    this.authenticating.set(session.connection.id, session);
  }

  authenticationEnded(session: Session): void {
    this.authenticating.delete(session.connection.id);
  }

  /** The session that logic is being asked about, by the number of its connection. */
  beingAuthenticated(connection: number): Session | undefined {
    return this.authenticating.get(connection);
  }

  /** Closes the sessions whose time is over. @param now milliseconds, monotonic */
  sweep(now: number): void {
    // From the end: a session that closes makes the last one, which was looked at, move to its place.
    for (let index = this.sessions.length - 1; index >= 0; index--) {
      const session = this.sessions[index]!;
      if (session.deadline > now) continue;
      session.connection.close(session.isAuthenticated ? Disconnects.idle : Disconnects.handshakeTimeout);
    }
  }

  /** Takes up to `count` sessions, to close them. */
  take(count: number): Session[] {
    return this.sessions.slice(Math.max(this.sessions.length - count, 0));
  }
}
