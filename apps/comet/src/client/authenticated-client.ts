import type { Live } from '#config';
import { Disconnects } from '#contracts';
import type { Frame } from '#protocol';
import type { ClientChannel } from './client-connection.js';
import type { ReadingGate } from './reading-gate.js';
import type { Renewal } from './renewal.js';
import type { SessionCounts } from './session-counts.js';
import { errorBody, type Upstream } from './upstream.js';

export interface ClientParts {
  readonly counts: SessionCounts;
  readonly limits: Live<{
    /** Bytes that may wait for the client. */
    readonly maxPending: number;
  }>;
}

/** A client that logic let in, as what it asks for is handled. */
export class AuthenticatedClient {
  isGone = false;
  /** Made with the client's first message: many send none. */
  upstream: Upstream | undefined;

  constructor(
    readonly channel: ClientChannel,
    readonly renewal: Renewal,
    readonly gate: ReadingGate,
    private readonly parts: ClientParts,
  ) {}

  reply(to: Pick<Frame, 'ver' | 'seq'>, op: number, body: Uint8Array): void {
    if (this.isGone) return;
    const { outlet } = this.channel;
    // A client that asks and never reads must not fill the heap with answers.
    if (outlet.pendingBytes > this.parts.limits.current.maxPending) outlet.close(Disconnects.slow);
    else outlet.reply(to.ver, op, to.seq, body);
  }

  /** Says why nothing was done. */
  refuse(to: Pick<Frame, 'ver' | 'seq'>, replyOperation: number, why: string): void {
    this.parts.counts.ignored.add(why);
    this.reply(to, replyOperation, errorBody(why));
  }

  fail(error: unknown): void {
    this.channel.outlet.session.fail(error);
  }
}
