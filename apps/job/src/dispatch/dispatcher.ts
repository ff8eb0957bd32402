import type { NodeDirectory, RpcClient, StoreClock } from '#bus';
import type { Live } from '#config';
import { AppError, envelopeBytes, PushType, type CometId, type LeaseEpoch, type Recipient } from '#contracts';
import { withinTime } from '#limits';
import { encodeFrame } from '#protocol';
import { Misses, type CometLink, type BatchDelivery, type SendingLease } from '../comets/comet-link.js';
import { Debts } from '../comets/debts.js';
import type { JobConfig } from '../config/job.config.js';
import { evenPace, paceOf } from './broadcast-pace.js';
import { keysByComet } from './comet-keys.js';
import { packed, roomMessage } from './comet-messages.js';
import type { BatchReceipts, DispatchReceipts } from './dispatch-receipts.js';
import { Latency } from './latency.js';
import { isExpired, type ReceivedTask } from './received-task.js';
import { RoomBatch } from './room-batch.js';
import { RoomPushes } from './room-pushes.js';
import { planOf, Strays, type Found } from './strays.js';

const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** How long a batch waits for comets that have taken everything before it. */
const PATIENCE_MS = 50;
/** Half of the longest message, so that a joined one always fits. */
const ROOM_MESSAGE_SHARE = 0.5;
const TOO_LONG = 'it is longer than NATS takes';

/** Counts that only grow; the metrics read them. */
export interface DispatchCounts {
  /** By type, tasks that were sent; a further try for some comets alone is not another. */
  keys: number;
  room: number;
  all: number;
  /** Pushes by key and by member whose comet had gone, or that had waited, and whose recipients logic was asked for anew. */
  located: number;
  /** Tasks that nobody was to get any more when they were worked. */
  expired: number;
  /** Messages and calls to comets; joined room pushes are one. */
  messages: number;
}

/** What every message of one batch goes by. */
interface Sending {
  readonly deliveries: readonly BatchDelivery[];
  readonly lease: LeaseEpoch | null;
  /** Undefined: nobody asked what becomes of any task. */
  readonly receipts: BatchReceipts | undefined;
  readonly debts: Debts;
  readonly misses: Misses;
  /** Where recipients were sent a task, by its id, unless that is what the task says. */
  readonly sent: Map<number, readonly Recipient[]>;
}

/** Plans which comets get what, and in which messages; the links carry it. */
export class Dispatcher {
  readonly counts: DispatchCounts = { keys: 0, room: 0, all: 0, located: 0, expired: 0, messages: 0 };
  /** From the moment that the queue has a task until the comets have it; of tasks that no comet missed. */
  readonly latency = new Latency();
  readonly roomPushes = new RoomPushes();
  /** By the lease of the partition: what was owed by one that has ended, nobody takes back. */
  private readonly debts = new WeakMap<SendingLease, Debts>();
  private readonly strays: Strays;
  /** Are called when a comet joins. */
  private readonly waiting = new Set<() => void>();
  private readonly joined = (): void => {
    for (const done of this.waiting) done();
  };
  /** A batch has failed because no comet was there. */
  private isDeserted = false;

  constructor(
    private readonly directory: NodeDirectory,
    private readonly links: readonly CometLink[],
    logic: Pick<RpcClient, 'call'>,
    private readonly config: Live<Pick<JobConfig, 'roomBatch' | 'dispatch'>>,
    private readonly clock: StoreClock,
    private readonly receipts: DispatchReceipts,
  ) {
    this.strays = new Strays(directory, logic, clock);
  }

  /**
   * Resolves when the comets that are alive listen. After a batch that found none it waits for one: what comes back to the
   * queue over and over would run out of tries.
   *
   * @throws AppError `unavailable` where the bus is away
   */
  async ready(): Promise<void> {
    while (this.isDeserted && this.directory.size === 0) await this.cometJoins(LONGEST_TIMER_MS);
    this.isDeserted = false;
    await Promise.all(this.links.map((link) => link.ready()));
  }

