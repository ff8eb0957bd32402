import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LiveConfig, type Live } from '#config';
import { AppError, ReceiveRequest, type ReceiveReply, type RoomKey } from '#contracts';
import { Metrics, type LabelledCounts } from '#observability';
import { EMPTY_BODY } from '#protocol';
import { Access } from '../authorization/access.js';
import type { LogicConfig } from '../config/logic.config.js';
import { PushService } from '../push/push.service.js';
import { InterceptorChain } from './interceptor-chain.js';
import { relayedBody } from './relay-form.js';
import { UpstreamLog } from './upstream-log.js';
import { toUpstreamMessage, type UpstreamMessage } from './upstream-message.js';

interface Relay {
  readonly room: RoomKey;
  readonly message: Uint8Array;
  readonly op: number;
}

const TAKEN = { error: '', reason: '', body: EMPTY_BODY } satisfies ReceiveReply;

/** What becomes of the messages that clients send. */
@Injectable()
export class UpstreamService {
  private readonly relays: boolean;
  private readonly relayOperation: number;
  private readonly messages: LabelledCounts<'outcome'>;

  constructor(
    private readonly interceptors: InterceptorChain,
    private readonly log: UpstreamLog,
    private readonly push: PushService,
    private readonly access: Access,
    @Inject(LiveConfig) config: Live<LogicConfig>,
    metrics: Metrics,
  ) {
    const { relay, relayOperation } = config.current.upstream;
    this.relays = relay === 'members';
    this.relayOperation = relayOperation;
    this.messages = metrics.counter(
      'goim_upstream_messages_total',
      'Messages that clients sent, by outcome.',
      ['outcome'],
      [{ outcome: 'unavailable' }, { outcome: 'internal' }],
    );
  }

  /**
   * Resolves when the message is stored, and queued for the room that it is relayed to; or with why it was refused.
   *
   * @throws AppError `unavailable`, `queue-full`: it may be stored or not
   */
  async receive(request: ReceiveRequest): Promise<ReceiveReply> {
    try {
      return await this.take(request);
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal';
      this.messages.inc({ outcome: code });
      if (code !== 'invalid-argument') throw error;
      return { ...TAKEN, error: code, reason: (error as AppError).message };
    }
  }

  private async take(request: ReceiveRequest): Promise<ReceiveReply> {
    const sent = toUpstreamMessage(request, this.relays);
    const maySend = await this.access.maySend(sent);
    if (!maySend.allowed) return this.refuse('forbidden', maySend.reason ?? '');
    const verdict = await this.interceptors.decide(sent);
    switch (verdict.action) {
      case 'answer':
        this.messages.inc({ outcome: 'answered' });
        return { ...TAKEN, body: verdict.body };
      case 'refuse':
        return this.refuse('refused', verdict.reason);
      case 'fail':
        return this.refuse(verdict.code, '');
      case 'relay': {
        const { room, message, op = this.relayOperation } = verdict;
        await this.store(request, verdict.sent, { room, message, op });
        return TAKEN;
      }
      case 'pass': {
        const { message } = verdict;
        const { relay } = message;
        if (relay && !message.rooms.includes(relay.room)) {
          return this.refuse('not-in-room', `the session is not in ${relay.room}`);
        }
        const mayRelay = relay && (await this.access.mayRelay(message, relay.room));
        if (mayRelay && !mayRelay.allowed) return this.refuse('forbidden', mayRelay.reason ?? '');
        await this.store(request, message, relay && { ...relay, op: this.relayOperation });
        return TAKEN;
      }
    }
  }

  /** Both at once: the room's members don't wait for the log, nor the log for them. */
  private async store(request: ReceiveRequest, message: UpstreamMessage, relay: Relay | null): Promise<void> {
    const { ver, op, seq, body, time } = message;
    const id = idOf(message);
    // A spread would lose what is absent from the request: that is on its prototype.
    const taken = Object.assign(new ReceiveRequest(request), { proto: { ver, op, seq, body }, time });
    // A client that is refused is not heard by anybody: what is too long for the room is not stored either.
    const push = relay && this.planRelay(message, relay, id);
    const stored = this.log.append(taken, id);
    const pushed = push?.();
    // Each settles before the client hears of a failure, so that nothing happens behind its back afterwards.
    const failure = (await Promise.allSettled([stored, pushed])).find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
    if (relay) this.messages.inc({ outcome: 'relayed' });
    else this.messages.inc({ outcome: this.log.isEnabled ? 'stored' : 'passed' });
  }

  private planRelay(
    { mid, time, relay: asked }: UpstreamMessage,
    relay: Relay,
    id: string | undefined,
  ): () => Promise<unknown> {
    const { room, op, message } = relay;
    return this.push.planRoom(op, room, relayedBody({ room, mid, time }, message), {
      ...(id !== undefined && { idempotencyKey: id, givenKey: asked?.id }),
      sender: mid,
    });
  }

  private refuse(error: string, reason: string): ReceiveReply {
    this.messages.inc({ outcome: error });
    return { ...TAKEN, error, reason };
  }
}

/** The client's own name for the message, made unique by its key; undefined where it gave none, or its comet no key. */
function idOf({ key, relay }: UpstreamMessage): string | undefined {
  if (!relay || relay.id === '' || key === '') return undefined;
  return createHash('sha256')
    .update(JSON.stringify([key, relay.id]))
    .digest('base64url');
}
