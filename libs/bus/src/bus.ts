import { EventEmitter } from 'node:events';
import { AppError } from '#contracts';
import { createInbox, errors, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { denialOf, describeDenial, type Denial } from './denial.js';
import { isNoResponders, ReplyInbox } from './reply-inbox.js';
import { TurnWriter } from './turn-writer.js';

/** A server that hangs is not waited for longer: what waits for it has work of others in hand. */
const FLUSH_TIMEOUT_MS = 3_000;
/** Size of a bucket that is given no other. */
const BUCKET_BYTES = 64 * 1024 * 1024;
/** Denials that are kept until somebody listens. */
const MAX_EARLY = 100;

/** A message as handlers see it. `data` is a view of the receive buffer. */
export interface BusMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly reply?: string;
  /** @returns false where the sender asked for no reply */
  respond(data: Uint8Array, options?: { headers: Record<string, string> }): boolean;
  header(name: string): string | undefined;
  /** All headers, as the NATS library has them; undefined where there are none. */
  readonly headers: unknown;
}

export interface BusSubscription {
  unsubscribe(): void;

  /** Unsubscribes, and goes on with what the server sent before it knew; at its end nothing more comes. */
  drain(): Promise<void>;
}

/** A request on a subject that nobody answers now. */
export class NobodyListens extends AppError {
  constructor(subject: string) {
    super('unavailable', `nobody listens on ${subject}`);
  }
}

interface BusEvents {
  disconnect: [];
  reconnect: [];
  /** The server reported an error, or a handler threw. */
  error: [error: Error];
  /** The server has not done what this process asked it for, or dropped what it sent. */
  denied: [denial: Denial];
}

/** Cost: one object a message; closures instead of methods would be four more. */
class ReceivedMessage implements BusMessage {
  constructor(private readonly msg: Msg) {}

  get subject(): string {
    return this.msg.subject;
  }

  get data(): Uint8Array {
    return this.msg.data;
  }

  get reply(): string | undefined {
    return this.msg.reply;
  }

  respond(data: Uint8Array, options?: { headers: Record<string, string> }): boolean {
    return this.msg.respond(data, options && { headers: toHeaders(options.headers) });
  }

  get headers(): unknown {
    return this.msg.headers;
  }

  header(name: string): string | undefined {
    return this.msg.headers?.get(name) || undefined;
  }
}

function toHeaders(record: Record<string, string>): ReturnType<typeof headers> {
  const result = headers();
  for (const [name, value] of Object.entries(record)) result.set(name, value);
  return result;
}

/**
 * One connection to NATS, shared by everything in a process. Reconnects for ever; what is published meanwhile is lost, so
 * whoever must know flushes, or waits for an answer.
 */
export class Bus extends EventEmitter<BusEvents> {
  private connected = true;
  private readonly inboxes = new Map<number, ReplyInbox>();
  private readonly turns: TurnWriter;
  /** Times that the connection was lost since the start. */
  disconnects = 0;
  /** Messages that were dropped, and subscriptions that were refused. */
  readonly denials: Record<Denial['operation'], number> = { publish: 0, subscription: 0 };
  /** Those before anybody listened; undefined: somebody does. */
  private early: Denial[] | undefined = [];
  /** A subscription that this process needs, and was refused. */
  private missing: Denial | undefined;

  /**
   * @param connection for the adapters of this library alone
   * @param options `inboxPrefix` begins the subjects on which answers come
   */
  constructor(
    readonly connection: NatsConnection,
    private readonly options: {
      readonly inboxPrefix?: string | undefined;
      readonly bucketBytes?: number | undefined;
    } = {},
  ) {
    super();
    this.turns = new TurnWriter(connection);
    // One listener of every mirror, consumer and publisher is no leak.
    this.setMaxListeners(0);
    // Before anybody listens, an error must not end the process.
    this.on('error', () => undefined);
    void this.followStatus();
  }

  get isConnected(): boolean {
    return this.connected && !this.connection.isClosed();
  }

  /** Calls the listener for each denial, those before included. */
  onDenied(listener: (denial: Denial) => void): void {
    for (const denial of this.early ?? []) listener(denial);
    this.early = undefined;
    this.on('denied', listener);
  }

  /** Why this process does not hear what it should; undefined while it does. */
  get deafness(): string | undefined {
    return this.missing && describeDenial(this.missing);
  }

  /** A subject of its own, on which answers may come. */
  newInbox(): string {
    return createInbox(this.options.inboxPrefix);
  }

  /** The size at which a bucket that is given no other refuses new entries. */
  get bucketBytes(): number {
    return this.options.bucketBytes ?? BUCKET_BYTES;
  }

  /** The address of the server that this connection is, or was last, attached to. */
  get server(): string {
    return this.connection.getServer();
  }

  /** The longest message that the server takes, in bytes. */
  get maxPayloadBytes(): number {
    return this.connection.info?.max_payload ?? 1_048_576;
  }

  /** Bytes to join in one message at most: so many, or half of what the server takes, whose rest is for what is around them. */
  joinedBytes(most: number): number {
    return Math.min(most, Math.floor(this.maxPayloadBytes / 2));
  }