  /**
   * Pushes the tasks of one partition, in their order. Resolves when everything is on its way, behind which the bus takes what is
   * published next, and each comet that is pushed to by key, or called, has confirmed; what a comet takes its time for is `late`
   * then. Of a push by key whose comet has gone, or that has waited, it asks logic first where the sessions are now. A task whose
   * time is up is left out.
   *
   * @returns the tasks that some comet did not confirm, or whose recipients could not be located
   * @throws AppError `unavailable` where the bus broke: nothing is known of any of the tasks; or where no comet is
   * registered; or where the lease ended meanwhile
   */
  async dispatch(tasks: readonly ReceivedTask[], lease: SendingLease): Promise<Misses> {
    // Without a comet there is nobody to push to; more likely they are just restarting.
    if (this.directory.size === 0) await this.cometJoins(this.config.current.dispatch.waitForComet, lease.over);
    if (this.directory.size === 0) {
      this.isDeserted = true;
      throw new AppError('unavailable', 'no comet is registered');
    }
    const misses = new Misses(new Set(tasks.filter(({ isLastTry }) => isLastTry).map(({ id }) => id)));
    const debts = this.debtsOf(lease);
    const found = await this.strays.find(tasks, misses, (received) => debts.of(received));
    // This job may have hung, or logic have taken its time: another may have sent these tasks, and newer ones, by now.
    if (!lease.isValid()) throw new AppError('unavailable', 'the lease of the partition has ended');
    const deliveries = this.links.map((link) => link.begin(misses, lease));
    const receipts = this.receipts.of(tasks);
    const sending: Sending = { deliveries, lease: lease.epoch, receipts, debts, misses, sent: new Map() };
    const longest = Math.min(...this.links.map(({ maxMessageBytes }) => maxMessageBytes));
    const rooms = new RoomBatch<ReceivedTask>(
      { maxPushes: this.config.current.roomBatch.batch, maxBytes: longest * ROOM_MESSAGE_SHARE },
      ({ room, packets, sources }) => {
        this.sendRoom(room, packets, sources, sending);
        this.roomPushes.count(room, sources.length);
      },
    );
    const now = this.clock.now();
    for (const received of tasks) {
      const { task, id } = received;
      if (isExpired(task, now)) {
        debts.take(received);
        this.counts.expired++;
        receipts?.expired(id);
      } else if (received.bytes + envelopeBytes(task.recipients.length) > longest) misses.note(id, TOO_LONG);
      else if (task.type === PushType.Room) this.addRoom(received, rooms, sending);
      else if (task.type === PushType.Broadcast)
        unlessTooLong({ misses, ids: [id] }, () => this.sendAll(received, sending));
      else this.sendKeys(received, found, sending);
    }
    rooms.flush();
    // A batch is of one queue: where that is made anew, what was fetched of the one before is dropped.
    const epoch = tasks[0]?.epoch ?? 0;
    await this.end(deliveries, misses, (ofLate) => debts.note(misses, epoch, ofLate, sending.sent));
    this.note(tasks, misses, now);
    if (receipts) {
      const tell = (): void => receipts.tell((id) => misses.reasonOf(id));
      tell();
      misses.late?.end.then(tell, () => undefined);
    }
    return misses;
  }

  /** The task was given up: what was kept for its next try is not needed any more. */
  forget(task: ReceivedTask, lease: SendingLease): void {
    this.debts.get(lease)?.take(task);
  }

  /** @param began the time by which those that had expired were left out */
  private note(tasks: readonly ReceivedTask[], misses: Misses, began: number): void {
    const now = this.clock.now();
    const areMissing = misses.isAny || misses.late !== undefined;
    for (const { task, id, storedAt } of tasks) {
      const isMissing =
        (areMissing && (misses.reasonOf(id) !== undefined || misses.late?.ids.has(id))) || isExpired(task, began);
      if (!isMissing) this.latency.observe(now - storedAt);
    }
  }

  /** Waits for the comets' answers, but not for long where one takes its time: the batches behind are for others as well. */
  private async end(
    deliveries: readonly BatchDelivery[],
    misses: Misses,
    note: (ofLate: boolean) => void,
  ): Promise<void> {
    const ends = deliveries.map((delivery) => delivery.end());
    const all = Promise.all(ends);
    // It may reject before anybody awaits it.
    all.catch(() => undefined);
    const prompt = deliveries.flatMap((delivery) => delivery.prompt ?? []);
    if (prompt.length > 0) await withinTime(PATIENCE_MS, Promise.all(prompt));
    const ids = new Set(deliveries.flatMap((delivery) => [...delivery.unanswered()]));
    if (ids.size === 0) await all;
    const noteDebts = async (ofLate: boolean): Promise<void> => {
      if (!misses.isAny) return;
      // Before one comet alone is sent something again, the bus must have taken it for all others.
      await Promise.all(deliveries.map((delivery) => delivery.sent()));
      note(ofLate);
    };
    const noted = noteDebts(false);
    if (ids.size > 0) {
      const end = Promise.all([all, noted]).then(() => noteDebts(true));
      end.catch(() => undefined);
      misses.late = { ids, end };
    }
    try {
      await noted;
    } catch (error) {
      // The batch comes again: no call of this one may go on beside those of the next.
      await Promise.allSettled(ends);
      throw error;
    }
  }

