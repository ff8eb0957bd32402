import type { RoomKey, SessionKey } from '#contracts';
import { SessionRegistry, type SessionOwner } from '../src/registry/session-registry.js';
import { roomsOf, type Session } from '../src/registry/session.js';

/** Sessions in a map. */
export class FakeRegistry extends SessionRegistry {
  private readonly sessions = new Map<SessionKey, Session>();

  add(...sessions: Session[]): void {
    for (const session of sessions) this.sessions.set(session.key, session);
  }

  async put(session: Session): Promise<void> {
    this.add(session);
  }

  async renew(session: Omit<Session, 'since'>): Promise<boolean> {
    const known = this.sessions.get(session.key);
    if (known && !this.isOwner(known, session)) return false;
    this.add({ ...session, since: known?.since ?? 0 });
    return true;
  }

  async remove(owner: SessionOwner): Promise<boolean> {
    const known = this.sessions.get(owner.key);
    return known !== undefined && this.isOwner(known, owner) && this.sessions.delete(owner.key);
  }

  byKey(key: SessionKey): Session | undefined {
    return this.sessions.get(key);
  }

  byMid(mid: number): Session[] {
    return [...this.sessions.values()].filter((session) => session.mid === mid);
  }

  roomCount(room: RoomKey): number {
    return [...this.sessions.values()].filter((session) => roomsOf(session).includes(room)).length;
  }

  get count(): number {
    return this.sessions.size;
  }

  private isOwner(session: Session, owner: SessionOwner): boolean {
    return session.comet === owner.comet && session.connection === owner.connection;
  }
}
