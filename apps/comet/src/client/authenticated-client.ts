import type { Live } from '#config';
import { Disconnects, type Grant } from '#contracts';
import type { Frame } from '#protocol';
import type { ClientChannel, ReadingGate } from './client-connection.js';
import type { KeptDecision } from './requests/granted.js';
import type { Renewal } from './registration/renewal.js';
import type { SessionCounts } from './session/session-counts.js';
import { errorBody, type Upstream } from './requests/upstream.js';

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
  /** Of the newest token; '' = it has none. */
  tokenId = '';
  /** Made with the client's first message: many send none. */
  upstream: Upstream | undefined;
  /** Made with the first decision that may be kept. */
  decisions: Map<string, KeptDecision> | undefined;

  constructor(
    readonly channel: ClientChannel,
    readonly renewal: Renewal,
    readonly gate: ReadingGate,
    public grant: Grant,
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
  refuse(to: Pick<Frame, 'ver' | 'seq'>, replyOperation: number, why: string, reason = ''): void {
    this.parts.counts.ignored.add(why);
    this.reply(to, replyOperation, errorBody(why, reason));
  }

  fail(error: unknown): void {
    this.channel.outlet.session.fail(error);
  }
}
