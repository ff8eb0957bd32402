import { AppError, errorText } from '#contracts';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { describeDenial, type Denial } from './denial.js';

interface Waiting {
  readonly subject: string;
  readonly deadline: number;
  readonly resolve: (reply: Msg) => void;
  readonly reject: (error: AppError) => void;
}

/** What is published, and where its reply is to go. */
type Publish = (subject: string, reply: string) => void;

const SWEEP_INTERVAL_MS = 50;

/**
 * Pairs messages with their replies, by one subscription and a map of those that wait: the library's own requests make a
 * timer, three promises and an Error each (12 us of a process against 5).
 *
 * Every message waits equally long, so the map is in the order of the deadlines, and a sweep stops at the first that has
 * time left: timeouts are so up to 50 ms late.
 */
export class ReplyInbox {
  private readonly waiting = new Map<number, Waiting>();
  /** Undefined while nothing waits, so that a process that asks for nothing is not woken. */
  private sweeper: NodeJS.Timeout | undefined;
  private lastId = 0;
  /** Why no reply can come. */
  private refusal: string | undefined;

  constructor(
    connection: NatsConnection,
    private readonly inbox: string,
    private readonly timeoutMs: number,
  ) {
    connection.subscribe(`${this.inbox}.*`, {
      callback: (error, msg) => {
        if (!error) this.received(msg);
        else this.refuse(errorText(error));
      },
    });
  }

  get size(): number {
    return this.waiting.size;
  }

  /**
   * @param publish sends the message; what it throws is thrown on
   * @throws AppError `unavailable` where no reply came in time, or `failAll` was called
   */
  send(subject: string, publish: Publish): Promise<Msg> {
    if (this.refusal !== undefined) return Promise.reject(new AppError('unavailable', this.refusal));
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      publish(subject, `${this.inbox}.${id}`);
      this.waiting.set(id, { subject, deadline: performance.now() + this.timeoutMs, resolve, reject });
      this.sweeper ??= setInterval(() => this.sweep(), SWEEP_INTERVAL_MS).unref();
    });
  }

  /** Nobody's reply can come any more. */
  failAll(why: string): void {
    const failed = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of failed) reject(new AppError('unavailable', why));
  }

  /** What was published to that subject was dropped: of those that wait for it any one is as good as another. */
  failDenied(denial: Denial): void {
    for (const [id, { subject, reject }] of this.waiting) {
      if (denial.operation !== 'publish' || subject !== denial.subject) continue;
      this.waiting.delete(id);
      reject(new AppError('unavailable', describeDenial(denial)));
      return;
    }
  }

  close(why: string): void {
    this.failAll(why);
    this.sweep();
  }

  private refuse(why: string): void {
    this.refusal = why;
    this.failAll(why);
  }

  private received(msg: Msg): void {
    const id = Number(msg.subject.slice(this.inbox.length + 1));
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    waiting.resolve(msg);
  }

  private sweep(): void {
    this.expire();
    if (this.waiting.size > 0) return;
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }

  private expire(): void {
    const now = performance.now();
    for (const [id, { deadline, reject }] of this.waiting) {
      if (deadline > now) return;
      this.waiting.delete(id);
      reject(new AppError('unavailable', `no answer within ${this.timeoutMs} ms`));
    }
  }
}

/** Whether this is the server's word that nobody listens. */
export function isNoResponders(msg: Msg): boolean {
  return msg.data.length === 0 && msg.headers?.code === 503;
}
