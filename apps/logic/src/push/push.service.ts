import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { StoreClock } from '#bus';
import {
  AppError,
  BROADCAST_TARGET,
  memberTarget,
  pushTask,
  PushType,
  roomTarget,
  sessionTarget,
  type Cursor,
  type PushTask,
  type Recipient,
  type RoomKey,
  type SessionKey,
  type Mid,
  type Target,
} from '#contracts';
import { Metrics, type Counts, type LabelledCounts } from '#observability';
import { ReceiptsService, type FollowedPush } from '../receipts/receipts.service.js';
import { SessionRegistry } from '../sessions/session-registry.js';
import { assertContent, assertKeys, assertMids, assertRoom, assertSpeed } from './checked-push.js';
import { MembersNow } from './member-slices.js';
import { PushQueue } from './push-queue.js';
import { memberRecipient, RecipientsTasks, sessionRecipient, type RecipientsTask } from './recipients.js';
import { assertFits, roomForRecipients } from './task-size.js';

export interface PushOptions {
  /** Pushes with the same key, within 2 minutes, are stored once. */
  readonly idempotencyKey?: string;
  /** The pusher's own name for the request, kept with the message; `idempotencyKey` where it is not given. */
  readonly givenKey?: string;
  /** Member who sent it; none where it is not named, or 0. */
  readonly sender?: Mid;
  /** False: nothing is kept of it. */
  readonly persist?: boolean;
  /** Seconds after which it goes to no comet any more; never where it is not given. */
  readonly ttl?: number;
  /** To all whom it names, whatever operations they accept. Room pushes always are. */
  readonly unfiltered?: boolean;
  /** What becomes of it can be asked for. */
  readonly receipt?: boolean;
}

/** A push that the queue holds. */
export interface Pushed {
  /** Sessions that it is for, as far as they are there now. */
  readonly sessions: number;
  /** Its id; of a push to keys or members the id of each of its tasks: none where nobody is there and nothing is kept. */
  readonly stored: readonly Cursor[];
}

/** Whom a push by key or by member was queued for. */
export interface Reached<Name> extends Pushed {
  /** Those who have no session: they find the message in their history. */
  readonly offline: Name[];
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

/** Stores a push. Resolves when JetStream holds everything. @throws AppError `unavailable`, `queue-full` */
type Store<Answer> = () => Promise<Answer>;

/**
 * Turns pushes into tasks of the queue. Each `to` resolves when JetStream holds everything, and stores nothing of a push that is
 * longer than NATS takes: AppError `invalid-argument`; or that can be none: TypeError. Each `plan` looks that far, throws what
 * stands in the way, and stores nothing: what it returns does. So several pushes can be stored all, or none of them.
 */
@Injectable()
export class PushService {
  private readonly queued: LabelledCounts<'type'>;
  private readonly offline: Counts;

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly queue: PushQueue,
    metrics: Metrics,
    private readonly clock: StoreClock,
    private readonly receipts: ReceiptsService,
  ) {
    this.queued = metrics.counter('goim_push_tasks_total', 'Tasks that were stored in the push queue, by type.', [
      'type',
    ]);
    this.offline = metrics.counter(
      'goim_push_offline_total',
      'Keys and members that were pushed to and had no session.',
    );
  }

  /** Pushes to the sessions of the keys. @throws AppError `unavailable` */
  async toKeys(
    operation: number,
    keys: readonly SessionKey[],
    msg: Uint8Array,
    options: PushOptions = {},
  ): Promise<Reached<SessionKey>> {
    return this.planKeys(operation, keys, msg, options)();
  }

  planKeys(
    operation: number,
    keys: readonly SessionKey[],
    msg: Uint8Array,
    options: PushOptions = {},
  ): Store<Reached<SessionKey>> {
    assertContent(operation, msg, options);
    assertKeys(keys);
    const tasks = this.tasksFor(msg, options);
    const offline: SessionKey[] = [];
    let sessions = 0;
    for (const key of new Set(keys)) {
      const session = this.sessions.byKey(key);
      if (session) sessions++;
      else offline.push(key);
      tasks.addSession(this.queue.partitionOf(sessionTarget(key)), key, session);
    }
    if (offline.length > 0) this.assertCurrent();
    const targets = (): Target[] => [...new Set(keys)].map(sessionTarget);
    return this.planRecipients(operation, tasks.all, msg, options, { sessions, offline, targets });
  }

  /** Pushes to every session of the members. @throws AppError */
  async toMids(
    operation: number,
    mids: readonly Mid[],
    msg: Uint8Array,
    options: PushOptions = {},
  ): Promise<Reached<Mid>> {
    return this.planMids(operation, mids, msg, options)();
  }

  planMids(operation: number, mids: readonly Mid[], msg: Uint8Array, options: PushOptions = {}): Store<Reached<Mid>> {
    assertContent(operation, msg, options);
    assertMids(mids);
    // A member may have sessions that are not known yet, and none must be left out.
    this.assertCurrent();
    const tasks = this.tasksFor(msg, options);
    const offline: Mid[] = [];
    let count = 0;
    for (const mid of new Set(mids)) {
      const sessions = this.sessions.byMid(mid);
      if (sessions.length === 0) offline.push(mid);
      count += sessions.length;
      tasks.addMember(this.queue.partitionOf(memberTarget(mid)), mid, sessions);
    }
    const targets = (): Target[] => [...new Set(mids)].map(memberTarget);
    return this.planRecipients(operation, tasks.all, msg, options, { sessions: count, offline, targets });
  }

  /** Pushes to every member of a room, whatever operations it accepts. @throws AppError */
  async toRoom(operation: number, room: RoomKey, msg: Uint8Array, options: PushOptions = {}): Promise<Pushed> {
    return this.planRoom(operation, room, msg, options)();
  }

