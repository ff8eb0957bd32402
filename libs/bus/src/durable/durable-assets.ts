import { EventEmitter } from 'node:events';
import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { AppError, errorText } from '#contracts';
import type { Bus } from '../connection/bus.js';
import type { BusMessage } from '../connection/bus-message.js';
import type { ConsumerAsset, AssetFinding, StreamAsset } from './assets.js';
import { isUnanswered, jetStreamApi, streamsApi } from '../streams/jetstream-api.js';
import { KeptStream } from './kept-stream.js';

interface DurableEvents {
  repaired: [finding: AssetFinding];
  refused: [finding: AssetFinding];
  /** The stream is another one than before: what it held is gone. @param held messages at the last look */
  recreated: [stream: string, held: number];
  /** A bucket has refused an entry, since it has the size that it may have. */
  full: [bucket: string];
  /** All of the stream was found, or made, as configured. */
  looked: [stream: string, info: StreamInfo];
  /** JetStream does not answer what is asked of it for a start; it is asked again. @param attempt from 1 on */
  unanswered: [asset: string, attempt: number];
  /** A consumer of the stream was deleted, be it one that is kept or not. */
  consumerDeleted: [stream: string, consumer: string];
}

/** Something in memory that mirrors what JetStream keeps. */
export interface Mirror {
  /** For people: `the watch of the bucket goim_nodes`. */
  readonly description: string;
  readonly isCurrent: boolean;
}

const LOOK_INTERVAL_MS = 1_000;
const ADVISORIES = '$JS.EVENT.ADVISORY';
/**
 * How long JetStream is asked, where it does not answer, for what a process needs to start: a busy server answers late, and servers of
 * a cluster do when they have elected who leads it.
 */
const ANSWERED_WITHIN_MS = 60_000;
/** The same while there is no server to ask. */
const BACK_WITHIN_MS = 10_000;
/** Findings that are kept until somebody listens. */
const MAX_EARLY = 100;

const ofBuses = new WeakMap<Bus, DurableAssets>();

/**
 * Keeps every stream, consumer and bucket of this process as configured: at the start, after the bus was away, and whenever
 * one is found gone or changed meanwhile.
 *
 * It hears of deletions and changes by JetStream's advisories, within milliseconds, and looks at each stream once a second
 * in case that an advisory is lost or may not be read. Every process that uses an asset keeps it: whoever is first mends it.
 */
export class DurableAssets extends EventEmitter<DurableEvents> {
  /** What happened before anybody listened. */
  readonly early: [event: 'repaired' | 'refused', finding: AssetFinding][] = [];
  /** Those that this process can't do without. */
  readonly mirrors = new Set<Mirror>();
  private readonly streams = new Map<string, KeptStream>();
  private timer: NodeJS.Timeout | undefined;
  private managing: Promise<JetStreamManager> | undefined;
  private making: Promise<JetStreamManager> | undefined;

  private constructor(private readonly bus: Bus) {
    super();
    this.setMaxListeners(0);
  }

  /** The one of a connection. */
  static of(bus: Bus): DurableAssets {
    let assets = ofBuses.get(bus);
    if (!assets) {
      assets = new DurableAssets(bus);
      ofBuses.set(bus, assets);
    }
    return assets;
  }

  /**
   * Makes the stream as configured, creating it where it is missing, and keeps it so from now on. Asked again for the same
   * stream, it keeps it by the newer configuration.
   *
   * @throws AppError `unavailable`, or what the asset's `verify` throws; then it is not kept, unless it was before
   */
  async keep(asset: StreamAsset): Promise<void> {
    const { name } = asset.config;
    this.begin();
    const known = this.streams.get(name);
    const kept = known?.isOurs ? known : this.newStream(asset, true);
    const takeBack = known?.isOurs ? known.configure(asset) : undefined;
    try {
      await this.untilAnswered(kept.name, () => this.lookOrThrow(kept));
    } catch (error) {
      takeBack?.();
      throw error;
    }
    this.streams.set(name, kept);
  }

  /**
   * Makes a consumer of a stream that is kept, and keeps it too.
   *
   * @throws AppError `unavailable`; then it is not kept
   */
  async keepConsumer(stream: string, consumer: ConsumerAsset): Promise<void> {
    const kept = this.known(stream);
    if (!kept.isOurs)
      throw new Error(`the stream ${stream} is not kept: its consumer ${consumer.durable_name} cannot be`);
    const takeBack = kept.addConsumer(consumer);
    try {
      await this.untilAnswered(kept.name, () => this.lookOrThrow(kept));
    } catch (error) {
      takeBack();
      throw error;
    }
  }

