import { Logger } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { ReceiveRequest } from '#contracts';
import { withinTime } from '#limits';
import { SparseLines, type Metrics, type LabelledCounts } from '#observability';
import { toUpstreamMessage, type UpstreamMessage } from '../upstream-message.js';
import { Turns } from './turns.js';
import { UPSTREAM_TRANSPORT, UpstreamEventContext, type UpstreamEventOptions } from './upstream-event.js';

const PREFIX = 'goim.upstream.';
const PATTERN = /^goim\.upstream\.(-?\d+|\*|>)$/;
const CONSUMER = /^[\w-]{1,64}$/;
const DEFAULT_CONSUMER = 'logic';

/** Messages of a consumer that this process handles at a time. */
export const AT_A_TIME = 64;
const HANDLER_TIMEOUT_MS = 30_000;
const MAX_TRIES = 8;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** A message that was handed out, with its ways to be settled. */
export interface HandedOut {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Its place in the stream. */
  readonly seq: number;
  readonly info: { readonly deliveryCount: number };
  ack(): void;
  /** Hand it out again after `delayMs`. */
  nak(delayMs: number): void;
  /** It is being handled from now on, and not handed out to others while a handler may take. */
  working(): void;
  /** Never hand it out again. */
  term(): void;
}

/** Reads a part of the stream. */
export interface EventReader {
  /** Resolves when it reads. @throws Error where it can't */
  start(): Promise<void>;
  /** Resolves when nothing more comes. */
  stop(): Promise<void>;
}

/**
 * @param name of the durable consumer
 * @param subject of the messages
 * @param onMessage resolves when the message is settled. A reader hands out about `AT_A_TIME` that are not
 */
export type OpenReader = (
  name: string,
  subject: string,
  onMessage: (message: HandedOut) => Promise<void>,
) => EventReader;

interface Group {
  /** Name of the durable consumer. */
  readonly name: string;
  readonly subject: string;
  readonly handlers: MessageHandler[];
  readonly turns: Turns;
}

type Outcome = 'handled' | 'failed' | 'given-up' | 'undecodable';

/** Whether a pattern is of the stream of what clients send, which no other transport may take. */
export function isUpstreamPattern(pattern: string): boolean {
  return pattern.startsWith(PREFIX);
}

