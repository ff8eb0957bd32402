import type { ConsumerInfo } from '@nats-io/jetstream';
import type { Msg, Subscription } from '@nats-io/transport-node';
import type { Bus } from '../connection/bus.js';

/** Where JetStream has not answered within this, it is asked for another consumer as well. */
const ANOTHER_AFTER_MS = 150;
/** The next one is asked for after so many times as long: of a server that is only busy not ever more must be asked. */
const SLOWER_BY = 1.5;

/**
 * A consumer that delivers to this process: the first one of those that JetStream is asked for.
 *
 * While it answers nothing, others are asked for beside the first one, after 150, 375, 712 and 1,219 ms. The one that answers or
 * delivers first is taken. Nobody listens to the others, so the server removes them (`inactive_threshold`).
 *
 * A nats-server of 2.9 places one in three at the server of a cluster that is gone, which never answers: where each was waited
 * for before the next one was asked for, an app took 5 s to start, and now and then 10 s.
 */
export class FirstConsumer {
  /** Resolves when nothing is delivered any more: it, or the bus, was closed. */
  readonly closed: Promise<void>;
  private readonly tries = new Set<Subscription>();
  private taken: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private onClosed!: () => void;

  /**
   * @param make asks JetStream for a consumer that delivers to the inbox
   * @param heard gets what is delivered, which may be before JetStream has answered; what it throws is an `error` of the bus
   */
  constructor(
    private readonly bus: Bus,
    private readonly make: (inbox: string) => Promise<ConsumerInfo>,
    private readonly heard: (msg: Msg) => void,
  ) {
    this.closed = new Promise((resolve) => (this.onClosed = resolve));
  }

  /**
   * Called once. It is closed when this rejects.
   *
   * @returns what JetStream says of the consumer; undefined: it was closed before
   * @throws what `make` throws of the consumer that is taken, or of the first one that fails while none is
   */
  async open(): Promise<ConsumerInfo | undefined> {
    const made = new Promise<ConsumerInfo>((resolve, reject) => this.ask(ANOTHER_AFTER_MS, resolve, reject));
    try {
      return await Promise.race([made, this.closed.then(() => undefined)]);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const subscription of this.tries) subscription.unsubscribe();
    this.onClosed();
  }

  private ask(anotherAfterMs: number, made: (info: ConsumerInfo) => void, failed: (error: Error) => void): void {
    const inbox = this.bus.newInbox();
    const subscription = this.bus.connection.subscribe(inbox, {
      callback: (error, msg) => {
        if (!error && this.take(subscription)) this.hear(msg);
      },
    });
    this.tries.add(subscription);
    this.timer = setTimeout(() => this.ask(anotherAfterMs * SLOWER_BY, made, failed), anotherAfterMs);
    void subscription.closed.then(() => {
      if (this.mayBe(subscription)) this.close();
    });
    this.make(inbox).then(
      (info) => {
        if (this.take(subscription)) made(info);
      },
      (error: Error) => {
        if (this.mayBe(subscription)) failed(error);
      },
    );
  }

  private hear(msg: Msg): void {
    // An exception that escaped here would end the connection's reader.
    try {
      this.heard(msg);
    } catch (thrown) {
      this.bus.emit('error', thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  }

  /** Whether it is the one, or may still become so. */
  private mayBe(subscription: Subscription): boolean {
    return !this.isClosed && (this.taken ?? subscription) === subscription;
  }

  /** @returns whether it is the one from now on */
  private take(subscription: Subscription): boolean {
    if (!this.mayBe(subscription)) return false;
    if (this.taken) return true;
    this.taken = subscription;
    clearTimeout(this.timer);
    for (const other of this.tries) if (other !== subscription) other.unsubscribe();
    return true;
  }
}
