import { AppError } from '#contracts';
import type { AuthenticatedClient } from '../authenticated-client.js';
import type { KeptDecision, Refusal } from './granted.js';
import type { LogicClient } from '../registration/logic-client.js';

/** join = have the room for its primary room, subscribe = for an extra room, read = read what is kept of the target. */
export type Action = 'join' | 'subscribe' | 'read';

const MAX_KEPT = 64;

/** What clients may do. Logic decides: comet knows what it granted, and keeps its decisions for as long as it said. */
export class Rights {
  constructor(
    private readonly logic: Pick<LogicClient, 'authorize'>,
    private readonly now: () => number,
  ) {}

  /** Whether logic need not be asked. */
  isFree({ grant }: AuthenticatedClient, action: Action): boolean {
    return action === 'read' ? grant.readsAny : grant.joinsAny;
  }

  /** @param object a room key; to read, a target @returns why not; null = it may. Never rejects: where nobody can say, it may not. */
  async refusalOf(client: AuthenticatedClient, action: Action, object: string): Promise<Refusal | null> {
    if (this.isFree(client, action)) return null;
    const name = `${action} ${object}`;
    const kept = client.decisions?.get(name);
    if (kept && kept.until > this.now()) return kept.refusal;
    const { mid, key, ip, platform, primaryRoomKey: roomID, extraRoomKeys: joined } = client.channel;
    const { mayJoin } = client.grant;
    try {
      const request = { action, object, mid, key, roomID, joined, ip, platform, mayJoin };
      const { error, reason, keep } = await this.logic.authorize(request);
      const refusal = error === '' ? null : { error, reason };
      if (keep > 0) this.keep(client, name, { until: this.now() + keep, refusal });
      return refusal;
    } catch (error) {
      return { error: error instanceof AppError ? error.code : 'internal', reason: '' };
    }
  }

  /** The newest decisions. */
  private keep(client: AuthenticatedClient, name: string, decision: KeptDecision): void {
    const decisions = (client.decisions ??= new Map<string, KeptDecision>());
    decisions.delete(name);
    if (decisions.size >= MAX_KEPT) decisions.delete(decisions.keys().next().value!);
    decisions.set(name, decision);
  }
}