  /**
   * Sends and forgets; while the bus is away the message is lost.
   *
   * @throws AppError `invalid-argument` where the message is longer than the server takes
   */
  publish(subject: string, data: Uint8Array, options?: { reply?: string; headers?: Record<string, string> }): void {
    // Who waits for an answer has others beside it.
    if (options?.reply !== undefined) this.turns.join();
    try {
      this.connection.publish(
        subject,
        data,
        options && { reply: options.reply, headers: options.headers && toHeaders(options.headers) },
      );
    } catch (cause) {
      // The headers count as well, and only the library knows their length.
      if (cause instanceof errors.InvalidArgumentError) throw this.refused(data, cause);
      throw cause;
    }
  }

  /**
   * @throws AppError `unavailable` where nobody listens (a `NobodyListens`), or nobody answered within `timeoutMs`; `invalid-argument` where
   *   the message is longer than the server takes
   */
  async request(subject: string, data: Uint8Array, timeoutMs: number): Promise<BusMessage> {
    if (!this.isConnected) throw new AppError('unavailable', `not connected to NATS at ${this.server}`);
    let reply: Msg;
    try {
      reply = await this.repliesWithin(timeoutMs).send(subject, (to, inbox) =>
        this.publish(to, data, { reply: inbox }),
      );
    } catch (error) {
      if (error instanceof AppError && error.code === 'unavailable') {
        throw new AppError('unavailable', `${subject}: ${error.message}`, { cause: error });
      }
      throw error;
    }
    if (isNoResponders(reply)) throw new NobodyListens(subject);
    return new ReceivedMessage(reply);
  }

  /**
   * Calls `handler` for every message. A handler that throws is reported as an `error` event.
   *
   * @param options `isOptional`: the process does as well without it, where its permissions do not let it
   */
  subscribe(
    subject: string,
    handler: (message: BusMessage) => void,
    options?: { queue?: string; isOptional?: boolean },
  ): BusSubscription {
    return this.connection.subscribe(subject, {
      queue: options?.queue || undefined,
      callback: (error, msg) => {
        if (error) {
          const denial = denialOf(error);
          // The server's word comes as a status as well.
          if (!denial) this.emit('error', error);
          else if (!options?.isOptional) this.missing ??= denial;
          return;
        }
        // An exception that escaped here would end the connection's reader.
        try {
          handler(new ReceivedMessage(msg));
        } catch (thrown) {
          this.emit('error', thrown instanceof Error ? thrown : new Error(String(thrown)));
        }
      },
    });
  }

  /**
   * Waits until the server has taken everything that was published before.
   *
   * @throws AppError `unavailable` where the connection broke meanwhile: then nothing is known of what was published
   */
  async flush(): Promise<void> {
    if (!this.isConnected) throw new AppError('unavailable', `not connected to NATS at ${this.server}`);
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no answer within ${FLUSH_TIMEOUT_MS} ms`)), FLUSH_TIMEOUT_MS);
        void this.connection
          .flush()
          .then(resolve, reject)
          .finally(() => clearTimeout(timer));
      });
    } catch (cause) {
      throw new AppError('unavailable', 'the connection to NATS broke, or hangs', { cause });
    }
  }

  /** Stops taking messages, finishes those that came, sends what is pending, and closes. */
  async drain(): Promise<void> {
    if (this.connection.isClosed()) return;
    if (!this.isConnected) {
      await this.connection.close();
      return;
    }
    await this.connection.drain();
  }

  /** Nest's last shutdown hook: everything that uses the bus has stopped by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.drain();
  }

  private refused(data: Uint8Array, cause: Error): AppError {
    const why = `the server takes ${this.maxPayloadBytes}, with the headers`;
    return new AppError('invalid-argument', `cannot send ${data.length} bytes: ${why}`, { cause });
  }

  /** An inbox for each timeout that is used: a handful. */
  private repliesWithin(timeoutMs: number): ReplyInbox {
    let inbox = this.inboxes.get(timeoutMs);
    if (!inbox) {
      inbox = new ReplyInbox(this.connection, this.newInbox(), timeoutMs);
      this.inboxes.set(timeoutMs, inbox);
    }
    return inbox;
  }

  private wasDenied(denial: Denial): void {
    this.denials[denial.operation]++;
    if (this.early && this.early.length < MAX_EARLY) this.early.push(denial);
    for (const inbox of this.inboxes.values()) inbox.failDenied(denial);
    this.emit('denied', denial);
  }

  private async followStatus(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') {
        this.connected = false;
        this.disconnects++;
        for (const inbox of this.inboxes.values()) inbox.failAll('the connection to NATS broke');
        this.emit('disconnect');
      } else if (status.type === 'reconnect') {
        this.connected = true;
        this.emit('reconnect');
      } else if (status.type === 'error') {
        const denial = denialOf(status.error);
        if (denial) this.wasDenied(denial);
        else this.emit('error', status.error);
      }
    }
    this.connected = false;
  }
}
