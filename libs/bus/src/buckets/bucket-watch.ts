import { setTimeout as delay } from 'node:timers/promises';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { Msg } from '@nats-io/transport-node';
import { AppError } from '#contracts';
import { KEY_OPERATION, type Bucket } from './bucket.js';
import { ConsumerStatus, parseDelivery, statusOf } from '../consumers/delivery.js';
import { errorOrDenialText } from '../connection/denial.js';
import { DurableAssets, type Mirror } from '../durable/durable-assets.js';
import { FirstConsumer } from '../consumers/first-consumer.js';
import { isUnanswered, jetStreamApi, streamInfo } from '../streams/jetstream-api.js';
import { StoreClock } from '../streams/store-clock.js';
import { ToldEntries } from './told-entries.js';
import { watchConsumer } from './watch-consumer.js';

export interface BucketListener {
  /** @param writtenAt milliseconds since 1970 by the store's clock (`StoreClock`) */
  onPut(key: string, value: Uint8Array, revision: number, writtenAt: number): void;
  /** @param removedAt as `writtenAt` */
  onDelete(key: string, revision: number, removedAt: number): void;
  /**
   * The bucket was lost and starts anew, or has lost its newest entries, or may have no marker any more of what was removed while
   * nothing was heard of it: its revisions begin again, and what it holds is told from now on. What was known is the best that is
   * known until `onLoaded`.
   *
   * @param isLost what is not told again by `onLoaded` was lost; else it may have been removed as well
   */
  onReset(isLost: boolean): void;
  /** Everything that the bucket holds was told since `onReset`: what was not, does not exist. */
  onLoaded?(): void;
}

const RETRY_WAIT_MS = 250;
/** While an app starts: a right that is missing does not come by itself. */
const START_WITHIN_MS = 12_000;
/** The same where JetStream does not answer: servers of a cluster elect who leads them, and a busy one answers late. */
const ANSWERED_WITHIN_MS = 60_000;
/** A consumer that says nothing for longer is gone, or its server is. */
const SILENCE_MS = 2_000;
/** A watch is current while it has heard from its consumer within this. */
const CURRENT_WITHIN_MS = 3_000;
const TICK_MS = 250;

export interface BucketWatchOptions {
  /** Called with each failure to watch. */
  readonly onRetry?: (error: unknown) => void;
  /** How long the bucket has the marker of an entry that was removed, in milliseconds. */
  readonly markersLiveMs?: number;
  /** Every entry is written again every few seconds: what a server lost, and has been given since, is told of by itself. */
  readonly isRewritten?: boolean;
}

/** A consumer that tells of the bucket. */
interface Telling {
  readonly consumer: FirstConsumer;
  /** Known once the server has answered. */
  name: string | undefined;
  /** Of the last message. */
  sequence: number;
  /** Revision: everything up to it was told before. */
  readonly toldUpTo: number;
  /** `performance.now()`; undefined: nothing was heard of the server yet. */
  heardAt: number | undefined;
  /** Called when it has told everything that existed. */
  readonly loaded: () => void;
}

/**
 * Tells a listener of every entry of a bucket: first those that exist, then each change, in order.
 *
 * It starts again, behind the last revision that it saw, as soon as the bus is back, its consumer is found gone (by JetStream's
 * word, or by heartbeats that do not come), a message is missing, or the bucket was created anew. Entries that end by their
 * lifetime are not told (the server says nothing of them): the listener counts time itself.
 */
export class BucketWatch implements Mirror {
  private telling: Telling | undefined;
  private revision = 0;
  private readonly told = new ToldEntries();
  /** When the bucket was created: another time means another bucket, whatever its revisions are. */
  private created: string | undefined;
  private loaded = false;
  /** The listener is to hear when everything that the bucket holds was told: none of it was before, as far as it knows. */
  private owesLoaded = true;
  /** When it last knew all, by this host's two clocks: one may be set, the other stands still while the host is suspended. */
  private knewOn = Date.now();
  private knewAt = performance.now();
  private generation = 0;
  private isStarted: () => void = () => undefined;
  /** Called with each failure while it starts. */
  private hasFailed: (error: unknown) => void = () => undefined;
  /** `performance.now()` of the first failure since JetStream last made a consumer. */
  private failingSince: number | undefined;
  /** The same of the first refusal in a row. */
  private refusedSince: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly assets: DurableAssets;
  private readonly clock: StoreClock;
  private readonly restart = (): void => void this.follow(++this.generation);
  private readonly pause = (): void => {
    this.generation++;
    this.silence();
    this.answers();
  };
  private readonly recreated = (stream: string): void => {
    if (stream === this.bucket.stream) this.restart();
  };
  private readonly consumerDeleted = (stream: string, consumer: string): void => {
    if (stream === this.bucket.stream && consumer === this.telling?.name) this.restart();
  };

