import type { CatchUpReply } from '#contracts';
import { AROUND_DELIVERY_BYTES } from '#protocol';

/** What a packet costs besides its bytes, while it is kept for a client that comes to fetch it. */
export const KEPT_PACKET_BYTES = 128;

/** What a client has missed of one target. */
export interface MissedOfTarget {
  readonly target: string;
  readonly reply: CatchUpReply;
}

export interface Budget {
  /** Bytes that wait for the client already. */
  readonly pending: number;
  /** Bytes that may wait for it. */
  readonly most: number;
  /** Messages of a target. */
  readonly messages: number;
  /** Whether each is kept until the client fetches it. */
  readonly isKept: boolean;
}

/** One target while the budget is shared. */
interface Share {
  /** Of each message, the newest first. */
  readonly costs: readonly number[];
  readonly cost: number;
  taken: number;
}

/**
 * How many of the messages that a client has missed it is sent, of each target the newest. They have half of what may still wait for
 * it: what is pushed before it has read them needs a place as well, or it would be slow again each time that it came back.
 *
 * Each target gets its newest message where there is room. The rest is shared among those that have more, the smallest first, since
 * what one does not need is for the others.
 *
 * Cost: a step a message, and two sorted lists of the targets.
 */
export function sharesOf(missed: readonly MissedOfTarget[], budget: Budget): number[] {
  const shares = missed.map((each) => shareOf(each, budget));
  const some = shares.filter(({ costs }) => costs.length > 0);
  const most = Math.max(Math.floor((budget.most - budget.pending) / 2), 0);
  let left = most;
  for (const share of some.toSorted((a, b) => a.costs[0]! - b.costs[0]!)) left -= take(share, left, 1);
  const begun = some.filter(({ taken }) => taken > 0).toSorted((a, b) => a.cost - b.cost);
  for (const [n, share] of begun.entries()) left -= take(share, Math.floor(left / (begun.length - n)));
  // One that is longer than all of that would be sent to nobody, ever.
  if (budget.pending === 0) {
    const free = budget.most - (most - left);
    const long = some.find(({ costs, taken }) => taken === 0 && costs[0]! > most && costs[0]! <= free);
    if (long) long.taken = 1;
  }
  return shares.map(({ taken }) => taken);
}

function shareOf({ target, reply }: MissedOfTarget, { messages, isKept }: Budget): Share {
  const around = AROUND_DELIVERY_BYTES + Buffer.byteLength(target) + (isKept ? KEPT_PACKET_BYTES : 0);
  const costs: number[] = [];
  let cost = 0;
  for (let n = reply.messages.length - 1; n >= 0 && costs.length < messages; n--) {
    const one = reply.messages[n]!.body.length + around;
    costs.push(one);
    cost += one;
  }
  return { costs, cost, taken: 0 };
}

/** @returns the bytes that were taken */
function take(share: Share, bytes: number, messages = Infinity): number {
  const { costs } = share;
  let taken = 0;
  for (; messages > 0 && share.taken < costs.length; messages--, share.taken++) {
    const cost = costs[share.taken]!;
    if (taken + cost > bytes) break;
    taken += cost;
  }
  return taken;
}