/** Delivers the stream of what clients send to the handlers by `@UpstreamEvent` and `@EventPattern('goim.upstream.…')`. */
export class UpstreamEventsStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = UPSTREAM_TRANSPORT;
  // Otherwise Nest logs what a handler throws, and takes the message for handled.
  override readonly propagatesEventHandlerErrors = true;
  private readonly log = new Logger(UpstreamEventsStrategy.name);
  /** What comes again has a line once it is given up. */
  private readonly lines = new SparseLines();
  private readonly groups = new Map<string, Group>();
  private readonly readers: EventReader[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly outcomes: LabelledCounts<'consumer' | 'outcome'>;

  /** @param open undefined where nothing is kept: `upstream.enabled = false` */
  constructor(
    private readonly open: OpenReader | undefined,
    private readonly relays: boolean,
    metrics: Metrics,
  ) {
    super();
    this.outcomes = metrics.counter(
      'goim_upstream_events_total',
      'Messages of the upstream stream that handlers of extensions got, by consumer and outcome: handled, failed (it comes again), given-up, undecodable.',
      ['consumer', 'outcome'],
    );
  }

  /** @throws Error where the handler would never be called */
  override addHandler(
    pattern: unknown,
    handler: MessageHandler,
    isEventHandler = false,
    extras: UpstreamEventOptions = {},
  ): void {
    if (typeof pattern !== 'string' || !isUpstreamPattern(pattern)) return;
    const [, operation] = PATTERN.exec(pattern) ?? [];
    if (!isEventHandler) throw new Error(`${pattern} is read by @EventPattern: nobody waits for an answer`);
    if (operation === undefined) throw new Error(`${pattern}: expected goim.upstream.<operation> or goim.upstream.*`);
    const { consumer = DEFAULT_CONSUMER } = extras;
    if (!CONSUMER.test(consumer))
      throw new Error(`${pattern}: the consumer ${consumer}: expected letters, digits, - and _`);
    const all = operation === '*' || operation === '>';
    const name = `${consumer}-${all ? 'all' : operation}`;
    const subject = all ? `${PREFIX}*` : pattern;
    const group = this.groups.get(name) ?? { name, subject, handlers: [], turns: new Turns(AT_A_TIME) };
    group.handlers.push(handler);
    this.groups.set(name, group);
  }

  listen(callback: (error?: unknown) => void): void {
    void this.startAll().then(() => callback(), callback);
  }

  /** Takes no more messages, gives back those that wait, and waits for those being handled: none takes longer than 30 s. */
  async close(): Promise<void> {
    for (const { turns } of this.groups.values()) turns.close();
    await Promise.all(this.readers.splice(0).map((reader) => reader.stop()));
    await Promise.all(this.running);
  }

  on(): void {
    throw new Error('the upstream events have no events of their own');
  }

  unwrap<T>(): T {
    throw new Error('the upstream events have no client of their own');
  }

  private async startAll(): Promise<void> {
    const [first] = this.groups.values();
    if (!first) return;
    if (!this.open) throw new Error(`upstream.enabled is false: nothing is kept for the handlers of ${first.subject}`);
    for (const group of this.groups.values()) {
      const reader = this.open(group.name, group.subject, (message) => this.take(group, message));
      this.readers.push(reader);
      await reader.start();
    }
  }

  private take(group: Group, message: HandedOut): Promise<void> {
    const work = this.inTurn(group, message).finally(() => this.running.delete(work));
    this.running.add(work);
    return work;
  }

  private async inTurn(group: Group, message: HandedOut): Promise<void> {
    const { turns } = group;
    const waits = turns.areTaken;
    if (!(await turns.begin())) {
      message.nak(0);
      return;
    }
    if (waits) message.working();
    try {
      await this.handle(group, message);
    } finally {
      turns.end();
    }
  }

  private async handle({ name, handlers }: Group, message: HandedOut): Promise<void> {
    const { subject, seq, info } = message;
    const facts = { consumer: name, subject, sequence: seq, tries: info.deliveryCount };
    const event = this.decode(message);
    if (!event) {
      message.term();
      this.settled(name, 'undecodable');
      this.log.error('gave up an upstream message that cannot be decoded', facts);
      return;
    }
    const context = new UpstreamEventContext([subject, seq, info.deliveryCount]);
    try {
      const handled = Promise.all(handlers.map((handler) => this.call(handler, event, context)));
      await withinTime(HANDLER_TIMEOUT_MS, handled, tooLong);
      message.ack();
      this.settled(name, 'handled');
    } catch (err) {
      if (info.deliveryCount < MAX_TRIES) {
        message.nak(Math.min(FIRST_WAIT_MS * 2 ** (info.deliveryCount - 1), LONGEST_WAIT_MS));
        this.settled(name, 'failed');
        this.lines.tell(name, (leftOut) => {
          this.log.warn('a handler failed, and gets its upstream message again', { ...facts, err, ...leftOut });
        });
      } else {
        message.term();
        this.settled(name, 'given-up');
        this.log.error('a handler failed for the last time: its upstream message is given up', { ...facts, err });
      }
    }
  }

  private async call(handler: MessageHandler, event: UpstreamMessage, context: UpstreamEventContext): Promise<void> {
    await lastValueFrom(this.transformToObservable(await handler(event, context)), { defaultValue: undefined });
  }

  private decode({ data }: HandedOut): UpstreamMessage | undefined {
    try {
      return toUpstreamMessage(ReceiveRequest.decode(data), this.relays);
    } catch {
      return undefined;
    }
  }

  private settled(consumer: string, outcome: Outcome): void {
    this.outcomes.inc({ consumer, outcome });
  }
}

function tooLong(): never {
  throw new Error(`the handler took longer than ${HANDLER_TIMEOUT_MS} ms`);
}
