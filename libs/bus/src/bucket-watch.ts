import { setTimeout as delay } from 'node:timers/promises';
import { DeliverPolicy, jetstream, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { Bucket } from './bucket.js';
import type { Bus } from './bus.js';

export interface BucketListener {
  onPut(key: string, value: Uint8Array, revision: number, writtenAt: number): void;
  onDelete(key: string, revision: number): void;
  /** The bucket was lost with the server's data and starts anew: forget every entry. */
  onReset(): void;
}

const RETRY_WAIT_MS = 500;
const NANOS_PER_MS = 1_000_000;

/**
 * Tells a listener of every entry of a bucket: first those that exist, then each change, in order.
 *
 * The library's own watch notices a restarted server by missed heartbeats, after 10 s to a minute. This one starts again
 * as soon as the bus is back, behind the last revision that it saw. Entries that end by their lifetime are not told (the
 * server says nothing of them): the listener counts time itself.
 */
export class BucketWatch {
  private messages: ConsumerMessages | undefined;
  private revision = 0;
  /** When the bucket was created: another time means another bucket, whatever its revisions are. */
  private created: string | undefined;
  private generation = 0;
  private readonly restart = (): void => void this.follow(++this.generation);
  private readonly pause = (): void => {
    this.generation++;
    this.messages?.stop();
  };

  constructor(
    private readonly bucket: Bucket,
    private readonly listener: BucketListener,
    private readonly onRetry: (error: unknown) => void = () => undefined,
  ) {}

  /** Everything up to this revision has been told. */
  get lastRevision(): number {
    return this.revision;
  }

  private get bus(): Bus {
    return this.bucket.bus;
  }

  /** Resolves when every entry that existed has been told. */
  async start(): Promise<void> {
    this.bus.on('disconnect', this.pause);
    this.bus.on('reconnect', this.restart);
    await this.follow(++this.generation);
  }

  stop(): void {
    this.bus.off('disconnect', this.pause);
    this.bus.off('reconnect', this.restart);
    this.pause();
  }

  private async follow(generation: number): Promise<void> {
    while (generation === this.generation) {
      try {
        await this.open(generation);
        return;
      } catch (error) {
        this.onRetry(error);
        await delay(RETRY_WAIT_MS);
      }
    }
  }

  private async open(generation: number): Promise<void> {
    await this.bucket.ensure();
    const js = jetstream(this.bus.connection);
    const manager = await js.jetstreamManager();
    const { created, state } = await manager.streams.info(this.bucket.stream);
    const replaced = this.created !== undefined && created !== this.created;
    // Fewer revisions than were told: the server lost the newest ones.
    if (replaced || state.last_seq < this.revision) {
      this.revision = 0;
      this.listener.onReset();
    }
    this.created = created;
    const consumer = await js.consumers.getPushConsumer(this.bucket.stream, {
      filter_subjects: `${this.bucket.subjectPrefix}>`,
      ...(this.revision === 0
        ? { deliver_policy: DeliverPolicy.LastPerSubject }
        : { opt_start_seq: this.revision + 1 }),
    });
    if (generation !== this.generation) return;
    let untold = (await consumer.info(true)).num_pending;
    await new Promise<void>((resolve, reject) => {
      if (untold === 0) resolve();
      consumer
        .consume({
          callback: (message) => {
            if (generation !== this.generation) return;
            this.tell(message);
            if (--untold === 0 || message.info.pending === 0) resolve();
          },
        })
        .then((messages) => {
          this.messages = messages;
          if (generation !== this.generation) messages.stop();
          // Paused before everything was told: whoever restarts goes on behind the last revision.
          void messages.closed().then(() => resolve());
        }, reject);
    });
  }

  private tell(message: JsMsg): void {
    const key = message.subject.slice(this.bucket.subjectPrefix.length);
    this.revision = message.seq;
    if (message.headers?.get('KV-Operation')) this.listener.onDelete(key, message.seq);
    else this.listener.onPut(key, message.data, message.seq, message.info.timestampNanos / NANOS_PER_MS);
  }
}
