import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { AppError, errorText } from '#contracts';
import { withinTime } from '#limits';
import { errors, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { ReceivedMessage, toHeaders, type Answering, type BusMessage } from './bus-message.js';
import { denialOf, describeDenial, type Denial } from './denial.js';
import { isNoResponders, ReplyInbox } from './reply-inbox.js';
import { TurnWriter } from './turn-writer.js';

/** A server that hangs is not waited for longer: what waits for it has work of others in hand. */
const FLUSH_TIMEOUT_MS = 3_000;
/** The same at the end of an app, which has 10 s for all of it. */
const DRAIN_TIMEOUT_MS = 2_000;
/** Size of a bucket that is given no other. */
const BUCKET_BYTES = 64 * 1024 * 1024;
/** Denials that are kept until somebody listens. */
const MAX_EARLY = 100;
/** Nobody guesses the subject that another one's answers come on. */
const INBOX_BYTES = 16;

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
  /** An answer was asked for on a subject that is no inbox, and not given. */
  foreignReply: [subject: string];
}

/**
 * One connection to NATS, shared by everything in a process. Reconnects for ever, and where it can't ends the process; what is
 * published meanwhile is lost, so whoever must know flushes, or waits for an answer.
 */
export class Bus extends EventEmitter<BusEvents> {
  private connected = true;
  /** By the app that is asked, and how long is waited. */
  private readonly inboxes = new Map<string, ReplyInbox>();
  private readonly turns: TurnWriter;
  /** Times that the connection was lost since the start. */
  disconnects = 0;
  /** Messages that were dropped, and subscriptions that were refused. */
  readonly denials: Record<Denial['operation'], number> = { publish: 0, subscription: 0 };
  /** Answers that were asked for on subjects that are no inboxes. */
  foreignReplies = 0;
  /** Those before anybody listened; undefined: somebody does. */
  private early: Denial[] | undefined = [];
  /** A subscription that this process needs, and was refused. */
  private missing: Denial | undefined;
  /** This process ends the connection itself. */
  private isEnding = false;

  /**
   * @param connection for the adapters of this library alone
   * @param options `inboxPrefix` begins the subjects on which answers come
   */
  constructor(
    readonly connection: NatsConnection,
    private readonly options: {
      readonly inboxPrefix?: string | undefined;
      readonly bucketBytes?: number | undefined;
      readonly bucketsBy?: 'nats' | 'logic' | undefined;
      readonly streamsBy?: 'nats' | 'logic' | undefined;
    } = {},
  ) {
    super();
    this.turns = new TurnWriter(connection);
    // One listener of every mirror, consumer and publisher is no leak.
    this.setMaxListeners(0);
    // Before anybody listens, an error must not end the process.
    this.on('error', () => undefined);
    void this.followStatus();
    void this.endWithConnection();
  }

  /** It has ended, and does not come back. */
  get isClosed(): boolean {
    return this.connection.isClosed();
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
    const { inboxPrefix = '_INBOX' } = this.options;
    return `${inboxPrefix}.${randomBytes(INBOX_BYTES).toString('base64url')}`;
  }

  /** The size at which a bucket that is given no other refuses new entries. */
  get bucketBytes(): number {
    return this.options.bucketBytes ?? BUCKET_BYTES;
  }

  /** Whether a logic asks JetStream for this process, which may not itself. */
  get isServedByLogic(): boolean {
    return this.options.bucketsBy === 'logic';
  }

  /** Whether a logic makes the streams of this process, which may not itself. */
  get hasStreamsByLogic(): boolean {
    return this.options.streamsBy === 'logic';
  }

  /** The address of the server that this connection is, or was last, attached to. */
  get server(): string {
    return this.connection.getServer();
  }

  /** The longest message that the server takes, in bytes. */
  get maxPayloadBytes(): number {
    return this.connection.info?.max_payload ?? 1_048_576;
  }

  /** Of the nats-server that it is connected to, '2.15.2'; '' = it does not say. */
  get serverVersion(): string {
    return this.connection.info?.version ?? '';
  }

  /**
   * Bytes to join in one message: `most`, or half of what the server takes where that is less; the other half is for what is
   * around them.
   */
  joinedBytes(most: number): number {
    return Math.min(most, Math.floor(this.maxPayloadBytes / 2));
  }

