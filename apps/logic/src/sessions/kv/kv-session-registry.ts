import { Logger } from '@nestjs/common';
import { Bucket, BucketWatch, type Bus, type NodeDirectory } from '#bus';
import { decodeToken, encodeToken, SESSION_BUCKET, type CometId, type RoomKey, type SessionKey } from '#contracts';
import { ConnectionSearch } from './connection-search.js';
import { SessionMirror } from './session-mirror.js';
import { SessionRegistry, type RoomCount, type RoomQuery, type SessionOwner } from '../session-registry.js';
import { decodeSession, encodeSession, type SessionRecord } from '../session-record.js';
import { WatchProgress } from './watch-progress.js';

const EXPIRY_INTERVAL_MS = 100;
/** So many entries a step keep a step below a millisecond, and walk a million in some 10 s. */
const EXPIRY_STEP = 10_000;
const WATCH_TIMEOUT_MS = 2_000;
/** What is older is in every logic's mirror. */
const RECENT_MS = 60_000;

interface Stored {
  readonly session: SessionRecord;
  readonly revision: number;
}

/** The registry in a JetStream KV bucket, an entry a session, mirrored in the memory of every logic. */
export class KvSessionRegistry extends SessionRegistry {
  private readonly logger = new Logger(KvSessionRegistry.name);
  private readonly mirror = new SessionMirror();
  private readonly departed = new Set<CometId>();
  private readonly search = new ConnectionSearch(() => this.mirror.all());
  private readonly progress = new WatchProgress(() => this.watch.lastRevision, WATCH_TIMEOUT_MS);
  private readonly watch: BucketWatch;
  private readonly expiry: NodeJS.Timeout;

  private constructor(
    private readonly bucket: Bucket,
    private readonly directory: NodeDirectory,
    ttlMs: number,
    private readonly onReplaced: (older: SessionRecord) => void,
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
          this.mirror.remove(decodeToken(key) as SessionKey, revision);
          this.progress.advanced();
        },
        onReset: () => this.mirror.clear(),
      },
      (error) => this.logger.warn('cannot watch the sessions, trying again', { err: error }),
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
    this.expiry = setInterval(() => this.mirror.expire(Date.now() - ttlMs, EXPIRY_STEP), EXPIRY_INTERVAL_MS);
    this.expiry.unref();
  }

  /**
   * Resolves when the mirror holds every session.
   *
   * @param onReplaced hears of sessions whose key one that was registered here took
   * @throws AppError `unavailable`
   */
  static async open(
    bus: Bus,
    directory: NodeDirectory,
    options: { ttlMs: number; replicas: number },
    onReplaced: (older: SessionRecord) => void,
  ): Promise<KvSessionRegistry> {
    const bucket = await Bucket.open(bus, SESSION_BUCKET, options);
    const registry = new KvSessionRegistry(bucket, directory, options.ttlMs, onReplaced);
    await registry.watch.start();
    return registry;
  }

  async put(session: SessionRecord): Promise<number> {
    const { key } = session;
    const before = this.mirror.known(key);
    const revision = await this.bucket.put(encodeToken(key), encodeSession(session));
    const now = this.mirror.known(key);
    this.applyOwn(session, revision);
    if (before) this.took(before.session, session);
    if (now && now.revision > revision) this.took(session, now.session);
    else if (now && now !== before) this.took(now.session, session);
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
        return true;
      }
      // Somebody wrote in between, or the mirror was behind: what the store says goes.
      known = await this.stored(renewed.key);
    }
    return false;
  }

  async remove(owner: SessionOwner): Promise<boolean> {
    let known = await this.newest(owner);
    while (known && isOwner(known.session, owner)) {
      if (await this.bucket.delete(encodeToken(owner.key), known.revision)) return true;
      known = await this.stored(owner.key);
    }
    return false;
  }

  async removeByConnection(comet: CometId, connection: number): Promise<boolean> {
    const session = await this.search.find(comet, connection);
    return session !== undefined && (await this.remove(session));
  }

  byKey(key: SessionKey): SessionRecord | undefined {
    return this.mirror.byKey(key);
  }

  byMid(mid: number): SessionRecord[] {
    return this.mirror.byMid(mid);
  }

  roomCount(room: RoomKey): number {
    return this.mirror.roomCount(room);
  }

  byRoom(room: RoomKey): Iterable<SessionRecord> {
    return this.mirror.byRoom(room);
  }

  rooms(query: RoomQuery): RoomCount[] {
    return this.mirror.rooms(query);
  }

  countAt(comet: CometId): number {
    return this.mirror.countAt(comet);
  }

  reportRooms(comet: CometId, counts: ReadonlyMap<RoomKey, number> | undefined): void {
    this.mirror.reportRooms(comet, counts);
    if (counts) this.calls(comet);
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
    this.watch.stop();
    this.directory.close();
  }

  /**
   * One connection has a key that another had before it. Both may be one comet's: that closes the older one by itself as
   * soon as it has the newer; but the newer may be closed before, for one that is newer still.
   *
   * Of two that are registered at the same time, each at a logic that does not know of the other yet, only one may ever
   * be told by the watch: the store keeps a key's newest revision. So the logic of the winner tells of the loser if it
   * hears of it, and the logic of the loser as soon as it hears of the winner, which it always does.
   */
  private took(loser: SessionRecord, winner: SessionRecord): void {
    if (!isOwner(loser, winner)) this.onReplaced(loser);
  }

  /** What was just written here is found at once, and not only when the watch tells it. */
  private applyOwn(session: SessionRecord, revision: number): void {
    this.calls(session.comet);
    // The watch may have told of this write and of a later removal already.
    if (revision > this.watch.lastRevision) this.mirror.put(session, revision, Date.now());
  }

  /** A comet that asks is alive, even if the list of nodes has not told of it yet; but not where it told of its end. */
  private calls(comet: CometId): void {
    if (!this.departed.has(comet)) this.mirror.setAlive(comet, true);
  }

  /** What the mirror knows of the owner's session; else it may be behind, and the store is asked. */
  private async newest(owner: SessionOwner): Promise<Stored | undefined> {
    const known = this.mirror.known(owner.key);
    return known && isOwner(known.session, owner) ? known : this.stored(owner.key);
  }

  private told(known: Stored, told: Stored): void {
    // Only what this process wrote is known ahead of the watch: that took the key from the session that is told late.
    if (known.revision > told.revision) this.took(told.session, known.session);
    // An older session was known to whoever took its key.
    else if (known.session.since > Date.now() - RECENT_MS) this.took(known.session, told.session);
  }

  private async stored(key: SessionKey): Promise<Stored | undefined> {
    const entry = await this.bucket.get(encodeToken(key));
    return entry ? { session: decodeSession(key, entry.value), revision: entry.revision } : undefined;
  }

  private mirrorPut(token: string, value: Uint8Array, revision: number, writtenAt: number): void {
    try {
      const key = decodeToken(token) as SessionKey;
      const known = this.mirror.known(key);
      // What this process wrote itself is known already, and need not be decoded again.
      if (known?.revision === revision) return;
      const session = decodeSession(key, value);
      if (known) this.told(known, { session, revision });
      this.mirror.put(session, revision, writtenAt);
    } catch (error) {
      this.logger.warn('skipped a session that cannot be read', { token, err: error });
    }
  }
}

function isOwner(session: SessionRecord, owner: { comet: CometId; connection: number }): boolean {
  return session.comet === owner.comet && session.connection === owner.connection;
}