  planRoom(operation: number, room: RoomKey, msg: Uint8Array, options: PushOptions = {}): Store<Pushed> {
    assertContent(operation, msg, options);
    assertRoom(room);
    const life = lifeOf(options, this.clock);
    const task = pushTask({ type: PushType.Room, operation, room, msg, ...life });
    const id = idOf(options, room);
    assertFits(task, id, 0, this.queue);
    return async () => {
      const target = roomTarget(room);
      const stored = [await this.queue.publish(task, this.queue.partitionOf(target), id)];
      this.queued.inc({ type: 'room' });
      const sessions = this.sessions.roomCount(room);
      if (life.receipt) this.follow({ stored, targets: [target], operation, sessions, offline: 0 }, options, life);
      return { sessions, stored };
    };
  }

  /**
   * Pushes to every connection that accepts the operation.
   *
   * @param speed messages a second over the whole cluster; 0 = no limit
   * @throws AppError
   */
  async toAll(operation: number, speed: number, msg: Uint8Array, options: PushOptions = {}): Promise<Pushed> {
    return this.planAll(operation, speed, msg, options)();
  }

  planAll(operation: number, speed: number, msg: Uint8Array, options: PushOptions = {}): Store<Pushed> {
    assertContent(operation, msg, options);
    assertSpeed(speed);
    const { unfiltered = false } = options;
    const life = lifeOf(options, this.clock);
    const task = pushTask({ type: PushType.Broadcast, operation, speed, msg, unfiltered, ...life });
    const id = idOf(options, String(operation));
    assertFits(task, id, 0, this.queue);
    return async () => {
      const stored = [await this.queue.publish(task, this.queue.partitionOf(BROADCAST_TARGET), id)];
      this.queued.inc({ type: 'all' });
      const sessions = this.sessions.count;
      if (life.receipt)
        this.follow({ stored, targets: [BROADCAST_TARGET], operation, sessions, offline: 0 }, options, life);
      return { sessions, stored };
    };
  }

  /** Where recipients are now: the same ones, in the same order, with their places. @throws AppError `unavailable` */
  locate(recipients: readonly Recipient[]): Recipient[] {
    this.assertCurrent();
    const members = new MembersNow(this.sessions);
    return recipients.map(({ key, mid, slice = null }) =>
      key === ''
        ? memberRecipient(mid, members.sessionsOf(mid, slice), slice)
        : sessionRecipient(key as SessionKey, this.sessions.byKey(key as SessionKey)),
    );
  }

  private tasksFor(msg: Uint8Array, { persist }: PushOptions): RecipientsTasks {
    return new RecipientsTasks(persist !== false, roomForRecipients(this.queue.maxTaskBytes, msg.length));
  }

  /** Who is not known is not offline while the directory of sessions is being read. @throws AppError `unavailable` */
  private assertCurrent(): void {
    if (this.sessions.isCurrent) return;
    throw new AppError('unavailable', 'the directory of sessions is not current; a retry is safe');
  }

  private follow(
    push: Omit<FollowedPush, 'unfiltered' | 'expires'>,
    { unfiltered = false }: PushOptions,
    { expires }: Life,
  ): void {
    this.receipts.accepted({ ...push, unfiltered, expires });
  }

  private planRecipients<Name>(
    operation: number,
    tasks: readonly RecipientsTask[],
    msg: Uint8Array,
    options: PushOptions,
    { sessions, offline, targets }: Omit<Reached<Name>, 'stored'> & { readonly targets: () => Target[] },
  ): Store<Reached<Name>> {
    const { unfiltered = false } = options;
    const life = lifeOf(options, this.clock);
    const planned = tasks.map(({ partition, transient, nth, recipients, names, bytes }) => {
      const content = { type: PushType.Keys, operation, msg, unfiltered, ...life };
      const task = pushTask({ ...content, recipients, transient });
      // A member with very many sessions is named by several tasks. The first one's id is that of earlier versions.
      const id = idOf(options, String(transient), ...names, ...(nth > 0 ? [String(nth)] : []));
      assertFits(task, id, bytes, this.queue);
      return { task, partition, id };
    });
    return async () => {
      const stored = await this.storeAll(planned);
      this.offline.inc(offline.length);
      if (life.receipt) {
        this.follow({ stored, targets: targets(), operation, sessions, offline: offline.length }, options, life);
      }
      return { sessions, offline, stored };
    };
  }

  private async storeAll(planned: readonly PlannedTask[]): Promise<Cursor[]> {
    const outcomes = await Promise.allSettled(
      planned.map(({ task, partition, id }) => this.queue.publish(task, partition, id)),
    );
    // Each has settled before the caller hears of a failure, so that nothing is stored behind its back afterwards.
    const stored: Cursor[] = [];
    let failure: PromiseRejectedResult | undefined;
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') stored.push(outcome.value);
      else failure ??= outcome;
    }
    this.queued.inc({ type: 'keys' }, stored.length);
    if (failure) throw failure.reason;
    return stored;
  }
}

/** A task that fits, and its id in the queue. */
interface PlannedTask {
  readonly task: PushTask;
  readonly partition: number;
  readonly id: string | undefined;
}

/** What a task says of the message's life, and of where it comes from. */
type Life = Pick<PushTask, 'transient' | 'expires' | 'sender' | 'idempotencyKey' | 'receipt'>;

function lifeOf(
  { persist = true, ttl, sender = 0, givenKey, idempotencyKey, receipt = false }: PushOptions,
  clock: StoreClock,
): Life {
  return {
    transient: !persist,
    expires: ttl === undefined ? 0 : clock.now() + ttl * 1_000,
    sender,
    idempotencyKey: givenKey ?? idempotencyKey ?? '',
    receipt,
  };
}
