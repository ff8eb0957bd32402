import type { CometId, RoomKey, SessionKey, Mid } from '#contracts';
import { CometSessions, type Entry, type CountedNames } from './comet-sessions.js';
import { rankRooms } from './room-ranking.js';
import type { RoomCount, RoomQuery } from '../session-registry.js';
import { RoomTotals } from './room-totals.js';
import type { SessionRecord } from '../session-record.js';
import type { SessionChange } from '../session-news.js';

/**
 * All sessions in memory, by key, by member and by room, counted by platform and by region. Pure: its owner passes it
 * every write.
 *
 * Cost: one map entry by key, one by member, one in a room's set, a counter step each by room, platform and region: 350 to
 * 470 bytes a session. When a comet leaves, its sessions leave every answer at once, at a step for each of its rooms; they
 * stay stored, in case it was only cut off.
 */
export class SessionMirror {
  private readonly entries = new Map<SessionKey, Entry>();
  /** A single session is stored directly, since most members have one. There is no bound: clients name their member. */
  private readonly members = new Map<Mid, Entry | Set<Entry>>();
  private readonly comets = new Map<CometId, CometSessions>();
  private readonly totalsOfRooms = new RoomTotals();
  /** Where the last step of `expire` stopped. */
  private expiry: IterableIterator<Entry> | undefined;

  /** @param onChanged hears of each session that becomes known or is forgotten, but not where one is only written again */
  constructor(private readonly onChanged?: (change: SessionChange, session: SessionRecord) => void) {}

  /** Adds a session that was stored with this revision. A revision older than the known one changes nothing. */
  put(session: SessionRecord, revision: number, writtenAt: number): void {
    const known = this.entries.get(session.key);
    if (known && known.revision >= revision) return;
    if (known) this.drop(known);
    const entry = this.cometSessions(session.comet).add(session, revision, writtenAt);
    this.entries.set(session.key, entry);
    this.addMember(entry);
    if (known && isOfOneConnection(known.session, session)) return;
    if (known) this.onChanged?.('ended', known.session);
    this.onChanged?.('begun', session);
  }

  /** Forgets a session that was removed at this revision. */
  remove(key: SessionKey, revision: number): void {
    const known = this.entries.get(key);
    if (known && known.revision < revision) this.forget(known);
  }

  /** The store was lost: whatever it tells from now on is newer than what is known. Cost: a step for each session. */
  doubt(): void {
    for (const entry of this.entries.values()) entry.revision = 0;
  }

  /** Forgets what was known before `doubt` and was not told since. Cost: a step for each session. */
  dropDoubtful(onDropped?: (session: SessionRecord) => void): void {
    for (const entry of this.entries.values()) {
      if (entry.revision !== 0) continue;
      this.forget(entry);
      onDropped?.(entry.session);
    }
  }

  /** A comet's sessions are counted and found only while it is alive. */
  setAlive(comet: CometId, alive: boolean): void {
    const known = this.cometSessions(comet);
    known.alive = alive;
    this.forgetIfOver(known);
  }

  /**
   * Forgets sessions written before `writtenBefore` (milliseconds since 1970). Looks at no more than `limit` entries,
   * starting where the last call stopped.
   *
   * @param onExpired hears of each that was forgotten
   * @returns how many were forgotten
   */
  expire(writtenBefore: number, limit: number, onExpired?: (session: SessionRecord) => void): number {
    this.expiry ??= this.entries.values();
    let expired = 0;
    for (let looked = 0; looked < limit; looked++) {
      const { value: entry, done } = this.expiry.next();
      if (done) {
        this.expiry = undefined;
        break;
      }
      if (entry.writtenAt < writtenBefore) {
        this.forget(entry);
        expired++;
        onExpired?.(entry.session);
      }
    }
    return expired;
  }

  /** The newest known session of a key with its revision, whether its comet is alive or not. */
  known(key: SessionKey): { session: SessionRecord; revision: number } | undefined {
    return this.entries.get(key);
  }