  private debtsOf(lease: SendingLease): Debts {
    let debts = this.debts.get(lease);
    if (!debts) this.debts.set(lease, (debts = new Debts()));
    return debts;
  }

  /** Resolves when a comet registers, or when it is not worth waiting any longer. */
  private cometJoins(withinMs: number, over?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        over?.removeEventListener('abort', done);
        this.waiting.delete(done);
        if (this.waiting.size === 0) this.directory.off('join', this.joined);
        resolve();
      };
      const timer = setTimeout(done, over?.aborted ? 0 : withinMs).unref();
      over?.addEventListener('abort', done);
      // One listener, however many partitions wait: Node.js takes more than 10 for a leak.
      if (this.waiting.size === 0) this.directory.on('join', this.joined);
      this.waiting.add(done);
    });
  }

  private addRoom(received: ReceivedTask, rooms: RoomBatch<ReceivedTask>, sending: Sending): void {
    const { task } = received;
    const owed = sending.debts.take(received)?.comets;
    if (owed) {
      this.sendRoom(task.room, encodeFrame(task.operation, 0, task.msg), [received], sending, owed);
      return;
    }
    // Comets count what they take, or leave it out as a whole, so it is not joined with others.
    const isAlone = task.receipt || task.former !== null;
    if (isAlone) rooms.flushRoom(task.room);
    rooms.add(task.room, task, received);
    if (isAlone) rooms.flushRoom(task.room);
    this.counts.room++;
  }

  private sendRoom(
    room: string,
    packets: Uint8Array,
    sources: readonly ReceivedTask[],
    { deliveries, lease, misses }: Sending,
    only?: ReadonlySet<CometId>,
  ): void {
    const message = roomMessage(room, packets, sources, lease);
    unlessTooLong({ misses, ids: message.ids }, () => {
      for (const delivery of deliveries) this.counts.messages += delivery.toRoom(message, message.ids, only);
    });
  }

  private sendAll(received: ReceivedTask, { deliveries, lease, debts }: Sending): void {
    const { task, id, epoch, prevs } = received;
    const owed = debts.take(received)?.comets;
    const { operation, speed, unfiltered, transient, receipt, former } = task;
    const pace =
      speed > 0
        ? { speed: evenPace(speed, this.directory.size), paces: paceOf(speed, this.directory.all()) }
        : { speed: 0, paces: [] };
    const place = { epoch, id, prev: prevs[0] ?? 0, transient };
    const message = { protoOp: operation, proto: packed(task), ...pace, unfiltered, ...place, lease, receipt, former };
    for (const delivery of deliveries) this.counts.messages += delivery.toAll(message, id, owed);
    if (!owed) this.counts.all++;
  }

  private sendKeys(received: ReceivedTask, found: Found | undefined, sending: Sending): void {
    const { deliveries, lease, receipts, misses } = sending;
    const { task, id, epoch, prevs } = received;
    const { operation, unfiltered, transient, receipt, former } = task;
    const located = found?.get(received);
    if (located) this.counts.located++;
    const debt = sending.debts.take(received);
    const { recipients, owed, sent } = planOf(received, located, debt);
    if (sent) sending.sent.set(id, sent);
    const place = { epoch, id, transient };
    const content = { protoOp: operation, proto: packed(task), unfiltered, ...place, lease, receipt, former };
    for (const { comet, keys, mids, prevs: before } of keysByComet(recipients, prevs)) {
      if (owed && !owed.has(comet)) continue;
      const node = this.directory.get(comet);
      if (!node) {
        // Logic may not have noticed yet that it has gone, or job that it has come; or it went while logic was asked.
        misses.note(id, `comet ${comet} is not known`, comet);
        continue;
      }
      const delivery = deliveries[this.links.findIndex((link) => link.serves(node))]!;
      // The others are sent theirs, and it is owed to this comet alone.
      unlessTooLong({ misses, ids: [id], comet }, () => {
        this.counts.messages += delivery.toKeys(node, { keys, mids, prevs: before, ...content }, id);
        receipts?.handed(id, { comet, sessions: keys.length });
      });
    }
    if (!debt) this.counts.keys++;
  }
}

/**
 * A message may be longer than what its tasks said, such as where there are very many comets. It is tried again by itself and given
 * up in the end; thrown, it would have its whole batch sent again for ever.
 */
function unlessTooLong(
  { misses, ids, comet }: { misses: Misses; ids: readonly number[]; comet?: CometId },
  send: () => void,
): void {
  try {
    send();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-argument') throw error;
    for (const id of ids) misses.note(id, TOO_LONG, comet);
  }
}
