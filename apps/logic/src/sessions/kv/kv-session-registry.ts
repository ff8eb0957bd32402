import { Logger } from '@nestjs/common';
import { Bucket, BucketWatch, DurableAssets, StoreClock, type Bus, type NodeDirectory } from '#bus';
import {
  decodeToken,
  encodeToken,
  SESSION_BUCKET,
  type CometId,
  type Mid,
  type RoomKey,
  type SessionKey,
} from '#contracts';
import { ConnectionSearch } from './connection-search.js';
import { ExpiredSessions } from './expired-sessions.js';
import { ReturningSessions } from './returning-sessions.js';
import { SessionMirror } from './session-mirror.js';
import { SessionRegistry, type RoomCount, type RoomQuery, type SessionOwner } from '../session-registry.js';
import { decodeSession, encodeSession, type SessionRecord } from '../session-record.js';
import type { SessionChange } from '../session-news.js';
import { WatchProgress } from './watch-progress.js';

const EXPIRY_INTERVAL_MS = 100;
/** Keeps a step below a millisecond, and walks a million entries in about 10 s. */
const EXPIRY_STEP = 10_000;
/** After a loss of the store every comet has registered its sessions again within this. */
const CARRIED_OVER_MS = 60_000;
const WATCH_TIMEOUT_MS = 2_000;
/** Sessions that are older are in every logic's mirror. */
const RECENT_MS = 60_000;

interface Stored {
  readonly session: SessionRecord;
  readonly revision: number;
}

/** Hears of what happens to sessions behind the calls of whoever owns them. */
export interface RegistryListener {
  /** A session that was registered here, or that this process hears of, took the key of this one. */
  onReplaced(older: SessionRecord): void;
  /** A session begins or ends to be known, whichever process has it. */
  onChanged?(change: SessionChange, session: SessionRecord): void;
  /** A session that had expired was renewed. */
  onReturned?(session: SessionRecord): void;
  /** A session has expired, and is not in the store any more. Every process finds out. */
  onExpired?(session: SessionRecord): void;
  /** Whether anybody wants to hear of those: each costs a request to the store. */
  readonly followsExpiry?: boolean;
}

/** The registry in a JetStream KV bucket, an entry a session, mirrored in the memory of every logic. */
export class KvSessionRegistry extends SessionRegistry {
  private readonly logger = new Logger(KvSessionRegistry.name);
  private readonly mirror = new SessionMirror((change, session) => this.listener.onChanged?.(change, session));
  private readonly departed = new Set<CometId>();
  private readonly search = new ConnectionSearch(() => this.mirror.all());
  private readonly progress = new WatchProgress(() => this.watch.lastRevision, WATCH_TIMEOUT_MS);
  private readonly watch: BucketWatch;
  private readonly clock: StoreClock;
  private readonly expiry: NodeJS.Timeout;
  private readonly expired = new ExpiredSessions(
    async (session) => {
      const stored = await this.stored(session.key);
      return !stored || !isOwner(stored.session, session);
    },
    (session) => this.listener.onExpired?.(session),
  );
  private returning: ReturningSessions | undefined;
  private carried: NodeJS.Timeout | undefined;

  private constructor(
    private readonly bucket: Bucket,
    private readonly directory: NodeDirectory,
    ttlMs: number,
    private readonly listener: RegistryListener,
  ) {
    super();
    this.watch = new BucketWatch(
      bucket,
      {
        onPut: (key, value, revision, writtenAt) => {
          this.mirrorPut(key, value, revision, writtenAt);
          this.progress.advanced();
        },
        onDelete: (key, revision) => {
          this.mirrorRemove(key, revision);
          this.progress.advanced();
        },
        onReset: () => this.keepForNow(),
      },
      { onRetry: (error) => this.logger.warn('cannot watch the sessions, trying again', { err: error }) },
    );
    for (const comet of directory.ids()) this.mirror.setAlive(comet, true);
    directory.on('join', (comet) => {
      this.departed.delete(comet);
      this.mirror.setAlive(comet, true);
    });
    directory.on('leave', (comet) => {
      this.departed.add(comet);
      this.mirror.setAlive(comet, false);
    });
    this.clock = StoreClock.of(bucket.bus);
    this.expiry = setInterval(() => this.expire(ttlMs), EXPIRY_INTERVAL_MS);
    this.expiry.unref();
  }