  /** Tells by `recreated` when a stream that other processes keep was deleted and created anew. */
  follow(stream: string): void {
    if (this.streams.has(stream)) return;
    this.begin();
    this.streams.set(stream, this.newStream({ config: { name: stream } }, false));
    this.suspect(stream);
  }

  /** When a stream that is kept or followed was created, RFC 3339, by the last look; undefined: not seen yet. */
  createdAt(stream: string): string | undefined {
    return this.streams.get(stream)?.createdAt;
  }

  /** Looks at a kept or followed stream now, and mends the kept one. @throws AppError */
  async ensure(stream: string): Promise<void> {
    await this.lookOrThrow(this.known(stream));
  }

  /** An operation has found that something is amiss with the stream: it is looked at now, not within a second. */
  suspect(stream: string): void {
    if (!this.bus.isConnected) return;
    // What is wrong is kept as the stream's problem.
    this.streams
      .get(stream)
      ?.look()
      .catch(() => undefined);
  }

  /** Settles as the first look that JetStream has answered, or the last one of a minute; of 10 s where the server is away. */
  async untilAnswered<Answer>(asset: string, look: () => Promise<Answer>): Promise<Answer> {
    const begun = performance.now();
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await look();
        const detail = `JetStream answered at attempt ${attempt}`;
        if (attempt > 1) this.repaired({ asset, reason: 'unanswered', detail });
        return answer;
      } catch (error) {
        const within = this.bus.isConnected ? ANSWERED_WITHIN_MS : BACK_WITHIN_MS;
        if (performance.now() - begun >= within || !isUnanswered(error)) throw error;
        this.emit('unanswered', asset, attempt);
      }
    }
  }

  /** What can't be used now, each with the reason. */
  problems(): string[] {
    const behind = [...this.mirrors].filter(({ isCurrent }) => !isCurrent);
    return [
      ...[...this.streams.values()].flatMap(({ problem }) => problem ?? []),
      ...behind.map(({ description }) => `${description} is not current`),
    ];
  }

  /** Somebody else has mended something. */
  repaired(finding: AssetFinding): void {
    this.found('repaired', finding);
  }

  /** @throws Error where nobody has asked to keep or follow it, so that nothing would ever be mended */
  private known(stream: string): KeptStream {
    const known = this.streams.get(stream);
    if (!known) throw new Error(`the stream ${stream} is neither kept nor followed by this process`);
    return known;
  }

  /** Nothing is looked at before something is kept. */
  private begin(): void {
    const { bus } = this;
    if (this.timer) return;
    this.timer = setInterval(() => this.lookAtAll(), LOOK_INTERVAL_MS);
    this.timer.unref();
    bus.on('reconnect', () => this.lookAtAll());
    const optional = { isOptional: true };
    for (const event of ['CREATED', 'DELETED', 'UPDATED']) {
      const heard = ({ subject }: BusMessage): void => this.suspect(subject.split('.').at(-1)!);
      bus.subscribe(`${ADVISORIES}.STREAM.${event}.*`, heard, optional);
    }
    const consumerDeleted = ({ subject }: BusMessage): void => {
      const [stream, consumer] = subject.split('.').slice(-2) as [string, string];
      if (!this.streams.has(stream)) return;
      this.emit('consumerDeleted', stream, consumer);
      this.streams.get(stream)!.forgetConsumers();
      this.suspect(stream);
    };
    bus.subscribe(`${ADVISORIES}.CONSUMER.DELETED.*.*`, consumerDeleted, optional);
  }

  private newStream(asset: StreamAsset, isOurs: boolean): KeptStream {
    const { name } = asset.config;
    const makers = [() => this.manager(), () => this.maker()] as const;
    return new KeptStream(this.bus, ...makers, asset, isOurs, {
      repaired: (finding) => this.repaired(finding),
      refused: (finding) => this.found('refused', finding),
      recreated: (held) => this.emit('recreated', name, held),
      looked: (info) => this.emit('looked', name, info),
    });
  }

  private found(event: 'repaired' | 'refused', finding: AssetFinding): void {
    if (!this.emit(event, finding) && this.early.length < MAX_EARLY) this.early.push([event, finding]);
  }

  private async lookOrThrow(kept: KeptStream): Promise<void> {
    try {
      await kept.look();
    } catch (cause) {
      if (cause instanceof AppError && cause.code !== 'unavailable') throw cause;
      throw new AppError('unavailable', `cannot open the stream ${kept.name}: ${errorText(cause)}`, { cause });
    }
  }

  private lookAtAll(): void {
    for (const stream of this.streams.keys()) this.suspect(stream);
  }

  private manager(): Promise<JetStreamManager> {
    this.managing ??= jetStreamApi(this.bus);
    return this.managing;
  }

  private maker(): Promise<JetStreamManager> {
    this.making ??= streamsApi(this.bus);
    return this.making;
  }
}