  constructor(
    private readonly bucket: Bucket,
    private readonly listener: BucketListener,
    private readonly options: BucketWatchOptions = {},
  ) {
    this.assets = DurableAssets.of(bucket.bus);
    this.clock = StoreClock.of(bucket.bus);
  }

  get description(): string {
    return `the watch of the bucket ${this.bucket.name}`;
  }

  /** Everything up to this revision has been told. */
  get lastRevision(): number {
    return this.revision;
  }

  /** Whether the listener knows what the bucket holds, give or take what is under way. */
  get isCurrent(): boolean {
    const { telling } = this;
    return this.loaded && telling?.heardAt !== undefined && performance.now() - telling.heardAt < CURRENT_WITHIN_MS;
  }

  /**
   * Resolves when every entry that existed has been told, or the bus was closed. Once it has, it tries for ever.
   *
   * @param withinMs for so long it is tried again where JetStream refuses it; where JetStream does not answer, for a minute
   * @throws AppError `unavailable`; then it is stopped
   */
  async start(withinMs = START_WITHIN_MS): Promise<void> {
    const { bus } = this.bucket;
    bus.on('disconnect', this.pause);
    bus.on('reconnect', this.restart);
    this.assets.on('recreated', this.recreated);
    this.assets.on('consumerDeleted', this.consumerDeleted);
    this.timer = setInterval(() => this.listen(), TICK_MS);
    this.timer.unref();
    this.assets.mirrors.add(this);
    const started = new Promise<void>((resolve, reject) => {
      this.isStarted = resolve;
      this.hasFailed = (cause) => {
        const now = performance.now();
        const isRefused = this.refusedSince !== undefined && now - this.refusedSince >= withinMs;
        if (!isRefused && now - this.failingSince! < Math.max(withinMs, ANSWERED_WITHIN_MS)) return;
        const why = `the bucket ${this.bucket.name} cannot be watched: ${errorOrDenialText(cause)}`;
        reject(new AppError('unavailable', why, { cause }));
      };
    });
    void bus.connection.closed().then(this.isStarted);
    this.restart();
    try {
      await started;
    } catch (error) {
      this.stop();
      throw error;
    } finally {
      this.hasFailed = () => undefined;
    }
  }

  stop(): void {
    this.isStarted();
    const { bus } = this.bucket;
    bus.off('disconnect', this.pause);
    bus.off('reconnect', this.restart);
    this.assets.off('recreated', this.recreated);
    this.assets.off('consumerDeleted', this.consumerDeleted);
    clearInterval(this.timer);
    this.assets.mirrors.delete(this);
    this.pause();
  }

  private listen(): void {
    const { telling } = this;
    if (telling?.heardAt !== undefined && performance.now() - telling.heardAt > SILENCE_MS) this.restart();
  }

  private async follow(generation: number): Promise<void> {
    this.silence();
    while (generation === this.generation) {
      try {
        await this.open(generation);
        return;
      } catch (error) {
        if (generation !== this.generation || this.bucket.bus.isClosed) return;
        this.silence();
        const now = performance.now();
        this.failingSince ??= now;
        this.refusedSince = isUnanswered(error) ? undefined : (this.refusedSince ?? now);
        this.hasFailed(error);
        this.options.onRetry?.(error);
        // It has waited already.
        if (!isUnanswered(error)) await delay(RETRY_WAIT_MS);
      }
    }
  }

  /** What failed before counts no more. */
  private answers(): void {
    this.failingSince = undefined;
    this.refusedSince = undefined;
  }

  private silence(): void {
    this.telling?.consumer.close();
    this.telling = undefined;
    this.loaded = false;
  }

  private async open(generation: number): Promise<void> {
    await this.bucket.ensure();
    const manager = await jetStreamApi(this.bucket.bus);
    const { created, state } = await streamInfo(manager, this.bucket.stream);
    if (generation !== this.generation) return;
    const recreated = this.created !== undefined && created !== this.created;
    // Fewer revisions than were told: the server lost the newest ones.
    const isLost = recreated || state.last_seq < this.revision;
    const mayLackMarkers = this.mayLackMarkers();
    if (isLost || mayLackMarkers) this.beginAnew(isLost && !mayLackMarkers);
    this.created = created;
    await this.tellOn(manager, generation);
  }

