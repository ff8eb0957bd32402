import { Logger } from '@nestjs/common';
import { Bucket, BucketWatch, type Bus, type NodeDirectory } from '#bus';
import { decodeToken, encodeToken, SESSION_BUCKET, type CometId, type RoomKey, type SessionKey } from '#contracts';
import type { RoomCount, RoomQuery } from './room-ranking.js';
import { SessionMirror } from './session-mirror.js';
import { SessionRegistry, type SessionOwner } from './session-registry.js';
import { decodeSession, encodeSession, type Session } from './session.js';

const EXPIRY_INTERVAL_MS = 100;
/** So many entries a step keep a step below a millisecond, and walk a million in some 10 s. */
const EXPIRY_STEP = 10_000;

/** The registry in a JetStream KV bucket, an entry a session, mirrored in the memory of every logic. */
export class KvSessionRegistry extends SessionRegistry {
  private readonly logger = new Logger(KvSessionRegistry.name);
  private readonly mirror = new SessionMirror();
  private readonly departed = new Set<CometId>();
  private readonly watch: BucketWatch;
  private readonly expiry: NodeJS.Timeout;

  private constructor(
    private readonly bucket: Bucket,
    private readonly directory: NodeDirectory,
    ttlMs: number,
  ) {
    super();
    this.watch = new BucketWatch(
      bucket,
      {
        onPut: (key, value, revision, writtenAt) => this.mirrorPut(key, value, revision, writtenAt),
        onDelete: (key, revision) => this.mirror.remove(decodeToken(key) as SessionKey, revision),
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

  /** Resolves when the mirror holds every session. @throws AppError `unavailable` */
  static async open(
    bus: Bus,
    directory: NodeDirectory,
    options: { ttlMs: number; replicas: number },
  ): Promise<KvSessionRegistry> {
    const registry = new KvSessionRegistry(await Bucket.open(bus, SESSION_BUCKET, options), directory, options.ttlMs);
    await registry.watch.start();
    return registry;
  }

  async put(session: Session): Promise<void> {
    const revision = await this.bucket.put(encodeToken(session.key), encodeSession(session));
    this.applyOwn(session, revision);
  }

  async renew(renewed: Omit<Session, 'since'>): Promise<boolean> {
    const known = await this.newest(renewed.key);
    if (known && !isOwner(known.session, renewed)) return false;
    const session: Session = { ...renewed, since: known?.session.since ?? Date.now() };
    const token = encodeToken(session.key);
    const revision = known
      ? await this.bucket.update(token, encodeSession(session), known.revision)
      : await this.bucket.create(token, encodeSession(session));
    if (revision === null) {
      // Somebody wrote in between, or the mirror was behind: what the store says goes.
      const stored = await this.stored(session.key);
      if (stored && !isOwner(stored.session, renewed)) return false;
      this.applyOwn(session, await this.bucket.put(token, encodeSession(session)));
      return true;
    }
    this.applyOwn(session, revision);
    return true;
  }

  async remove(owner: SessionOwner): Promise<boolean> {
    let known = await this.newest(owner.key);
    while (known && isOwner(known.session, owner)) {
      if (await this.bucket.delete(encodeToken(owner.key), known.revision)) return true;
      known = await this.stored(owner.key);
    }
    return false;
  }

  byKey(key: SessionKey): Session | undefined {
    return this.mirror.byKey(key);
  }

  byMid(mid: number): Session[] {
    return this.mirror.byMid(mid);
  }

  roomCount(room: RoomKey): number {
    return this.mirror.roomCount(room);
  }

  byRoom(room: RoomKey): Iterable<Session> {
    return this.mirror.byRoom(room);
  }

  rooms(query: RoomQuery): RoomCount[] {
    return this.mirror.rooms(query);
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

  /** What was just written here is found at once, and not only when the watch tells it. */
  private applyOwn(session: Session, revision: number): void {
    // A comet that asks is alive, even if the list of nodes has not told of it yet; but not where it told of its end.
    if (!this.departed.has(session.comet)) this.mirror.setAlive(session.comet, true);
    // The watch may have told of this write and of a later removal already.
    if (revision > this.watch.lastRevision) this.mirror.put(session, revision, Date.now());
  }

  private async newest(key: SessionKey): Promise<{ session: Session; revision: number } | undefined> {
    return this.mirror.known(key) ?? (await this.stored(key));
  }

  private async stored(key: SessionKey): Promise<{ session: Session; revision: number } | undefined> {
    const entry = await this.bucket.get(encodeToken(key));
    return entry ? { session: decodeSession(key, entry.value), revision: entry.revision } : undefined;
  }

  private mirrorPut(token: string, value: Uint8Array, revision: number, writtenAt: number): void {
    try {
      const key = decodeToken(token) as SessionKey;
      // What this process wrote itself is known already, and need not be decoded again.
      if (this.mirror.known(key)?.revision === revision) return;
      this.mirror.put(decodeSession(key, value), revision, writtenAt);
    } catch (error) {
      this.logger.warn('skipped a session that cannot be read', { token, err: error });
    }
  }
}

function isOwner(session: Session, owner: { comet: CometId; connection: number }): boolean {
  return session.comet === owner.comet && session.connection === owner.connection;
}