  /** Every session, whether its comet is alive or not. They may change during the iteration. */
  *all(): IterableIterator<SessionRecord> {
    for (const { session } of this.entries.values()) yield session;
  }

  /** Those of comets that are alive; as live as `all`. */
  *allOnline(): IterableIterator<SessionRecord> {
    for (const { session, comet } of this.entries.values()) if (comet.alive) yield session;
  }

  byKey(key: SessionKey): SessionRecord | undefined {
    const entry = this.entries.get(key);
    return entry?.comet.alive ? entry.session : undefined;
  }

  byMid(mid: Mid): SessionRecord[] {
    const found = this.members.get(mid);
    if (!found) return [];
    const entries = found instanceof Set ? [...found] : [found];
    return entries.filter(({ comet }) => comet.alive).map(({ session }) => session);
  }

  roomCount(room: RoomKey): number {
    return this.totalsOfRooms.get(room);
  }

  get roomTotal(): number {
    return this.totalsOfRooms.size;
  }

  /** Live: an iteration that pauses sees what changed meanwhile. */
  *byRoom(room: RoomKey): Generator<SessionRecord, void> {
    for (const comet of this.living()) yield* comet.inRoom(room);
  }

  cometsIn(room: RoomKey): CometId[] {
    const comets: CometId[] = [];
    for (const comet of this.living()) if (comet.isIn(room)) comets.push(comet.id);
    return comets;
  }

  /** Cost: a step for each room. */
  rooms({ prefix = '', ...page }: RoomQuery): RoomCount[] {
    return rankRooms(this.totalsOfRooms.of(prefix), page);
  }

  countAt(comet: CometId): number {
    return this.comets.get(comet)?.count ?? 0;
  }

  /** Sets the room counts that the comet reports itself, which replace those of its sessions; undefined withdraws them. */
  reportRooms(comet: CometId, counts: ReadonlyMap<RoomKey, number> | undefined): void {
    const known = this.cometSessions(comet);
    known.reported = counts;
    this.forgetIfOver(known);
  }

  get count(): number {
    let count = 0;
    for (const comet of this.living()) count += comet.count;
    return count;
  }

  countByPlatform(): Map<string, number> {
    return this.totals(({ platforms }) => platforms);
  }

  countByRegion(): Map<string, number> {
    return this.totals(({ regions }) => regions);
  }

  private *living(): Generator<CometSessions, void> {
    for (const comet of this.comets.values()) if (comet.alive) yield comet;
  }

  private totals(of: (comet: CometSessions) => CountedNames): Map<string, number> {
    const totals = new Map<string, number>();
    for (const comet of this.living()) of(comet).addTo(totals);
    return totals;
  }

  private cometSessions(id: CometId): CometSessions {
    let comet = this.comets.get(id);
    if (!comet) {
      comet = new CometSessions(id, this.totalsOfRooms);
      this.comets.set(id, comet);
    }
    return comet;
  }

  private forget(entry: Entry): void {
    this.drop(entry);
    this.onChanged?.('ended', entry.session);
  }

  private drop(entry: Entry): void {
    const { session, comet } = entry;
    this.entries.delete(session.key);
    this.dropMember(entry);
    comet.remove(entry);
    this.forgetIfOver(comet);
  }

  private forgetIfOver({ id, alive, count, reported }: CometSessions): void {
    if (!alive && count === 0 && !reported) this.comets.delete(id);
  }

  private addMember(entry: Entry): void {
    const { mid } = entry.session;
    if (mid <= 0) return;
    const found = this.members.get(mid);
    if (!found) this.members.set(mid, entry);
    else if (found instanceof Set) found.add(entry);
    else this.members.set(mid, new Set([found, entry]));
  }

  private dropMember(entry: Entry): void {
    const { mid } = entry.session;
    const found = this.members.get(mid);
    if (found === entry) this.members.delete(mid);
    else if (found instanceof Set && found.delete(entry) && found.size === 1) {
      const [last] = found;
      this.members.set(mid, last!);
    }
  }
}

function isOfOneConnection(one: SessionRecord, other: SessionRecord): boolean {
  return one.comet === other.comet && one.connection === other.connection;
}