  private beginAnew(isLost: boolean): void {
    this.revision = 0;
    this.told.clear();
    this.owesLoaded = true;
    this.listener.onReset(isLost);
  }

  /** Half of the time is for what differs between the clocks, and what was under way. */
  private mayLackMarkers(): boolean {
    const { markersLiveMs = Infinity } = this.options;
    const silence = Math.max(Date.now() - this.knewOn, performance.now() - this.knewAt);
    return silence > markersLiveMs / 2;
  }

  /** The server has lost its newest entries, and has been given as many others since. */
  private hasLostSome(): void {
    this.beginAnew(true);
    this.restart();
  }

  /** Behind the last revision: where it is paused or restarted before everything was told, whoever restarts goes on from there. */
  private async tellOn(manager: JetStreamManager, generation: number): Promise<void> {
    const from = this.told.oldest ?? 1;
    if (!this.options.isRewritten) this.told.tellAgain();
    const make = (inbox: string) =>
      manager.consumers.add(this.bucket.stream, watchConsumer(`${this.bucket.subjectPrefix}>`, inbox, from));
    const telling: Telling = {
      consumer: new FirstConsumer(this.bucket.bus, make, (msg) => {
        if (generation === this.generation) this.hear(msg, telling);
      }),
      name: undefined,
      sequence: 0,
      toldUpTo: this.revision,
      heardAt: undefined,
      loaded: () => {
        if (this.loaded) return;
        if (!this.told.areLeft) {
          this.hasLostSome();
          return;
        }
        this.loaded = true;
        if (this.owesLoaded) this.listener.onLoaded?.();
        this.owesLoaded = false;
        this.isStarted();
      },
    };
    this.telling = telling;
    const made = await telling.consumer.open();
    if (!made || generation !== this.generation) return;
    telling.heardAt ??= performance.now();
    this.answers();
    this.clock.told(Date.parse(made.created));
    telling.name = made.name;
    if (made.num_pending === 0 && made.delivered.consumer_seq === telling.sequence) telling.loaded();
  }

  private hear(msg: Msg, telling: Telling): void {
    const now = performance.now();
    telling.heardAt = now;
    if (this.loaded) {
      this.knewOn = Date.now();
      this.knewAt = now;
    }
    const status = statusOf(msg);
    if (status === ConsumerStatus.Idle) this.idle(msg, telling);
    else if (status !== undefined) this.restart();
    else {
      const { consumerSequence, streamSequence, storedAt, pending } = parseDelivery(msg.reply!);
      if (consumerSequence !== telling.sequence + 1) {
        this.restart();
        return;
      }
      telling.sequence = consumerSequence;
      const key = msg.subject.slice(this.bucket.subjectPrefix.length);
      if (streamSequence <= telling.toldUpTo) {
        const isTold = this.options.isRewritten || this.told.comesAgain(key, streamSequence, storedAt);
        if (!isTold) this.hasLostSome();
        else if (pending === 0) telling.loaded();
        return;
      }
      // What existed before, or waits behind others, tells of no time but its own.
      if (this.loaded && pending === 0) this.clock.delivered(storedAt);
      this.tell(key, msg, streamSequence, storedAt);
      if (pending === 0) telling.loaded();
    }
  }

  /** Flow control is answered; a heartbeat tells that nothing waits to be told, or that a message is missing. */
  private idle(msg: Msg, telling: Telling): void {
    if (msg.reply) {
      msg.respond();
      return;
    }
    const stalled = msg.headers?.get('Nats-Consumer-Stalled');
    if (stalled) {
      this.bucket.bus.publish(stalled, new Uint8Array(0));
      return;
    }
    const last = Number(msg.headers?.get('Nats-Last-Consumer') || telling.sequence);
    if (last > telling.sequence) this.restart();
    else telling.loaded();
  }

  private tell(key: string, msg: Msg, revision: number, storedAt: number): void {
    this.revision = revision;
    this.told.add(key, revision, storedAt);
    if (msg.headers?.get(KEY_OPERATION)) this.listener.onDelete(key, revision, storedAt);
    else this.listener.onPut(key, msg.data, revision, storedAt);
  }
}
