import { setTimeout as delay } from 'node:timers/promises';
import {
  JetStreamApiCodes,
  JetStreamApiError,
  type ConsumerInfo,
  type JetStreamManager,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { AppError, errorText } from '#contracts';
import type { Bus } from '../connection/bus.js';
import { isFull } from '../streams/acked-publisher.js';
import { denialOf, errorOrDenialText } from '../connection/denial.js';
import { streamInfo } from '../streams/jetstream-api.js';
import type { ConsumerAsset, AssetFinding, StreamAsset } from './assets.js';
import { describeDrift, driftOf, isConfiguredLater, stampOf, UNLIMITED } from './drift.js';
import { isParked, rebuildEmptyStream } from './rebuild-empty.js';
import { Refusals } from './refusals.js';

/** Looks at the stream from one look at its consumers' settings to the next, while the number of consumers stays the same. */
const CONSUMERS_EVERY = 10;
/**
 * What was deleted is created anew only after this: a server of 2.9 removes the folder of a stream a little later than it
 * answers, and with it that of a stream of the same name.
 */
const SETTLE_MS = 500;
/**
 * Where NATS' store has no room for a size, this part of it is tried next. What is left has to do for other streams as well,
 * and would not if each took half of it.
 */
const SMALLER_BY = 16;
const LEAST_BYTES = 2 ** 20;
/** An API that has not answered for this long is a problem. */
const UNSEEN_FOR_MS = 5_000;

export interface KeptStreamEvents {
  repaired(finding: AssetFinding): void;
  /** The finding can't be mended: said once. */
  refused(finding: AssetFinding): void;
  /** The stream is another one than before. @param held messages that the old one had when it was last looked at */
  recreated(held: number): void;
  looked(info: StreamInfo): void;
}

/** One stream with its consumers: looks at them and mends what is found, one look at a time. */
export class KeptStream {
  /** Why it can't be used now; undefined while all is well. */
  problem: string | undefined;
  private created: string | undefined;
  private held = 0;
  private seenAt = performance.now();
  private consumersSeen = -1;
  /** Consumers that the stream has had. */
  private readonly existed = new Set<string>();
  /** Wanted beside those of the configuration, by their names. */
  private readonly added = new Map<string, ConsumerAsset>();
  private looks = 0;
  private running: Promise<void> | undefined;
  private again = false;
  private readonly refusals = new Refusals();

  /** @param since when this process learnt the configuration, in milliseconds since 1970 */
  constructor(
    private readonly bus: Bus,
    private readonly manager: () => Promise<JetStreamManager>,
    /** What it is made and changed by. */
    private readonly maker: () => Promise<JetStreamManager>,
    private asset: StreamAsset,
    /** False: another process keeps it, and this one only wants to know when it is created anew. */
    readonly isOurs: boolean,
    private readonly events: KeptStreamEvents,
    private since = Date.now(),
  ) {}

  /** When the stream was created, RFC 3339; undefined: it was not seen yet. */
  get createdAt(): string | undefined {
    return this.created;
  }

  get name(): string {
    return this.asset.config.name;
  }

  /** @returns what takes the change back */
  configure(asset: StreamAsset): () => void {
    const before = { asset: this.asset, since: this.since };
    this.asset = decidedTogether(this.asset, asset);
    this.since = Date.now();
    if (JSON.stringify(this.asset) !== JSON.stringify(before.asset)) this.refusals.clear();
    this.looks = 0;
    return () => Object.assign(this, before);
  }

  /** The stream must have this consumer too from now on, however it is configured anew. @returns what takes that back */
  addConsumer(consumer: ConsumerAsset): () => void {
    this.added.set(consumer.durable_name, consumer);
    this.looks = 0;
    return () => this.added.delete(consumer.durable_name);
  }

  /** The next look is at the consumers as well. */
  forgetConsumers(): void {
    this.looks = 0;
  }

  /** Looks now; a look that is under way is followed by another one. @throws AppError where something is amiss */
  async look(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.lookUntilSeen().finally(() => (this.running = undefined));
    return this.running;
  }

  private async lookUntilSeen(): Promise<void> {
    do {
      this.again = false;
      try {
        await this.lookOnce();
        this.problem = undefined;
        this.seenAt = performance.now();
      } catch (error) {
        const unseen = error instanceof AppError || performance.now() - this.seenAt > UNSEEN_FOR_MS;
        if (unseen && this.isOurs) this.problem = `${this.name}: ${errorText(error)}`;
        if (!this.again) throw error;
      }
    } while (this.again);
  }

  private async lookOnce(): Promise<void> {
    const manager = await this.manager();
    const info = await this.streamAsWanted(manager);
    if (!info) return;
    const recreated = this.created !== undefined && this.created !== info.created;
    const held = this.held;
    this.created = info.created;
    this.held = info.state.messages;
    if (recreated) {
      this.consumersSeen = -1;
      this.existed.clear();
    }
    if (this.isOurs) await this.mendConsumers(manager, info);
    if (recreated) this.events.recreated(held);
    this.events.looked(info);
  }

  private async streamAsWanted(manager: JetStreamManager): Promise<StreamInfo | undefined> {
    const found = await this.find(manager);
    if (!this.isOurs) return found;
    if (!found) {
      if (this.created !== undefined) await delay(SETTLE_MS);
      return this.create(manager);
    }
    if (this.hasOtherRetention(found)) return this.rebuilt(manager, found.config);
    if (this.created !== undefined && found.created !== this.created) {
      this.recreatedByAnother();
    }
    this.asset.verify?.(found.config);
    await this.mendStream(found);
    return found;
  }

  /** Created anew where that can be, by this process or another one. */
  private async rebuilt(manager: JetStreamManager, { retention }: StreamConfig): Promise<StreamInfo | undefined> {
    if (await rebuildEmptyStream(this.bus, await this.maker(), this.asset)) {
      this.repaired(this.name, 'rebuilt', `it was empty, and had the retention ${retention}`);
      return this.find(manager);
    }
    const now = await this.find(manager);
    if (!now || !this.hasOtherRetention(now)) return this.streamAsWanted(manager);
    if (isParked(now)) throw new AppError('unavailable', 'another process is creating it anew');
    const wanted = this.asset.config.retention;
    this.refused(this.name, `its retention is ${retention} instead of ${wanted} until it is empty`);
    return now;
  }

  private hasOtherRetention({ config }: StreamInfo): boolean {
    const { retention = config.retention } = this.asset.config;
    return config.retention !== retention;
  }

  private async find(manager: JetStreamManager): Promise<StreamInfo | undefined> {
    try {
      return await streamInfo(manager, this.name);
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
      throw error;
    }
  }

  private async create(manager: JetStreamManager): Promise<StreamInfo> {
    const { undecided, config } = this.asset;
    try {
      const info = await this.add(undecided ? config : { ...config, description: stampOf(this.since) });
      if (this.created !== undefined) {
        this.repaired(this.name, 'missing', `it had ${this.held} messages; it was created anew`);
      }
      return info;
    } catch (error) {
      // Another process, which is configured otherwise, may have created it in between.
      const info = await this.find(manager).catch(() => undefined);
      if (info) {
        this.asset.verify?.(info.config);
        if (this.created !== undefined) this.recreatedByAnother();
        return info;
      }
      throw new AppError('unavailable', `cannot create it: ${errorOrDenialText(error)}`, { cause: error });
    }
  }

  /** As large as wanted, or as there is room for where that may be less. */
  private async add(config: StreamAsset['config']): Promise<StreamInfo> {
    const { max_bytes: wanted = -1 } = config;
    const { streams } = await this.maker();
    for (let bytes = wanted; ; bytes = Math.floor(bytes / SMALLER_BY)) {
      try {
        const info = await streams.add({ ...config, max_bytes: bytes });
        if (bytes !== wanted) {
          this.repaired(this.name, 'smaller', `NATS' store had room for ${bytes} bytes, and not for ${wanted}`);
        }
        return info;
      } catch (error) {
        if (!isFull(error)) throw error;
        if (!this.asset.mayBeSmaller || bytes < LEAST_BYTES * SMALLER_BY) {
          throw new Error(`the store of NATS has no room for ${bytes} bytes more: ${errorText(error)}`, {
            cause: error,
          });
        }
      }
    }
  }

  private async mendStream({ config: found }: StreamInfo): Promise<void> {
    const wanted = { ...UNLIMITED, ...this.asset.config };
    const keys = driftOf({ ...wanted }, { ...found }, this.asset.undecided);
    if (keys.length === 0) return;
    const stamp = this.asset.undecided ? {} : { description: stampOf(this.since) };
    const { streams } = await this.maker();
    const apply = (some: readonly string[]) => streams.update(this.name, { ...pick({ ...wanted }, some), ...stamp });
    await this.mend(this.name, keys, { ...wanted }, { ...found }, apply);
  }

  private async mendConsumers(manager: JetStreamManager, info: StreamInfo): Promise<void> {
    const wanted = [...(this.asset.consumers ?? []), ...this.added.values()];
    if (wanted.length === 0) return;
    const due = this.looks++ % CONSUMERS_EVERY === 0;
    if (!due && info.state.consumer_count === this.consumersSeen) return;
    const found = new Map<string, ConsumerInfo>();
    for await (const one of manager.consumers.list(this.name)) found.set(one.name, one);
    const missing = wanted.filter(({ durable_name: name }) => !found.has(name));
    if (missing.some(({ durable_name: name }) => this.existed.has(name))) await delay(SETTLE_MS);
    await Promise.all(missing.map((consumer) => this.createConsumer(manager, consumer)));
    for (const consumer of wanted) {
      const one = found.get(consumer.durable_name);
      if (one) await this.mendConsumer(manager, consumer, one);
    }
    for (const { durable_name: name } of wanted) this.existed.add(name);
    this.consumersSeen = found.size + missing.length;
  }

  private async createConsumer(manager: JetStreamManager, consumer: ConsumerAsset): Promise<void> {
    const asset = `${this.name}/${consumer.durable_name}`;
    try {
      await manager.consumers.add(this.name, { ...consumer, description: stampOf(this.since) });
    } catch (error) {
      const exists = await manager.consumers.info(this.name, consumer.durable_name).catch(() => undefined);
      if (!exists) throw new AppError('unavailable', `cannot create the consumer ${asset}: ${errorText(error)}`);
    }
    // At the start, and in a stream that is new, all are missing.
    if (this.existed.has(consumer.durable_name)) this.repaired(asset, 'missing', 'it was created anew');
  }

  private async mendConsumer(manager: JetStreamManager, wanted: ConsumerAsset, info: ConsumerInfo): Promise<void> {
    const found = { ...info.config };
    const keys = driftOf({ ...wanted }, found);
    if (keys.length === 0) return;
    const description = stampOf(this.since);
    await this.mend(`${this.name}/${wanted.durable_name}`, keys, { ...wanted }, found, (some) =>
      manager.consumers.update(this.name, wanted.durable_name, { ...pick({ ...wanted }, some), description }),
    );
  }

  /** Sets what has drifted; where the server refuses all of it together, each setting by itself. */
  private async mend(
    asset: string,
    keys: readonly string[],
    wanted: Record<string, unknown>,
    found: Record<string, unknown>,
    apply: (keys: readonly string[]) => Promise<unknown>,
  ): Promise<void> {
    if (isConfiguredLater(found['description'] as string | undefined, this.since)) {
      this.refused(asset, `a process that started later has set ${describeDrift(keys, wanted, found)}: it stays so`);
      return;
    }
    const open = keys.filter((key) => this.refusals.mayAsk(`${asset}.${key}`));
    if (open.length === 0) return;
    const done: string[] = [];
    try {
      await apply(open);
      done.push(...open);
    } catch (together) {
      for (const key of open) {
        const refusal = await (open.length === 1 ? Promise.reject(together) : apply([key])).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (refusal === undefined) done.push(key);
        else if (refusal instanceof JetStreamApiError || denialOf(refusal)) {
          const what = `cannot set ${describeDrift([key], wanted, found)}: ${errorOrDenialText(refusal)}`;
          this.refused(asset, what, `${asset}.${key}`, denialOf(refusal) !== undefined);
        } else throw refusal;
      }
    }
    for (const key of done) this.refusals.delete(`${asset}.${key}`);
    if (done.length > 0) this.repaired(asset, 'changed', `set again: ${describeDrift(done, wanted, found)}`);
  }

  private recreatedByAnother(): void {
    this.repaired(this.name, 'recreated', `it had ${this.held} messages, and was deleted and created anew`);
  }

  private repaired(asset: string, reason: AssetFinding['reason'], detail: string): void {
    this.events.repaired({ asset, reason, detail });
  }

  private refused(asset: string, detail: string, key = asset, isFinal = false): void {
    if (this.refusals.add(key, detail, isFinal)) this.events.refused({ asset, reason: 'changed', detail });
  }
}

/** What a process is told of a stream at one place goes before what it does not know at another. */
function decidedTogether(before: StreamAsset, after: StreamAsset): StreamAsset {
  const { undecided = [] } = after;
  const known = undecided.filter((key) => !before.undecided?.includes(key));
  if (known.length === 0) return after;
  const still = undecided.filter((key) => !known.includes(key));
  return {
    ...after,
    config: { ...after.config, ...pick({ ...before.config }, known) },
    undecided: still.length > 0 ? still : undefined,
  };
}

function pick(from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, from[key]]));
}