  /**
   * Resolves when the mirror holds every session.
   *
   * @throws AppError `unavailable`
   */
  static async open(
    bus: Bus,
    directory: NodeDirectory,
    options: { ttlMs: number; replicas: number; maxBytes?: number },
    listener: RegistryListener,
  ): Promise<KvSessionRegistry> {
    const bucket = await Bucket.open(bus, SESSION_BUCKET, options);
    const registry = new KvSessionRegistry(bucket, directory, options.ttlMs, listener);
    await registry.watch.start();
    registry.awaitReturning();
    return registry;
  }

  async put(session: SessionRecord): Promise<number> {
    const { key } = session;
    const before = this.mirror.known(key);
    const revision = await this.bucket.put(encodeToken(key), encodeSession(session));
    const now = this.mirror.known(key);
    this.applyOwn(session, revision);
    if (before) this.reportTaken(before.session, session);
    if (now && now.revision > revision) this.reportTaken(session, now.session);
    else if (now && now !== before) this.reportTaken(now.session, session);
    return revision;
  }

  knowsUpTo(revision: number): Promise<boolean> {
    return this.progress.reached(revision);
  }

  async renew(renewed: Omit<SessionRecord, 'since'>): Promise<boolean> {
    const token = encodeToken(renewed.key);
    let known = await this.newest(renewed);
    while (!known || isOwner(known.session, renewed)) {
      const session: SessionRecord = { ...renewed, since: known?.session.since ?? Date.now() };
      const revision = known
        ? await this.bucket.update(token, encodeSession(session), known.revision)
        : await this.bucket.create(token, encodeSession(session));
      if (revision !== null) {
        this.applyOwn(session, revision);
        if (!known) this.listener.onReturned?.(session);
        return true;
      }
      // Somebody wrote in between, or the mirror was behind: the store decides.
      known = await this.stored(renewed.key);
    }
    return false;
  }

  async remove(owner: SessionOwner): Promise<SessionRecord | undefined> {
    let known = await this.newest(owner);
    while (known && isOwner(known.session, owner)) {
      if (await this.bucket.delete(encodeToken(owner.key), known.revision)) return known.session;
      // The mirror may have it from a store that is lost.
      this.mirror.remove(owner.key, 1);
      known = await this.stored(owner.key);
    }
    return undefined;
  }

  async removeByConnection(comet: CometId, connection: number): Promise<SessionRecord | undefined> {
    const session = await this.search.find(comet, connection);
    return session && this.remove(session);
  }

  get isCurrent(): boolean {
    return this.watch.isCurrent && this.directory.isCurrent && (this.returning?.isCurrent ?? true);
  }

  byKey(key: SessionKey): SessionRecord | undefined {
    return this.mirror.byKey(key);
  }

  all(): Iterable<SessionRecord> {
    return this.mirror.allOnline();
  }

  byMid(mid: Mid): SessionRecord[] {
    return this.mirror.byMid(mid);
  }

  roomCount(room: RoomKey): number {
    return this.mirror.roomCount(room);
  }

  get roomTotal(): number {
    return this.mirror.roomTotal;
  }

  byRoom(room: RoomKey): Iterable<SessionRecord> {
    return this.mirror.byRoom(room);
  }

  cometsIn(room: RoomKey): CometId[] {
    return this.mirror.cometsIn(room);
  }

  rooms(query: RoomQuery): RoomCount[] {
    return this.mirror.rooms(query);
  }

  countAt(comet: CometId): number {
    return this.mirror.countAt(comet);
  }

  reportRooms(comet: CometId, counts: ReadonlyMap<RoomKey, number> | undefined): void {
    this.mirror.reportRooms(comet, counts);
    if (counts) this.heardFrom(comet);
  }

  get count(): number {
    return this.mirror.count;
  }

  countByPlatform(): ReadonlyMap<string, number> {
    return this.mirror.countByPlatform();
  }

  countByRegion(): ReadonlyMap<string, number> {
    return this.mirror.countByRegion();
  }

  /** Nest's hook. */
  beforeApplicationShutdown(): void {
    clearInterval(this.expiry);
    this.expired.close();
    clearTimeout(this.carried);
    this.watch.stop();
    this.directory.close();
  }