  /**
   * Sends and forgets; while the bus is away the message is lost.
   *
   * @throws AppError `invalid-argument` where the message is longer than the server takes
   */
  publish(
    subject: string,
    data: Uint8Array,
    options?: { reply?: string; headers?: Record<string, string> | undefined },
  ): void {
    this.turns.join();
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
   * @throws AppError `unavailable` where nobody listens (a `NobodyListens`), or nobody answered within `timeoutMs`;
   * `invalid-argument` where the message is longer than the server takes
   */
  async request(
    subject: string,
    data: Uint8Array,
    timeoutMs: number,
    headers?: Record<string, string>,
  ): Promise<BusMessage> {
    if (!this.isConnected) throw new AppError('unavailable', `not connected to NATS at ${this.server}`);
    let reply: Msg;
    try {
      reply = await this.repliesOf(subject, timeoutMs).send(subject, (to, inbox) =>
        this.publish(to, data, { reply: inbox, headers }),
      );
    } catch (error) {
      if (error instanceof AppError && error.code === 'unavailable') {
        throw new AppError('unavailable', `${subject}: ${error.message}`, { cause: error });
      }
      throw error;
    }
    if (isNoResponders(reply)) throw new NobodyListens(subject);
    return new ReceivedMessage(reply, this.answering);
  }

  /**
   * Calls `handler` for every message. A handler that throws is reported as an `error` event.
   *
   * @param options `isOptional`: the process does without it where its permissions forbid it; `onDenied`: so it does too, and
   * this is called then
   */
  subscribe(
    subject: string,
    handler: (message: BusMessage) => void,
    options?: { queue?: string; isOptional?: boolean; onDenied?: () => void },
  ): BusSubscription {
    return this.connection.subscribe(subject, {
      queue: options?.queue || undefined,
      callback: (error, msg) => {
        if (error) {
          const denial = denialOf(error);
          // The server's word comes as a status as well.
          if (!denial) this.emit('error', error);
          else if (options?.onDenied) options.onDenied();
          else if (!options?.isOptional) this.missing ??= denial;
          return;
        }
        // An exception that escaped here would end the connection's reader.
        try {
          handler(new ReceivedMessage(msg, this.answering));
        } catch (thrown) {
          this.emit('error', thrown instanceof Error ? thrown : new Error(String(thrown)));
        }
      },
    });
  }

  /**
   * Begins to watch the connection. The server takes what is published in its order, so while this says that it is unbroken,
   * whatever is published next arrives behind what was published since, or neither does: nobody has to wait for the server.
   */
  unbroken(): () => boolean {
    const { disconnects, isConnected } = this;
    return () => isConnected && this.isConnected && this.disconnects === disconnects;
  }

  /**
   * Waits until the server has taken everything that was published before.
   *
   * @throws AppError `unavailable` where the connection broke meanwhile: then nothing is known of what was published
   */
  async flush(): Promise<void> {
    if (!this.isConnected) throw new AppError('unavailable', `not connected to NATS at ${this.server}`);
    try {
      await withinTime(FLUSH_TIMEOUT_MS, this.connection.flush(), () => {
        throw new Error(`no answer within ${FLUSH_TIMEOUT_MS} ms`);
      });
    } catch (cause) {
      throw new AppError('unavailable', 'the connection to NATS broke, or hangs', { cause });
    }
  }

  /**
   * Stops taking messages, finishes those that came, sends what is pending, and closes. Where the server hangs, or the connection
   * breaks meanwhile, it only closes: an app that waited for that would not end in its time.
   */
  async drain(): Promise<void> {
    this.isEnding = true;
    if (this.connection.isClosed()) return;
    if (this.isConnected) {
      const drained = this.connection.drain().catch(() => undefined);
      await withinTime(DRAIN_TIMEOUT_MS, drained);
    }
    await this.connection.close();
  }

  /** Nest's last shutdown hook: everything that uses the bus has stopped by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.drain();
  }

  private refused(data: Uint8Array, cause: Error): AppError {
    const why = `the server takes ${this.maxPayloadBytes}, with the headers`;
    return new AppError('invalid-argument', `cannot send ${data.length} bytes: ${why}`, { cause });
  }

  /**
   * An inbox for each app that is asked, and each timeout: a handful. So a comet learns the inbox for answers of comets alone,
   * and cannot answer in place of a logic.
   */
  private repliesOf(subject: string, timeoutMs: number): ReplyInbox {
    const name = `${timeoutMs} ${subject.slice(0, subject.indexOf('.', subject.indexOf('.') + 1))}`;
    let inbox = this.inboxes.get(name);
    if (!inbox) {
      inbox = new ReplyInbox(this.connection, this.newInbox(), timeoutMs);
      this.inboxes.set(name, inbox);
    }
    return inbox;
  }

  private readonly answering: Answering = {
    join: () => this.turns.join(),
    foreign: (subject) => {
      this.foreignReplies++;
      this.emit('foreignReply', subject);
    },
  };

  private wasDenied(denial: Denial): void {
    this.denials[denial.operation]++;
    if (this.early && this.early.length < MAX_EARLY) this.early.push(denial);
    for (const inbox of this.inboxes.values()) inbox.failDenied(denial);
    this.emit('denied', denial);
  }

  private async followStatus(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') {
        for (const inbox of this.inboxes.values()) inbox.failAll('the connection to NATS broke');
        // The library says so of each try to reconnect as well that the server refuses.
        if (!this.connected) continue;
        this.connected = false;
        this.disconnects++;
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

  /**
   * The library has given the connection up, and never connects again: an error that nobody catches, which ends the process, so
   * that another one takes its place. Whoever closes the connection itself names no error.
   */
  private async endWithConnection(): Promise<void> {
    const cause = await this.connection.closed();
    if (!cause || this.isEnding) return;
    throw new AppError('unavailable', `the connection to NATS has ended for good: ${errorText(cause)}`, { cause });
  }
}
