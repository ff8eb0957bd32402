import type { CometId, Recipient, Mid } from '#contracts';

/** Keys in one message: with the longest keys and the longest message it still fits into a NATS message. */
const MAX_KEYS = 1_000;

/** Sessions of one comet that a push is for, as they stand in a message to it. */
export interface CometKeys {
  readonly comet: CometId;
  readonly keys: string[];
  /** Of each, the member; none where the push is to keys. */
  readonly mids: Mid[];
  readonly prevs: number[];
}

/** The sessions of a push by comet. Those that are addressed by their member are in messages of their own. */
export function keysByComet(recipients: readonly Recipient[], prevs: readonly number[]): CometKeys[] {
  const all: CometKeys[] = [];
  const ofSessions = new Map<string, CometKeys>();
  const ofMembers = new Map<string, CometKeys>();
  for (const [index, { key, mid, places }] of recipients.entries()) {
    const prev = prevs[index] ?? 0;
    for (const { server, keys } of places) {
      if (key === '') for (const own of keys) add(ofMembers, server, own, prev).mids.push(mid);
      else add(ofSessions, server, key, prev);
    }
  }
  return all;

  function add(byComet: Map<string, CometKeys>, comet: string, key: string, prev: number): CometKeys {
    let some = byComet.get(comet);
    if (!some || some.keys.length === MAX_KEYS) {
      some = { comet: comet as CometId, keys: [], mids: [], prevs: [] };
      byComet.set(comet, some);
      all.push(some);
    }
    some.keys.push(key);
    some.prevs.push(prev);
    return some;
  }
}
