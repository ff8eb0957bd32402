import { memberTarget, sessionTarget, type Mid, type SessionKey } from '#contracts';
import { Downlink, type Origin } from '#protocol';
import type { Channel } from './channel.js';
import type { Continuity, ContinuousTarget } from './continuity.js';
import type { Deliverer } from './deliverer.js';
import { EarlyPushes, type Ask } from './early-pushes.js';
import { Entrants, type KeptPush } from './entrants.js';
import type { Push } from './push.js';
import type { Tally } from './tally.js';
import type { WithdrawnId } from './withdrawal.js';

/** Places of the packets of a push by key that have no history: the one that it has, or none. */
const FIRST: readonly number[] = Object.freeze([0]);
const NONE: readonly number[] = Object.freeze([]);

/** Where a push to keys comes from. */
export interface KeysOrigin extends Pick<Origin, 'epoch' | 'former'> {
  readonly id: number;
  /** Of each key, the member that it was addressed to; none = it was addressed to the keys. */
  readonly mids: readonly Mid[];
  /** Of each key, the id of the message before; 0 = not known. */
  readonly prevs: readonly number[];
  readonly transient: boolean;
}

/** Pushes to single channels: to their keys, and to the members that they belong to. */
export class KeyPushes {
  /** What a push to several keys was framed as, while it is handed to them. */
  private framed: Downlink | undefined;
  private framedPackets: Uint8Array | undefined;
  private readonly entrants = new Entrants();
  private readonly early = new EarlyPushes(({ push }) => this.lost(push));
  /** Keys that were pushed to and are not here. Only grows. */
  unknown = 0;

  constructor(
    private readonly channelOf: (key: SessionKey) => Channel | undefined,
    private readonly deliverer: Deliverer,
    private readonly newContinuity: (target: ContinuousTarget) => Continuity,
  ) {}

