import { headers, type Msg } from '@nats-io/transport-node';

/** What subjects begin with that wait for answers: of clients, of other accounts, and of other clusters. */
const REPLIES = ['_INBOX.', '_R_.', '_GR_.'];

/** A message as handlers see it. `data` is a view of the receive buffer. */
export interface BusMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly reply?: string;
  /** @returns false where the sender asked for no reply, or for one on a subject that is no inbox: nothing was sent */
  respond(data: Uint8Array, options?: { headers: Record<string, string> }): boolean;
  header(name: string): string | undefined;
  /** All headers, as the NATS library has them; undefined where there are none. */
  readonly headers: unknown;
}

/** What all messages of a connection are answered by. */
export interface Answering {
  /** The answer goes out with what else is published in this turn. */
  join(): void;
  /** An answer to the message on `subject` was asked for on a subject that is no inbox. */
  foreign(subject: string): void;
}

/** Cost: one object a message; closures instead of methods would be four more. */
export class ReceivedMessage implements BusMessage {
  constructor(
    private readonly msg: Msg,
    private readonly answering: Answering,
  ) {}

  get subject(): string {
    return this.msg.subject;
  }

  get data(): Uint8Array {
    return this.msg.data;
  }

  get reply(): string | undefined {
    return this.msg.reply;
  }

  /** Whoever asks says where the answer goes: this process, which may publish more than they, must not do it for them. */
  respond(data: Uint8Array, options?: { headers: Record<string, string> }): boolean {
    const { reply } = this.msg;
    if (reply && !REPLIES.some((prefix) => reply.startsWith(prefix))) {
      this.answering.foreign(this.msg.subject);
      return false;
    }
    this.answering.join();
    return this.msg.respond(data, options && { headers: toHeaders(options.headers) });
  }

  get headers(): unknown {
    return this.msg.headers;
  }

  header(name: string): string | undefined {
    return this.msg.headers?.get(name) || undefined;
  }
}

export function toHeaders(record: Record<string, string>): ReturnType<typeof headers> {
  const result = headers();
  for (const [name, value] of Object.entries(record)) result.set(name, value);
  return result;
}
