import type { Live } from '#config';
import { AppError } from '#contracts';
import { TokenBucket } from '#limits';
import type { Frame } from '#protocol';
import type { ClientChannel, ReadingGate } from '../client-connection.js';
import type { LogicClient } from '../registration/logic-client.js';
import type { MemberLimits } from '../admission/member-limits.js';
import type { SessionCounts } from '../session/session-counts.js';

interface UpstreamLimits {
  /** Whether operations beyond goim's are ours; else they are messages. */
  readonly extensions: boolean;
  /** Messages of one client that may wait for logic; then it is not read from. */
  readonly maxUpstream: number;
  /** Messages a second that a client may send on; 0 = any number. */
  readonly upstreamRate: number;
  readonly upstreamBurst: number;
  readonly memberRate: number;
}

export interface UpstreamParts {
  readonly logic: Pick<LogicClient, 'receive'>;
  readonly counts: SessionCounts;
  readonly limits: Live<UpstreamLimits>;
  readonly members: Pick<MemberLimits, 'take'>;
  /** Milliseconds, monotonic. */
  now(): number;
}

type Request = Parameters<LogicClient['receive']>[0];

/** The answer to a client that asked for something it can't have: `{"error":"…","reason":"…"}`. */
export function errorBody(error: string, reason = ''): Buffer {
  return Buffer.from(JSON.stringify(reason === '' ? { error } : { error, reason }));
}

/**
 * The messages of one client on their way to logic. One after another, whichever logic answers, so that they are stored
 * in the order in which they were sent.
 */
export class Upstream {
  private readonly allowance: TokenBucket | null;
  private last: Promise<Uint8Array> | undefined;
  /** Messages that wait for their answer. */
  private unanswered = 0;
  /** Those of them that logic was not asked about yet, or is being asked about. */
  private waiting = 0;
  /** Times that logic could not be reached. */
  private losses = 0;

  constructor(
    private readonly channel: ClientChannel,
    private readonly gate: ReadingGate,
    private readonly parts: UpstreamParts,
  ) {
    const { upstreamRate, upstreamBurst } = parts.limits.current;
    this.allowance = upstreamRate > 0 ? new TokenBucket(upstreamRate, upstreamBurst, parts.now()) : null;
  }

  /**
   * Hands a message to logic. While as many wait as may, the client is not read from. Never rejects, unless `answer` throws.
   *
   * @param answer gets the body that the client is answered with: empty where the message was taken and nobody says more
   */
  async receive(frame: Frame, answer: (body: Uint8Array) => void): Promise<void> {
    const isFull = ++this.unanswered >= this.parts.limits.current.maxUpstream;
    if (isFull) this.gate.hold();
    const body = await this.send(frame);
    this.unanswered--;
    answer(body);
    if (isFull) this.gate.release();
  }

  /**
   * Where logic can't be reached, the messages that wait already are refused together with the one that found out: they
   * need not find out each by itself, and none of them overtakes it.
   */
  private send(frame: Frame): Promise<Uint8Array> {
    const excess = this.excess();
    if (excess !== undefined) {
      this.channel.outlet.session.spend();
      return Promise.resolve(this.refusal('rate-limited', excess));
    }
    const { losses } = this;
    if (this.waiting++ === 0) {
      this.last = this.ask(this.requestOf(frame, frame.body));
    } else {
      // A short message that waits must not keep the whole chunk that it came in alive.
      const request = this.requestOf(frame, Buffer.from(frame.body));
      this.last = this.last!.then(() => (losses === this.losses ? this.ask(request) : this.lost()));
    }
    return this.last;
  }

  /** @returns what the client, or its member, sends more than */
  private excess(): string | undefined {
    const { parts } = this;
    const { upstreamRate, memberRate } = parts.limits.current;
    if (this.allowance?.take(parts.now()) === false) return `more than ${upstreamRate} messages a second`;
    return parts.members.take(this.channel.provenMid)
      ? undefined
      : `more than ${memberRate} messages a second of one member`;
  }

  private requestOf({ ver, op, seq }: Frame, body: Buffer): Request {
    const { channel } = this;
    return {
      mid: channel.mid,
      proto: { ver, op, seq, body },
      key: channel.key,
      roomID: channel.primaryRoomKey,
      ip: channel.ip,
      joined: channel.extraRoomKeys,
      platform: channel.platform,
      time: Date.now(),
    };
  }

  private async ask(request: Request): Promise<Uint8Array> {
    try {
      const { error, reason, body } = await this.parts.logic.receive(request);
      return error === '' ? body : this.refusal(error, reason);
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal';
      if (code === 'unavailable') this.losses++;
      // Its message is for operators: it names servers.
      return this.refusal(code, '');
    } finally {
      this.waiting--;
    }
  }

  private lost(): Uint8Array {
    this.waiting--;
    return this.refusal('unavailable', '');
  }

  private refusal(error: string, reason: string): Uint8Array {
    this.parts.counts.refusedMessages.add(error);
    return errorBody(error, reason);
  }
}
