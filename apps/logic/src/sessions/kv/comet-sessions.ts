import type { CometId, RoomKey } from '#contracts';
import type { RoomTotals } from './room-totals.js';
import { roomsOf, type SessionRecord } from '../session-record.js';

/** A session as the mirror keeps it. */
export interface Entry {
  readonly session: SessionRecord;
  readonly comet: CometSessions;
  /** 0 = the store that it was told by is lost. */
  revision: number;
  /** Milliseconds since 1970, by the store's clock. */
  readonly writtenAt: number;
}

/** How often each name occurs. Cost: a map entry a name, not an occurrence. */
export class CountedNames {
  private readonly named = new Map<string, { readonly name: string; count: number }>();

  /** @returns the name, as the one string that all its occurrences share */
  add(name: string): string {
    const known = this.named.get(name);
    if (known) {
      known.count++;
      return known.name;
    }
    this.named.set(name, { name, count: 1 });
    return name;
  }

  remove(name: string): void {
    const known = this.named.get(name);
    if (known && --known.count === 0) this.named.delete(name);
  }

  addTo(totals: Map<string, number>): void {
    for (const { name, count } of this.named.values()) totals.set(name, (totals.get(name) ?? 0) + count);
  }
}

/**
 * The sessions of one comet, counted, and indexed by room.
 *
 * Cost: a room's only session is stored directly, several in a set, at 20 to 40 bytes each. Strings that many sessions
 * share are stored once, which saves more than that.
 */
export class CometSessions {
  count = 0;
  readonly platforms = new CountedNames();
  readonly regions = new CountedNames();
  private readonly members = new Map<RoomKey, Entry | Set<Entry>>();
  private isAlive = false;
  private reportedCounts: ReadonlyMap<RoomKey, number> | undefined;

  constructor(
    readonly id: CometId,
    /** This comet adds its counts to these while it is alive. */
    private readonly totals: RoomTotals,
  ) {}

  get alive(): boolean {
    return this.isAlive;
  }

  /** Cost of a change: a step for each room. */
  set alive(alive: boolean) {
    if (alive === this.isAlive) return;
    this.addToTotals(alive ? 1 : -1);
    this.isAlive = alive;
  }

  get reported(): ReadonlyMap<RoomKey, number> | undefined {
    return this.reportedCounts;
  }

  /** Room counts that the comet reports itself; they replace those of its sessions. Cost: a step for each room. */
  set reported(counts: ReadonlyMap<RoomKey, number> | undefined) {
    if (this.isAlive) this.addToTotals(-1);
    this.reportedCounts = counts;
    if (this.isAlive) this.addToTotals(1);
  }

  /** @returns the entry that the mirror stores */
  add(session: SessionRecord, revision: number, writtenAt: number): Entry {
    const { key, mid, connection, ip, since } = session;
    const entry: Entry = {
      session: {
        key,
        mid,
        comet: this.id,
        connection,
        room: session.room === '' ? '' : this.shared(session.room),
        joined: session.joined.length === 0 ? session.joined : session.joined.map((room) => this.shared(room)),
        ip,
        platform: this.platforms.add(session.platform),
        region: this.regions.add(session.region),
        since,
      },
      comet: this,
      revision,
      writtenAt,
    };
    this.count++;
    for (const room of roomsOf(entry.session)) this.addMember(room, entry);
    return entry;
  }

  remove(entry: Entry): void {
    const { session } = entry;
    this.count--;
    this.platforms.remove(session.platform);
    this.regions.remove(session.region);
    for (const room of roomsOf(session)) this.removeMember(room, entry);
  }

  *inRoom(room: RoomKey): Generator<SessionRecord, void> {
    const found = this.members.get(room);
    if (!found) return;
    if (found instanceof Set) for (const { session } of found) yield session;
    else yield found.session;
  }

  isIn(room: RoomKey): boolean {
    return this.members.has(room);
  }

  private addToTotals(sign: 1 | -1): void {
    if (this.reportedCounts) for (const [room, count] of this.reportedCounts) this.totals.add(room, sign * count);
    else
      for (const [room, found] of this.members) this.totals.add(room, sign * (found instanceof Set ? found.size : 1));
  }

  /** The string that another session of the room holds already. */
  private shared(room: RoomKey): RoomKey {
    const found = this.members.get(room);
    if (!found) return room;
    const { session } = found instanceof Set ? (found.values().next().value as Entry) : found;
    return roomsOf(session).find((shared) => shared === room) ?? room;
  }

  private addMember(room: RoomKey, entry: Entry): void {
    const found = this.members.get(room);
    // A session may name a room twice.
    if (found === entry || (found instanceof Set && found.has(entry))) return;
    if (!found) this.members.set(room, entry);
    else if (found instanceof Set) found.add(entry);
    else this.members.set(room, new Set([found, entry]));
    if (this.alive && !this.reportedCounts) this.totals.add(room, 1);
  }

  private removeMember(room: RoomKey, entry: Entry): void {
    const found = this.members.get(room);
    if (found instanceof Set ? !found.delete(entry) : found !== entry) return;
    if (!(found instanceof Set) || found.size === 0) this.members.delete(room);
    if (this.alive && !this.reportedCounts) this.totals.add(room, -1);
  }
}
