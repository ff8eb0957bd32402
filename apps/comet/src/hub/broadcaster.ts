import type { Live } from '#config';
import { BROADCAST_TARGET } from '#contracts';
import { Downlink } from '#protocol';
import type { Channel } from './channel.js';
import { begins, type Break } from './break.js';
import type { Push } from './push.js';
import type { Deliverer } from './deliverer.js';
import type { Shard } from './shard.js';
import { visitSlice, type Clock } from './slices.js';
import { endAll, talliesOf, type Tally } from './tally.js';
import { relink, remember, takeOut, type WithdrawnId } from './withdrawal.js';

const MS_PER_SECOND = 1_000;
/** A paced broadcast writes this often, so a rate of one a second is kept as well as one of a million. */
const PACE_MS = 20;

interface Broadcast {
  /** Connections that accept it get the broadcast; null = all do. */
  readonly operation: number | null;
  deliver: (channel: Channel) => void;
  /** Of those joined in it whose pushers asked. */
  readonly tallies: readonly Tally[] | undefined;
}

interface WaitingBroadcast {
  readonly operation: number | null;
  readonly batches: Push[];
  /** 0 = as fast as it goes. */
  readonly perSecond: number;
}

/** What clients of version 2 are told between two broadcasts. */
interface WaitingBreak {
  readonly how: Break;
}

interface PacedBroadcast extends Broadcast {
  readonly pushes: Push[];
  readonly perSecond: number;
  readonly startedAt: number;
  written: number;
  /** The shard that is being worked, and who of it is left. */
  shard: number;
  left: Channel[];
  /** Clients of version 2 that have it already, since a later broadcast without a pace came to them. */
  readonly ahead: Set<Channel>;
  /** The push stream began anew behind it: clients of version 2 get it before they are told that, or not at all. */
  isFormer: boolean;
}

/**
 * Writes to every connection that accepts an operation, a shard at a time, letting the event loop turn in between.
 * Broadcasts begin in their order; one with a limit of speed goes on beside those behind it.
 */
export class Broadcaster {
  private readonly waiting: (WaitingBroadcast | WaitingBreak)[] = [];
  private running = false;
  /** What clients of version 2 are being told. */
  private telling: Break | undefined;
  private readonly withdrawnMeanwhile: WithdrawnId[] = [];
  private readonly paced = new Set<PacedBroadcast>();

  constructor(
    private readonly shards: readonly Shard[],
    private readonly deliverer: Deliverer,
    private readonly options: Live<{ readonly slice: number }>,
    private readonly clock: Clock,
  ) {}

  push(push: Push): void {
    const { operation, perSecond = 0 } = push;
    // What waits behind a long one is joined: the queue can't outgrow what is written.
    const last = this.waiting.at(-1);
    if (last && 'batches' in last && last.operation === operation && last.perSecond === 0 && perSecond === 0) {
      last.batches.push(push);
    } else this.waiting.push({ operation, batches: [push], perSecond });
    if (!this.running) this.runNext();
  }

  /** Clients of version 2 are told behind what came before: a client takes an id for one of the epoch that it was told last. */
  broken(how: Break): void {
    this.waiting.push({ how });
    if (!this.running) this.runNext();
  }

  /** Whether not all were told yet that an epoch begins. */
  isChangingTo(epoch: number): boolean {
    return begins(epoch, this.telling) || this.waiting.some((each) => 'how' in each && begins(epoch, each.how));
  }

  /**
   * Takes a message out of what waits, and ends it where it is paced. Whoever was told of the withdrawal before the broadcast
   * that is being written came to it is told again behind that.
   *
   * @returns id of the message before it; undefined where it is not among these
   */
  takeOut(withdrawn: WithdrawnId): number | undefined {
    if (this.running) remember(this.withdrawnMeanwhile, withdrawn);
    let before: number | undefined;
    for (const [at, each] of this.waiting.entries()) {
      if ('how' in each) continue;
      before ??= takeOut(each.batches, withdrawn);
      if (before === undefined) continue;
      if (each.batches.length === 0) this.waiting.splice(at, 1);
      break;
    }
    for (const paced of this.paced) {
      before ??= takeOut(paced.pushes, withdrawn);
      if (paced.pushes.length === 0) this.paced.delete(paced);
    }
    if (before !== undefined) this.relinkAll(withdrawn, before);
    return before;
  }

  /** Has what names the message as the one before it name the one before that. */
  private relinkAll(withdrawn: WithdrawnId, before: number): void {
    for (const each of this.waiting) if ('batches' in each) relink(each.batches, withdrawn, before);
    for (const paced of this.paced) {
      if (relink(paced.pushes, withdrawn, before)) {
        paced.deliver = this.broadcastOf(paced.operation, paced.pushes).deliver;
      }
    }
  }

  private runNext(): void {
    const next = this.waiting.shift();
    this.running = next !== undefined;
    if (!next) return;
    if ('how' in next) this.runShards(this.breakOf(next.how), 0);
    else if (next.perSecond === 0) this.runShards(this.broadcastOf(next.operation, next.batches), 0);
    else {
      this.beginPaced(next);
      this.goOn();
    }
  }

