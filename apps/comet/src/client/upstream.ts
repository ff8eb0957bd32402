import { AppError, type ReceiveRequest } from '#contracts';
import type { Frame } from '#protocol';
import type { Channel } from '../hub/channel.js';
import { errorBody } from './error-body.js';
import type { SessionEnvironment } from './session.js';
import { TokenBucket } from './token-bucket.js';

/**
 * The messages of one client on their way to logic. One after another, whichever logic answers, so that they are stored
 * in the order in which they were sent.
 */
export class Upstream {
  private readonly allowance: TokenBucket | null;
  private last: Promise<Uint8Array> | undefined;
  private waiting = 0;
  /** Times that logic could not be reached. */
  private losses = 0;

  constructor(private readonly env: SessionEnvironment) {
    const { upstreamRate, upstreamBurst } = env.options;
    this.allowance = upstreamRate > 0 ? new TokenBucket(upstreamRate, upstreamBurst, env.now()) : null;
  }

  /**
   * Never rejects. Where logic can't be reached, the messages that wait already are refused together with the one that
   * found out: they need not find out each by itself, and none of them overtakes it.
   *
   * @returns what the client is answered with: empty where the message was taken and nobody says more
   */
  send(channel: Channel, frame: Frame): Promise<Uint8Array> {
    if (this.allowance && !this.allowance.take(this.env.now())) {
      const { upstreamRate } = this.env.options;
      return Promise.resolve(this.refusal('rate-limited', `more than ${upstreamRate} messages a second`));
    }
    const { losses } = this;
    if (this.waiting++ === 0) {
      this.last = this.ask(this.requestOf(channel, frame, frame.body));
    } else {
      // A short message that waits must not keep the whole chunk that it came in alive.
      const request = this.requestOf(channel, frame, Buffer.from(frame.body));
      this.last = this.last!.then(() => (losses === this.losses ? this.ask(request) : this.lost()));
    }
    return this.last;
  }

  private requestOf(channel: Channel, { ver, op, seq }: Frame, body: Buffer): ReceiveRequest {
    return {
      mid: channel.mid,
      proto: { ver, op, seq, body },
      key: channel.key,
      server: this.env.cometId,
      roomID: channel.roomKey,
      ip: channel.ip,
      joined: channel.joinedKeys,
      platform: channel.platform,
      time: Date.now(),
    };
  }

  private async ask(request: ReceiveRequest): Promise<Uint8Array> {
    try {
      const { error, reason, body } = await this.env.logic.receive(request);
      return error === '' ? body : this.refusal(error, reason);
    } catch (error) {
      this.env.counts.failedCalls.add('receive');
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
    this.env.counts.refusedMessages.add(error);
    return errorBody(error, reason);
  }
}
