import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, pushTask, PushType, roomKey, type CometId, type RoomKey, type SessionKey } from '#contracts';
import { Metrics, type Counts, type LabelledCounts } from '#observability';
import { SessionRegistry } from '../sessions/session-registry.js';
import type { SessionRecord } from '../sessions/session-record.js';
import { PushQueue } from './push-queue.js';

/** Keys in one task: with the longest keys and the longest message it still fits into a NATS message. */
const MAX_KEYS_PER_TASK = 1_000;

export interface PushOptions {
  /** Pushes with the same key, within 2 minutes, are stored once. */
  readonly idempotencyKey?: string;
  /** To all whom it names, whatever operations they accept. Room pushes always are. */
  readonly unfiltered?: boolean;
}

/** Whom a push by key or by member was queued for. */
export interface Reached<Target> {
  readonly sessions: number;
  /** Those who have no session: nothing was queued for them. */
  readonly offline: Target[];
}

/**
 * The id of a task: of the request's key and of whom the task is for, since one request is several tasks, and one key may
 * be used for several targets.
 */
function idOf(options: PushOptions | undefined, ...targets: string[]): string | undefined {
  if (options?.idempotencyKey === undefined) return undefined;
  const digest = createHash('sha256').update(JSON.stringify(targets)).digest('base64url');
  return `${options.idempotencyKey}/${digest}`;
}

/** Turns pushes into tasks of the queue. Each method resolves when JetStream holds everything. */
@Injectable()
export class PushService {
  private readonly queued: LabelledCounts<'type'>;
  private readonly offline: Counts;

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly queue: PushQueue,
    metrics: Metrics,
  ) {
    this.queued = metrics.counter('goim_push_tasks_total', 'Tasks that were stored in the push queue, by type.', [
      'type',
    ]);
    this.offline = metrics.counter(
      'goim_push_offline_total',
      'Keys and members that were pushed to and had no session.',
    );
  }

  /** Pushes to the sessions of the keys. Keys without a session are counted and left out. @throws AppError `unavailable` */
  async toKeys(
    operation: number,
    keys: readonly SessionKey[],
    msg: Uint8Array,
    options?: PushOptions,
  ): Promise<Reached<SessionKey>> {
    const found: SessionRecord[] = [];
    const offline: SessionKey[] = [];
    for (const key of new Set(keys)) {
      const session = this.sessions.byKey(key);
      if (session) found.push(session);
      else offline.push(key);
    }
    if (offline.length > 0) this.assertCurrent();
    await this.toSessions(operation, found, msg, options);
    this.offline.inc(offline.length);
    return { sessions: found.length, offline };
  }

  /** Pushes to every session of the members. @throws AppError */
  async toMids(
    operation: number,
    mids: readonly number[],
    msg: Uint8Array,
    options?: PushOptions,
  ): Promise<Reached<number>> {
    // Of a member whose sessions are not all known none must be left out.
    this.assertCurrent();
    const found: SessionRecord[] = [];
    const offline: number[] = [];
    for (const mid of new Set(mids)) {
      const sessions = this.sessions.byMid(mid);
      if (sessions.length === 0) offline.push(mid);
      found.push(...sessions);
    }
    await this.toSessions(operation, found, msg, options);
    this.offline.inc(offline.length);
    return { sessions: found.length, offline };
  }

  /**
   * Pushes to every member of a room, whatever operations it accepts.
   *
   * @returns sessions that are in the room now
   * @throws AppError
   */
  async toRoom(
    operation: number,
    room: RoomKey,
    msg: Uint8Array,
    options?: PushOptions,
  ): Promise<{ sessions: number }> {
    await this.queue.publish(pushTask({ type: PushType.Room, operation, room, msg }), room, idOf(options, room));
    this.queued.inc({ type: 'room' });
    return { sessions: this.sessions.roomCount(room) };
  }

  /**
   * Pushes to every connection that accepts the operation.
   *
   * @param speed messages a second over the whole cluster; 0 = no limit
   * @returns sessions that are there now
   * @throws AppError
   */
  async toAll(operation: number, speed: number, msg: Uint8Array, options?: PushOptions): Promise<{ sessions: number }> {
    await this.queue.publish(
      pushTask({ type: PushType.Broadcast, operation, speed, msg, unfiltered: options?.unfiltered ?? false }),
      roomKey('broadcast', String(operation)),
      idOf(options, String(operation)),
    );
    this.queued.inc({ type: 'all' });
    return { sessions: this.sessions.count };
  }

  /** Who is not known is not offline while the directory of sessions is being read. @throws AppError `unavailable` */
  private assertCurrent(): void {
    if (this.sessions.isCurrent) return;
    throw new AppError('unavailable', 'the directory of sessions is not current; a retry is safe');
  }

  private async toSessions(
    operation: number,
    sessions: readonly SessionRecord[],
    msg: Uint8Array,
    options?: PushOptions,
  ): Promise<void> {
    const byComet = new Map<CometId, SessionKey[]>();
    for (const { comet, key } of sessions) {
      const keys = byComet.get(comet);
      if (keys) keys.push(key);
      else byComet.set(comet, [key]);
    }
    const tasks: Promise<void>[] = [];
    for (const [comet, keys] of byComet) {
      for (let from = 0; from < keys.length; from += MAX_KEYS_PER_TASK) {
        const task = pushTask({
          type: PushType.Keys,
          operation,
          server: comet,
          keys: keys.slice(from, from + MAX_KEYS_PER_TASK),
          msg,
          unfiltered: options?.unfiltered ?? false,
        });
        tasks.push(this.queue.publish(task, comet, idOf(options, ...task.keys)));
      }
    }
    // Each settles before the caller hears of a failure, so that nothing is stored behind its back afterwards.
    const failures = (await Promise.allSettled(tasks)).filter((result) => result.status === 'rejected');
    this.queued.inc({ type: 'keys' }, tasks.length - failures.length);
    if (failures[0]) throw failures[0].reason;
  }
}
