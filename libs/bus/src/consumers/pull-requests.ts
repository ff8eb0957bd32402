import type { Msg, Subscription } from '@nats-io/transport-node';
import { withinTime } from '#limits';
import type { Bus } from '../connection/bus.js';
import { ConsumerStatus, statusOf } from './delivery.js';
import { ACK_WAIT_MS } from '../streams/push-stream.js';
import { Ticks } from '../connection/ticks.js';

export interface PullListener {
  message(msg: Msg): void;
  /** The consumer is gone. */
  lost(): void;
}

export interface PullRequestsOptions {
  /** `<stream>.<consumer>` */
  readonly consumer: string;
  /** Messages that may be outstanding; fewer where they are long. */
  readonly ahead: number;
  /** For how many more messages the listener has room; without it, for any number. Of more room it is told by `more`. */
  readonly room?: (() => number) | undefined;
  /**
   * For how many milliseconds, from now on, this process may have messages. No request outlasts it: the server would go on
   * giving messages to a process that hangs.
   */
  mayPullFor(): number;
}

/**
 * A process that hangs last said up to a quarter of the acknowledgement time ago that its messages are in progress. Its
 * requests are over before the server gives these out again, or they would come to the next process in another order.
 */
const EXPIRES_MS = (2 * ACK_WAIT_MS) / 3;
/** How long before the end of a request the next one follows, so that there is no moment without one. */
const OVERLAP_MS = 1_000;
const HEARTBEAT_MS = 500;
/** Where nothing is heard for longer, the server may have none of the requests. */
const SILENCE_MS = 1_000;
/** How often in succession nobody answers before the consumer counts as gone. */
const LOST_AFTER = 3;
/** The server takes no request that lasts less than two heartbeats. */
const SHORTEST_MS = 2 * HEARTBEAT_MS;
const NANOS_PER_MS = 1_000_000;
/**
 * What may be outstanding of one consumer, about. A process pulls from many of them, and a server that has 64 MiB to send takes
 * its connection for too slow, and closes it.
 */
const AHEAD_BYTES = 1_024 * 1_024;
/** Bytes of a message, until some have come: as long as groups of tasks are. */
const SUPPOSED_LENGTH = 32 * 1_024;
/** How much less each message that has come counts than the one after it. */
const FORGETTING = 1 / 16;

/** A pull request that waits at the server. It has an inbox of its own, so that what comes for it is counted exactly. */
interface PullRequest {
  readonly inbox: string;
  readonly subscription: Subscription;
  /** Messages that the server may still send for it. */
  left: number;
  endsAt: number;
}

/**
 * Keeps pull requests waiting at the server, at every moment at least one, unless the listener has room for nothing.
 *
 * The NATS library counts what is outstanding over all of its requests, and asks again when a request was used up or the
 * server said that it ended. A server of 2.9 that finds a request expired while it delivers a message drops it without a
 * word: the library goes on counting it, and a partition stands still until heartbeats are missed, for 10 s. Here each request is
 * counted by itself, followed by the next one before it ends, and forgotten as soon as its heartbeats do not come.
 */
export class PullRequests {
  private readonly open = new Set<PullRequest>();
  private readonly idle: PullRequest[] = [];
  /** Of which nothing was heard: the server may have them all the same, and send what it holds. */
  private readonly forgotten = new Set<PullRequest>();
  private readonly subject: string;
  private left = 0;
  /** Bytes of a message, on average of the latest. */
  private length = SUPPOSED_LENGTH;
  private heardAt = 0;
  private unanswered = 0;
  private isStopped = false;

  constructor(
    private readonly bus: Bus,
    private readonly options: PullRequestsOptions,
    private readonly listener: PullListener,
  ) {
    this.subject = `$JS.API.CONSUMER.MSG.NEXT.${options.consumer}`;
  }

  start(): void {
    Ticks.of(this.bus).add(this.tick);
    this.heardAt = performance.now();
    this.request(this.ahead);
  }

  /** The listener has room for more. While the consumer does not answer, it is asked at its time alone: it may elect a leader. */
  more(): void {
    if (!this.isStopped && this.unanswered === 0) this.refill();
  }

  /** Asks for no more. What the server has given out by the time that it knows does not come to the listener. */
  stop(): void {
    for (const { subscription } of this.end()) subscription.unsubscribe();
  }

