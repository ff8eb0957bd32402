import type { Mid, SessionKey } from '#contracts';
import type { Channel } from './channel.js';
import type { Push } from './push.js';
import { holds, type WithdrawnId } from './withdrawal.js';

/** Bytes that are kept for one entrant: to enter takes milliseconds, so few pushes come meanwhile. */
const MAX_KEPT_BYTES = 64 * 1024;
/** What a push costs beside its packets. */
const BYTES_A_PUSH = 256;

/** A push by key, and the member that is its target; 0 = the key is. */
export interface KeptPush {
  readonly mid: Mid;
  readonly push: Push;
}

interface Entrant {
  readonly channel: Channel;
  readonly kept: KeptPush[];
  keptBytes: number;
}

interface SameKey {
  /** More than one where several connections with the key come at once. */
  readonly entrants: Entrant[];
  /** Whether another channel has the key, or will before these are in: what is pushed to it is for these as well. */
  isShared: boolean;
}

const NOBODY: readonly Entrant[] = [];

/** What it takes to keep a push. */
export function bytesOf({ packets }: Push): number {
  return packets.length + BYTES_A_PUSH;
}

/**
 * The channels of clients that logic has let in, and that are not in the hub yet. Pushers find their sessions already: what is
 * pushed to them by key is kept here until they are in.
 */
export class Entrants {
  private readonly byKey = new Map<SessionKey, SameKey>();
  private sharedKeys = 0;

  /** Whether what is pushed to a key that is in the hub is for an entrant as well. Cost where no key is shared: a comparison. */
  share(key: SessionKey): boolean {
    return this.sharedKeys > 0 && this.byKey.has(key);
  }

  /** @param isKnown whether a channel in the hub has its key @param early what came for it before, and is within the bound */
  add(channel: Channel, isKnown: boolean, early: Iterable<KeptPush>): void {
    let same = this.byKey.get(channel.key);
    if (!same) this.byKey.set(channel.key, (same = { entrants: [], isShared: false }));
    const entrant = { channel, kept: [], keptBytes: 0 };
    for (const kept of early) keepFor(entrant, kept);
    same.entrants.push(entrant);
    if (same.isShared || (!isKnown && same.entrants.length === 1)) return;
    same.isShared = true;
    this.sharedKeys++;
  }

  /** @returns what was kept for it, in its order; nothing where it was removed before */
  remove(channel: Channel): readonly KeptPush[] {
    const same = this.byKey.get(channel.key);
    const at = same?.entrants.findIndex((entrant) => entrant.channel === channel) ?? -1;
    if (!same || at < 0) return [];
    const [entrant] = same.entrants.splice(at, 1);
    if (same.entrants.length === 0) {
      this.byKey.delete(channel.key);
      if (same.isShared) this.sharedKeys--;
    }
    return entrant!.kept;
  }

  /** @returns whether it was kept for anybody: not where nobody with the key enters, or too much is kept already */
  keep(key: SessionKey, kept: KeptPush): boolean {
    let isKept = false;
    for (const entrant of this.byKey.get(key)?.entrants ?? NOBODY) {
      if (keepFor(entrant, kept)) isKept = true;
    }
    return isKept;
  }

  /** Nobody gets the message any more. */
  withdraw(withdrawn: WithdrawnId): void {
    for (const { entrants } of this.byKey.values()) {
      for (const { kept } of entrants) {
        const at = kept.findIndex(({ push }) => holds(push, withdrawn));
        if (at >= 0) kept.splice(at, 1)[0]!.push.tally?.end();
      }
    }
  }

  /** Id of the first message to a member that is kept for it, or to its key (0), and that has a history; 0 = none. */
  firstKept(channel: Channel, mid: Mid, epoch: number): number {
    const entrant = this.byKey.get(channel.key)?.entrants.find((one) => one.channel === channel);
    const first = entrant?.kept.find(
      ({ mid: to, push: { origin } }) => to === mid && origin?.epoch === epoch && origin.transient.length === 0,
    );
    return first?.push.origin?.ids[0] ?? 0;
  }
}

function keepFor(entrant: Entrant, kept: KeptPush): boolean {
  const bytes = bytesOf(kept.push);
  if (entrant.keptBytes + bytes > MAX_KEPT_BYTES) return false;
  entrant.keptBytes += bytes;
  entrant.kept.push(kept);
  kept.push.tally?.begin();
  return true;
}
