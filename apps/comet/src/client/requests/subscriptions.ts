import type { Live } from '#config';
import { isOperation, Operation, type Frame } from '#protocol';
import type { AuthenticatedClient } from '../authenticated-client.js';
import type { RecentEvents } from '../session/recent-events.js';
import type { SessionCounts } from '../session/session-counts.js';

const LIST = /^[+-]?\d+(,[+-]?\d+)*$/;

/** Reads `1000,1001`: int32s, as goim does. @returns undefined where it is no such list */
export function parseOperations(body: Buffer): number[] | undefined {
  if (body.length === 0) return [];
  const text = body.toString('latin1');
  if (!LIST.test(text)) return undefined;
  const operations = text.split(',').map(Number);
  return operations.every(isOperation) ? operations : undefined;
}

/** Which operations a client is pushed. */
export class Subscriptions {
  constructor(
    private readonly counts: SessionCounts,
    private readonly limits: Live<{
      /** Operations that one client may subscribe to. */
      readonly maxAccepts: number;
    }>,
    private readonly recent: Pick<RecentEvents, 'accepts'>,
  ) {}

  subscribe(client: AuthenticatedClient, frame: Frame): void {
    const { channel } = client;
    const operations = this.operationsIn(frame);
    if (channel.acceptedCount + operations.length > this.limits.current.maxAccepts) {
      client.refuse(frame, Operation.SubscribeReply, 'too-many-operations');
      return;
    }
    channel.subscribe(operations);
    this.recent.accepts(channel);
    client.reply(frame, Operation.SubscribeReply, frame.body);
  }

  unsubscribe(client: AuthenticatedClient, frame: Frame): void {
    client.channel.unsubscribe(this.operationsIn(frame));
    this.recent.accepts(client.channel);
    client.reply(frame, Operation.UnsubscribeReply, frame.body);
  }

  /** A list that can't be read is an empty one, and is answered all the same: goim's clients wait for the reply. */
  private operationsIn({ body }: Frame): readonly number[] {
    const operations = parseOperations(body);
    if (!operations) this.counts.ignored.add('bad-operations');
    return operations ?? [];
  }
}