  /** Asks for no more. What the server has given out by the time that it knows still comes: until then, or for `waitMs`. */
  async drain(waitMs: number): Promise<void> {
    const subscriptions = this.end().map(({ subscription }) => subscription);
    const drained = Promise.allSettled(subscriptions.map((subscription) => subscription.drain()));
    await withinTime(waitMs, drained);
  }

  /** @returns all that the server may still send for, those also of which nothing was heard: they would take from the next one to pull */
  private end(): PullRequest[] {
    this.isStopped = true;
    Ticks.of(this.bus).delete(this.tick);
    const all = [...this.open, ...this.idle, ...this.forgotten];
    this.open.clear();
    return all;
  }

  private request(batch: number): void {
    const expiresMs = Math.floor(Math.min(EXPIRES_MS, this.options.mayPullFor()));
    if (batch < 1 || expiresMs < SHORTEST_MS) return;
    // While nothing was asked for, there was nothing to hear.
    if (this.open.size === 0) this.heardAt = performance.now();
    const request = this.idle.pop() ?? this.newRequest();
    request.left = batch;
    request.endsAt = performance.now() + expiresMs;
    this.left += batch;
    this.open.add(request);
    const options = { batch, expires: expiresMs * NANOS_PER_MS, idle_heartbeat: HEARTBEAT_MS * NANOS_PER_MS };
    this.bus.publish(this.subject, Buffer.from(JSON.stringify(options)), { reply: request.inbox });
  }

  private newRequest(): PullRequest {
    const inbox = this.bus.newInbox();
    const request: PullRequest = {
      inbox,
      subscription: this.bus.connection.subscribe(inbox, {
        callback: (error, msg) => {
          if (error) return;
          try {
            this.received(request, msg);
          } catch (thrown) {
            // Thrown further, it would end the connection's reader.
            this.bus.emit('error', thrown as Error);
          }
        },
      }),
      left: 0,
      endsAt: 0,
    };
    return request;
  }

  private received(request: PullRequest, msg: Msg): void {
    this.heardAt = performance.now();
    const status = statusOf(msg);
    if (status !== undefined) {
      if (!this.isStopped) this.told(request, status, msg.headers!.description);
      return;
    }
    this.unanswered = 0;
    this.length += (msg.data.length - this.length) * FORGETTING;
    // What comes for a request that was forgotten is not counted any more.
    if (this.open.has(request)) {
      request.left--;
      this.left--;
      if (request.left === 0) this.ended(request);
      this.refill();
    }
    this.listener.message(msg);
  }

  private told(request: PullRequest, status: number, description: string): void {
    if (status === ConsumerStatus.Idle) {
      this.unanswered = 0;
      return;
    }
    this.ended(request);
    const gone = status === ConsumerStatus.Conflict && /deleted/i.test(description);
    const silent = status === ConsumerStatus.NoResponders && ++this.unanswered >= LOST_AFTER;
    if (gone || silent) this.listener.lost();
    // Where the server refuses requests, only the next tick asks again.
    else if (status === ConsumerStatus.Expired) this.refill();
  }

  private get ahead(): number {
    const { ahead, room } = this.options;
    const most = Math.max(1, Math.min(ahead, Math.floor(AHEAD_BYTES / this.length)));
    return room ? Math.min(most, room()) : most;
  }

  private refill(): void {
    const { ahead } = this;
    if (this.left <= ahead / 2) this.request(ahead - this.left);
  }

  private ended(request: PullRequest): void {
    if (!this.open.delete(request)) return;
    this.left -= request.left;
    request.left = 0;
    this.idle.push(request);
  }

  /** Forgets requests that are over, or of which nothing is heard, and asks anew where none would be left soon. */
  private readonly tick = (): void => {
    const now = performance.now();
    if (now - this.heardAt > SILENCE_MS) {
      this.heardAt = now;
      for (const request of this.open) this.forget(request);
    }
    let lasts = false;
    for (const request of this.open) {
      if (now > request.endsAt) this.ended(request);
      else if (request.endsAt - now > OVERLAP_MS) lasts = true;
    }
    if (lasts) this.refill();
    else this.request(this.ahead);
  };

  /** Its inbox is not used again. */
  private forget(request: PullRequest): void {
    this.open.delete(request);
    this.left -= request.left;
    this.forgotten.add(request);
    setTimeout(() => {
      this.forgotten.delete(request);
      request.subscription.unsubscribe();
    }, EXPIRES_MS).unref();
  }
}