  /** A turn each: otherwise those that waited for a long one would run in one go, and on one stack. */
  private goOn(): void {
    this.telling = undefined;
    if (this.waiting.length > 0) this.clock.after(0, () => this.runNext());
    else this.running = false;
  }

  private breakOf(how: Break): Broadcast {
    this.telling = how;
    const former = how.verdict === 'reset' ? [...this.paced] : [];
    for (const paced of former) paced.isFormer = true;
    const deliver = (channel: Channel): void => {
      if (channel.feed === null) return;
      for (const paced of former) if (paced.pushes.length > 0) this.writePaced(paced, channel);
      channel.feed.broken(BROADCAST_TARGET, how);
    };
    return { operation: null, tallies: undefined, deliver };
  }

  private broadcastOf(operation: number | null, pushes: readonly Push[]): Broadcast {
    const tallies = talliesOf(pushes);
    return { operation, tallies, deliver: this.deliverer.toEach(new Downlink(pushes, BROADCAST_TARGET), tallies) };
  }

  private runShards(broadcast: Broadcast, from: number): void {
    const end = this.clock.now() + this.options.current.slice;
    for (let at = from; at < this.shards.length; at++) {
      const { channels } = this.shards[at]!;
      const left = this.visit(channels, channels.length, broadcast);
      if (left > 0) {
        // Connections come and go between two slices, so the rest goes to those who were there.
        this.runRest(broadcast, at, channels.slice(0, left), left);
        return;
      }
      // Many small shards take as long as a large one.
      if (this.clock.now() >= end) {
        this.clock.after(0, () => this.runShards(broadcast, at + 1));
        return;
      }
    }
    endAll(broadcast.tallies);
    this.tellWithdrawn();
    this.goOn();
  }

  private runRest(broadcast: Broadcast, index: number, rest: readonly Channel[], left: number): void {
    this.clock.after(0, () => {
      const still = this.visit(rest, left, broadcast);
      if (still > 0) this.runRest(broadcast, index, rest, still);
      else this.runShards(broadcast, index + 1);
    });
  }

  private tellWithdrawn(): void {
    for (const { epoch, id } of this.withdrawnMeanwhile.splice(0)) {
      for (const { channels } of this.shards) {
        for (const { feed } of channels) feed?.withdrawn(BROADCAST_TARGET, epoch, id);
      }
    }
  }

  private visit(channels: readonly Channel[], left: number, { operation, deliver, tallies }: Broadcast): number {
    return visitSlice(channels, left, this.options.current.slice, this.clock, (channel) => {
      if (channel.shardIndex < 0 || !wanted(channel, operation)) {
        if (tallies) missed(channel, tallies);
        return;
      }
      if (channel.feed !== null && this.paced.size > 0) this.bringForward(channel);
      deliver(channel);
    });
  }

  /** To clients of version 2 broadcasts keep their order, so the paced ones that began before come before their time. */
  private bringForward(channel: Channel): void {
    for (const broadcast of this.paced) if (!broadcast.isFormer) this.writePaced(broadcast, channel);
  }

  private beginPaced({ operation, batches, perSecond }: WaitingBroadcast): void {
    const paced: PacedBroadcast = {
      ...this.broadcastOf(operation, batches),
      pushes: batches,
      perSecond,
      startedAt: this.clock.now(),
      written: 0,
      shard: 0,
      left: this.shards[0]!.channels.slice(),
      ahead: new Set(),
      isFormer: false,
    };
    this.paced.add(paced);
    this.pace(paced);
  }

  /** Writes to as many as the time since the start allows, and goes on later. */
  private pace(broadcast: PacedBroadcast): void {
    if (!this.paced.has(broadcast)) return;
    const now = this.clock.now();
    const end = now + this.options.current.slice;
    const allowed = ((now - broadcast.startedAt + PACE_MS) * broadcast.perSecond) / MS_PER_SECOND;
    while (broadcast.written + 1 <= allowed) {
      if (this.clock.now() >= end) {
        this.clock.after(0, () => this.pace(broadcast));
        return;
      }
      const channel = broadcast.left.pop();
      if (channel) {
        if (!broadcast.isFormer || channel.feed === null) this.writePaced(broadcast, channel);
      } else if (++broadcast.shard < this.shards.length) {
        broadcast.left = this.shards[broadcast.shard]!.channels.slice();
      } else {
        this.paced.delete(broadcast);
        endAll(broadcast.tallies);
        return;
      }
    }
    this.clock.after(PACE_MS, () => this.pace(broadcast));
  }

  private writePaced(broadcast: PacedBroadcast, channel: Channel): void {
    if (broadcast.ahead.has(channel)) return;
    if (channel.shardIndex < 0 || !wanted(channel, broadcast.operation)) {
      if (broadcast.tallies) missed(channel, broadcast.tallies);
      return;
    }
    if (channel.feed !== null) broadcast.ahead.add(channel);
    broadcast.deliver(channel);
    broadcast.written++;
  }
}

function missed(channel: Channel, tallies: readonly Tally[]): void {
  const why = channel.shardIndex < 0 ? 'gone' : 'notAccepted';
  for (const tally of tallies) tally.missed(why);
}

function wanted(channel: Channel, operation: number | null): boolean {
  return operation === null || channel.accepts(operation);
}
