import type { Bus } from '../connection/bus.js';
import { DurableAssets } from '../durable/durable-assets.js';
import { PullRequests } from './pull-requests.js';
import { PulledMessage } from './pulled-message.js';

/** A server that does not answer by then gives the messages out again when their acknowledgement time is over. */
const GIVE_BACK_WITHIN_MS = 2_000;

export interface ConsumerPullOptions {
  readonly stream: string;
  /** Name of the durable consumer. */
  readonly consumer: string;
  /** Messages that may be outstanding. */
  readonly ahead: number;
  /** For how many more messages the listener has room; without it, for any number. */
  readonly room?: (() => number) | undefined;
  /** For how many milliseconds, from now on, this process may have messages; without it, for ever. */
  readonly mayPullFor?: (() => number) | undefined;
}

export interface ConsumerPullListener {
  message(message: PulledMessage): void;
  /** The consumer is gone, with what it knew of acknowledgements: nothing more comes. Called once. */
  lost(): void;
}

/** Pulls what a durable consumer gives out, until it is stopped or the consumer is gone. Not to be started again. */
export class ConsumerPull {
  private readonly consumer = { isGone: false, epoch: 0 };
  private readonly assets: DurableAssets;
  private readonly pulls: PullRequests;
  private isStopped = false;
  private givesBack = false;

  constructor(
    bus: Bus,
    private readonly options: ConsumerPullOptions,
    private readonly listener: ConsumerPullListener,
  ) {
    this.assets = DurableAssets.of(bus);
    const { stream, consumer, ahead, room, mayPullFor = () => Infinity } = options;
    this.pulls = new PullRequests(
      bus,
      { consumer: `${stream}.${consumer}`, ahead, room, mayPullFor },
      {
        message: (msg) => {
          const message = new PulledMessage(msg, this.consumer);
          if (!this.isStopped) listener.message(message);
          else if (this.givesBack) message.nak(0);
        },
        lost: () => this.lost(),
      },
    );
    // With the stream its consumers are deleted, and said to be; where nobody heard it, the next look finds another stream.
    this.assets.on('consumerDeleted', this.deleted);
    this.assets.on('recreated', this.recreated);
  }

  /** @param epoch of the stream, as it was found since this was made */
  start(epoch = 0): void {
    if (this.isStopped) return;
    this.consumer.epoch = epoch;
    this.pulls.start();
  }

  /** The listener has room for more. */
  more(): void {
    this.pulls.more();
  }

  /**
   * Takes no more; what was given out already can still be settled. What is on its way is left unacknowledged: the next one to
   * pull recalls it, or it comes when its acknowledgement time is over.
   */
  stop(): void {
    this.end();
    this.pulls.stop();
  }

  /** Takes no more, and gives back what is on its way, for others that share the consumer. At most 2 s. */
  async giveBack(): Promise<void> {
    this.end();
    this.givesBack = true;
    await this.pulls.drain(GIVE_BACK_WITHIN_MS);
  }

  private end(): void {
    this.isStopped = true;
    this.assets.off('consumerDeleted', this.deleted);
    this.assets.off('recreated', this.recreated);
  }

  private readonly deleted = (stream: string, consumer: string): void => {
    if (stream === this.options.stream && consumer === this.options.consumer) this.lost();
  };

  private readonly recreated = (stream: string): void => {
    if (stream === this.options.stream) this.lost();
  };

  private lost(): void {
    if (this.consumer.isGone) return;
    this.consumer.isGone = true;
    this.stop();
    this.assets.suspect(this.options.stream);
    this.listener.lost();
  }
}