  /**
   * Reports a session whose key another connection has taken. Also where both are on one comet: it closes the older one
   * itself once it has the newer, but may have closed the newer before that, for a still newer one.
   *
   * Of two sessions that two logics register at the same time, the watch may deliver only the winner, since the store
   * keeps a key's newest revision. So the winner's logic reports the loser if the watch delivers it, and the loser's logic
   * reports it when the watch delivers the winner, which always happens.
   */
  private reportTaken(loser: SessionRecord, winner: SessionRecord): void {
    if (!isOwner(loser, winner)) this.listener.onReplaced(loser);
  }

  private get onExpired(): ((session: SessionRecord) => void) | undefined {
    return this.listener.followsExpiry ? (session) => this.expired.add(session) : undefined;
  }

  /** A store that is new may be one that was lost, and is being filled again. */
  private awaitReturning(): void {
    const { bucket, clock, directory, mirror } = this;
    const left = bucket.createdAt() + CARRIED_OVER_MS - clock.now();
    if (left <= 0) return;
    this.returning = new ReturningSessions(directory, (comet) => mirror.countAt(comet), performance.now() + left);
    DurableAssets.of(bucket.bus).mirrors.add(this.returning);
  }

  /** Compared by the store's clock, by which each session was written: this host's may be wrong. */
  private expire(ttlMs: number): void {
    if (this.clock.isKnown) this.mirror.expire(this.clock.now() - ttlMs, EXPIRY_STEP, this.onExpired);
  }

  /**
   * The store was lost. The comets register their sessions again, at once but one after another: until they have, what was
   * known is the best that is known.
   */
  private keepForNow(): void {
    this.mirror.doubt();
    clearTimeout(this.carried);
    this.carried = setTimeout(() => this.mirror.dropDoubtful(this.onExpired), CARRIED_OVER_MS);
    this.carried.unref();
  }

  /** Makes a write of this process visible at once, before the watch delivers it. */
  private applyOwn(session: SessionRecord, revision: number): void {
    this.heardFrom(session.comet);
    // The watch may already have delivered this write and a later removal.
    if (revision > this.watch.lastRevision) this.mirror.put(session, revision, this.clock.now());
  }

  /** A comet that calls is alive, even before the node directory lists it; unless the directory has seen it leave. */
  private heardFrom(comet: CometId): void {
    if (!this.departed.has(comet)) this.mirror.setAlive(comet, true);
  }

  /** The owner's session as the mirror has it; from the store where the mirror may be behind. */
  private async newest(owner: SessionOwner): Promise<Stored | undefined> {
    const known = this.mirror.known(owner.key);
    return known && isOwner(known.session, owner) ? known : this.stored(owner.key);
  }

  /** Compares a session that the watch delivers with the one that is known by its key. */
  private compare(known: Stored, delivered: Stored): void {
    // Only a write of this process is known ahead of the watch: it took the key from the session that is delivered late.
    if (known.revision > delivered.revision) this.reportTaken(delivered.session, known.session);
    // An older session was known to the logic that let its key be taken.
    else if (known.session.since > Date.now() - RECENT_MS) this.reportTaken(known.session, delivered.session);
  }

  private async stored(key: SessionKey): Promise<Stored | undefined> {
    const entry = await this.bucket.get(encodeToken(key));
    return entry ? { session: decodeSession(key, entry.value), revision: entry.revision } : undefined;
  }

  private mirrorPut(token: string, value: Uint8Array, revision: number, writtenAt: number): void {
    try {
      const key = decodeToken(token) as SessionKey;
      const known = this.mirror.known(key);
      // A write of this process is known already; decoding it again would be a waste.
      if (known?.revision === revision) return;
      const session = decodeSession(key, value);
      if (known) this.compare(known, { session, revision });
      this.mirror.put(session, revision, writtenAt);
    } catch (error) {
      this.logger.warn('skipped a session that cannot be read', { token, err: error });
    }
  }

  private mirrorRemove(token: string, revision: number): void {
    try {
      this.mirror.remove(decodeToken(token) as SessionKey, revision);
    } catch (error) {
      this.logger.warn('skipped the end of a session that cannot be read', { token, err: error });
    }
  }
}

function isOwner(session: SessionRecord, owner: { comet: CometId; connection: number }): boolean {
  return session.comet === owner.comet && session.connection === owner.connection;
}
