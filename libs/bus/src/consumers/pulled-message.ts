import type { Msg } from '@nats-io/transport-node';
import { parseDelivery, type DeliveryInfo } from './delivery.js';

/** A message that a consumer delivered, with its ways to be settled. Each of them is sent without waiting. */
export interface DeliveredMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Stream sequence. */
  readonly seq: number;
  /** When it was stored, in milliseconds since 1970, by the server's clock. */
  readonly storedAt: number;
  readonly info: {
    /** 1 at the first delivery. */
    readonly deliveryCount: number;
    /** Messages that the consumer had still to give out when it sent this one. */
    readonly pending: number;
  };
  ack(): void;
  /** Give it out again after `delayMs`. */
  nak(delayMs: number): void;
  /** It is being worked: start its acknowledgement time anew. */
  working(): void;
  /** Never give it out again. */
  term(): void;
}

/** A task of the queue. */
export interface QueuedTask extends DeliveredMessage {
  /** Names the task among all that were ever queued: the sequence begins anew where the stream was lost. */
  readonly id: string;
  /** Of the queue that holds it. */
  readonly epoch: number;
}

/** The consumer that gave a message out. */
export interface Giver {
  /** A newer one with its name must not be told of it. */
  readonly isGone: boolean;
  /** Of its stream; 0 = nobody asked. */
  readonly epoch: number;
}

const ACK = Buffer.from('+ACK');
const WORKING = Buffer.from('+WPI');
const TERM = Buffer.from('+TERM');
const NANOS_PER_MS = 1_000_000;

/** Cost: this object and its `DeliveryInfo` a message. */
export class PulledMessage implements QueuedTask {
  readonly info: DeliveryInfo;

  constructor(
    private readonly msg: Msg,
    private readonly giver: Giver,
  ) {
    this.info = parseDelivery(msg.reply!);
  }

  get subject(): string {
    return this.msg.subject;
  }

  get data(): Uint8Array {
    return this.msg.data;
  }

  get seq(): number {
    return this.info.streamSequence;
  }

  get id(): string {
    return `${this.seq}-${this.info.storedAt}`;
  }

  get epoch(): number {
    return this.giver.epoch;
  }

  get storedAt(): number {
    return this.info.storedAt;
  }

  ack(): void {
    this.say(ACK);
  }

  nak(delayMs: number): void {
    this.say(Buffer.from(`-NAK {"delay":${delayMs * NANOS_PER_MS}}`));
  }

  working(): void {
    this.say(WORKING);
  }

  term(): void {
    this.say(TERM);
  }

  private say(what: Uint8Array): void {
    if (!this.giver.isGone) this.msg.respond(what);
  }
}
