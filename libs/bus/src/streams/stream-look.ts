import { JetStreamApiCodes, type JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';
import type { Bus } from '../connection/bus.js';
import { lookUp } from './jetstream-api.js';

/** A stream as JetStream has it now. */
export interface StreamState {
  readonly name: string;
  readonly messages: number;
  readonly bytes: number;
  /** -1 = any. */
  readonly maxBytes: number;
  /** When the oldest message was stored: milliseconds since 1970, by the server's clock; null where there is none. */
  readonly oldest: number | null;
}

/** A durable consumer as JetStream has it now. */
export interface ConsumerState {
  readonly stream: string;
  readonly name: string;
  /** Messages that nobody was given yet. */
  readonly pending: number;
  /** Given out, and not settled. */
  readonly inFlight: number;
  /** Those of them that were given out more than once. */
  readonly redelivered: number;
  /** Pull requests that wait for messages: somebody works it. */
  readonly waiting: number;
}

/** How far streams and their consumers are, as JetStream is asked. */
export class StreamLook {
  constructor(private readonly bus: Bus) {}

  /** @returns null where there is no such stream; @throws AppError `unavailable` */
  stream(name: string): Promise<StreamState | null> {
    return this.ask(async ({ streams }) => {
      const { config, state } = await streams.info(name);
      const { messages, bytes } = state;
      return {
        name,
        messages,
        bytes,
        maxBytes: config.max_bytes,
        oldest: messages > 0 ? Date.parse(state.first_ts) : null,
      };
    });
  }

  /** Durable ones. @returns none where there is no such stream; @throws AppError `unavailable` */
  async consumers(stream: string): Promise<ConsumerState[]> {
    const found = await this.ask(async ({ consumers }) => {
      const states: ConsumerState[] = [];
      for await (const info of consumers.list(stream)) {
        if (info.config.durable_name === undefined) continue;
        states.push({
          stream,
          name: info.name,
          pending: info.num_pending,
          inFlight: info.num_ack_pending,
          redelivered: info.num_redelivered,
          waiting: info.num_waiting,
        });
      }
      return states;
    });
    return found ?? [];
  }

  private ask<Answer>(question: (manager: JetStreamManager) => Promise<Answer>): Promise<Answer | null> {
    const isMissing = ({ code }: JetStreamApiError): boolean => code === JetStreamApiCodes.StreamNotFound;
    return lookUp(this.bus, { question, isMissing, failure: 'JetStream does not say how its streams are' });
  }
}
