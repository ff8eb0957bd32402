import type { Live } from '#config';
import { encodeDownlink, type Downlink } from '#protocol';
import type { Channel } from './channel.js';
import type { Deliverer } from './deliverer.js';
import type { Shard } from './shard.js';
import { visitSlice, type Clock } from './slices.js';

const MS_PER_SECOND = 1_000;
/** A paced broadcast writes this often, so a rate of one a second is kept as well as one of a million. */
const PACE_MS = 20;

interface Broadcast {
  /** Connections that accept it get the broadcast; null = all do. */
  readonly operation: number | null;
  readonly downlink: Downlink;
}

interface WaitingBroadcast {
  readonly operation: number | null;
  readonly batches: Uint8Array[];
}

interface PacedBroadcast extends Broadcast {
  readonly perSecond: number;
  readonly startedAt: number;
  written: number;
  /** The shard that is being worked, and who of it is left. */
  shard: number;
  left: Channel[];
}

/**
 * Writes to every connection that accepts an operation, a shard at a time, letting the event loop turn in between.
 * Broadcasts without a limit of speed keep their order; one with a limit runs at the same time.
 */
export class Broadcaster {
  private readonly waiting: WaitingBroadcast[] = [];
  private running = false;

  constructor(
    private readonly shards: readonly Shard[],
    private readonly deliverer: Deliverer,
    private readonly options: Live<{ readonly slice: number }>,
    private readonly clock: Clock,
  ) {}

  /**
   * @param operation null = to everybody, whatever they accept
   * @param perSecond connections a second; 0 = as fast as it goes
   */
  push(operation: number | null, packets: Uint8Array, perSecond: number): void {
    if (perSecond > 0) {
      this.pace({
        operation,
        downlink: encodeDownlink([packets]),
        perSecond,
        startedAt: this.clock.now(),
        written: 0,
        shard: 0,
        left: this.shards[0]!.channels.slice(),
      });
      return;
    }
    // What waits behind a long one is joined: the queue can't outgrow what is written.
    const last = this.waiting.at(-1);
    if (last?.operation === operation) last.batches.push(packets);
    else this.waiting.push({ operation, batches: [packets] });
    if (!this.running) this.runNext();
  }

  private runNext(): void {
    const next = this.waiting.shift();
    this.running = next !== undefined;
    if (next) this.runShards({ operation: next.operation, downlink: encodeDownlink(next.batches) }, 0);
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
    // A turn each: otherwise those that waited for a long one would run in one go, and on one stack.
    if (this.waiting.length > 0) this.clock.after(0, () => this.runNext());
    else this.running = false;
  }

  private runRest(broadcast: Broadcast, index: number, rest: readonly Channel[], left: number): void {
    this.clock.after(0, () => {
      const still = this.visit(rest, left, broadcast);
      if (still > 0) this.runRest(broadcast, index, rest, still);
      else this.runShards(broadcast, index + 1);
    });
  }

  private visit(channels: readonly Channel[], left: number, { operation, downlink }: Broadcast): number {
    return visitSlice(channels, left, this.options.current.slice, this.clock, (channel) => {
      if (channel.shardIndex >= 0 && wanted(channel, operation)) this.deliverer.deliver(channel, downlink);
    });
  }

  /** Writes to as many as the time since the start allows, and goes on later. */
  private pace(broadcast: PacedBroadcast): void {
    const now = this.clock.now();
    const end = now + this.options.current.slice;
    const allowed = ((now - broadcast.startedAt + PACE_MS) * broadcast.perSecond) / MS_PER_SECOND;
    while (broadcast.written + 1 <= allowed) {
      if (this.clock.now() >= end) {
        this.clock.after(0, () => this.pace(broadcast));
        return;
      }
      const channel = broadcast.left.pop();
      if (channel) this.writePaced(broadcast, channel);
      else if (++broadcast.shard < this.shards.length) {
        broadcast.left = this.shards[broadcast.shard]!.channels.slice();
      } else return;
    }
    this.clock.after(PACE_MS, () => this.pace(broadcast));
  }

  private writePaced(broadcast: PacedBroadcast, channel: Channel): void {
    if (channel.shardIndex < 0 || !wanted(channel, broadcast.operation)) return;
    this.deliverer.deliver(channel, broadcast.downlink);
    broadcast.written++;
  }
}

function wanted(channel: Channel, operation: number | null): boolean {
  return operation === null || channel.accepts(operation);
}