  /** @see Hub.pushKeys */
  push(
    keys: readonly string[],
    operation: number | null,
    packets: Uint8Array,
    origin: KeysOrigin | undefined,
    tally: Tally | undefined,
  ): void {
    if (keys.length > 1) this.framedPackets = packets;
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as SessionKey;
      const channel = this.channelOf(key);
      if (!channel || this.entrants.share(key)) {
        this.keep(key, channel !== undefined, origin, at, operation, packets, tally);
      }
      if (!channel) continue;
      if (origin && origin.epoch !== 0) this.pushTo(channel, origin, at, operation, packets, tally);
      else this.deliverTo(channel, sessionTarget(channel.key), { packets, origin: undefined, operation });
    }
    this.framed = undefined;
    this.framedPackets = undefined;
    tally?.end();
  }

  /** Logic is asked about a client, until `answered`: its key may be pushed to before it is known here. */
  ask(): Ask {
    return this.early.ask();
  }

  /** The client enters, or does not. */
  answered(ask: Ask): void {
    this.early.answered(ask);
  }

  /** Logic has let a client in: what is pushed to its key, and was since it was asked, is kept until `entered` or `gaveUp`. */
  enters(channel: Channel, ask: Ask): void {
    this.entrants.add(channel, this.channelOf(channel.key) !== undefined, this.early.of(channel.key, ask));
  }

  /** It is in the hub, and was answered: what was kept for it is delivered. */
  entered(channel: Channel): void {
    for (const { mid, push } of this.entrants.remove(channel)) {
      if (mid !== 0 && mid !== channel.mid) this.lost(push);
      else if (push.origin) this.continuityOf(channel, mid === 0 ? 'key' : 'member').take(push);
      else this.deliverTo(channel, sessionTarget(channel.key), push);
    }
  }

  /** It will not be in the hub. Nothing where it is. */
  gaveUp(channel: Channel): void {
    for (const { push } of this.entrants.remove(channel)) this.lost(push);
  }

  /** A message was taken back: it does not wait for those who enter any more. */
  withdraw(withdrawn: WithdrawnId): void {
    this.early.withdraw(withdrawn);
    this.entrants.withdraw(withdrawn);
  }

  /** Id of the first message to its member, or to its key (0), that is kept for a channel that enters; 0 = none. */
  firstKept(channel: Channel, mid: Mid, epoch: number): number {
    return this.entrants.firstKept(channel, mid, epoch);
  }

  /** The pushes to a channel's key, or to its member, from here on. */
  continuityOf(channel: Channel, of: 'key' | 'member'): Continuity {
    const known = of === 'key' ? channel.byKey : channel.byMember;
    if (known) return known;
    const target = of === 'key' ? sessionTarget(channel.key) : memberTarget(channel.mid);
    const continuity = this.newContinuity({
      target,
      deliver: (push) => this.deliverTo(channel, target, push),
      broken: (how) => channel.feed?.broken(target, how),
    });
    if (of === 'key') channel.byKey = continuity;
    else channel.byMember = continuity;
    return continuity;
  }

  private pushTo(
    channel: Channel,
    origin: KeysOrigin,
    at: number,
    operation: number | null,
    packets: Uint8Array,
    tally: Tally | undefined,
  ): void {
    const mid = memberOf(origin, at);
    // Another member has taken the key since its session was found.
    if (mid !== 0 && mid !== channel.mid) {
      this.missed(tally);
      return;
    }
    const push = pushOf(origin, at, operation, packets, tally?.begin());
    this.continuityOf(channel, mid === 0 ? 'key' : 'member').take(push);
  }

  /** For those who enter with the key, or may. @param isKnown whether a channel in the hub has it, which is given it by itself */
  private keep(
    key: SessionKey,
    isKnown: boolean,
    origin: KeysOrigin | undefined,
    at: number,
    operation: number | null,
    packets: Uint8Array,
    tally: Tally | undefined,
  ): void {
    const counting = isKnown ? undefined : tally;
    const kept: KeptPush =
      origin && origin.epoch !== 0
        ? { mid: memberOf(origin, at), push: pushOf(origin, at, operation, packets, counting) }
        : { mid: 0, push: { packets, origin: undefined, operation } };
    if (this.entrants.keep(key, kept) || isKnown || this.early.keep(key, kept)) return;
    this.missed(tally);
  }

  /** Whom it was for is not here. */
  private missed(tally: Tally | undefined): void {
    this.unknown++;
    tally?.missed('gone');
  }

  /** It was kept for somebody who did not come. */
  private lost({ tally }: Push): void {
    this.missed(tally);
    tally?.end();
  }

  private deliverTo(channel: Channel, target: string, push: Push): void {
    const { tally } = push;
    // It may have left while its missed messages were read.
    if (channel.shardIndex < 0 || (push.operation !== null && !channel.accepts(push.operation))) {
      tally?.missed(channel.shardIndex < 0 ? 'gone' : 'notAccepted');
      tally?.end();
      return;
    }
    // To version 1 a push to many keys is the same bytes for each.
    const isShared = push.packets === this.framedPackets;
    const downlink = new Downlink([push], target, isShared ? this.framed : undefined);
    if (isShared) this.framed = downlink;
    if (tally) {
      this.deliverer.deliverCounted(channel, downlink, [tally]);
      tally.end();
    } else this.deliverer.deliver(channel, downlink);
  }
}

/** The member that a push is to; 0 = it is to the key: strangers share that member. */
function memberOf({ mids }: KeysOrigin, at: number): Mid {
  return mids.length > 0 ? mids[at]! : 0;
}

/** Written out: a spread here took 8% of what a push to one key costs. @param at place of the key among those of the push */
function pushOf(
  from: KeysOrigin,
  at: number,
  operation: number | null,
  packets: Uint8Array,
  tally: Tally | undefined,
): Push {
  const { epoch, id, mids, prevs, transient, former } = from;
  const isTransient = transient || (mids.length > 0 && mids[at] === 0);
  const origin = { epoch, ids: [id], prev: prevs[at] ?? 0, transient: isTransient ? FIRST : NONE, former };
  return { packets, origin, operation, tally };
}
