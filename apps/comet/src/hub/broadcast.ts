import type { Downlink } from '#protocol';
import type { Bucket } from './bucket.js';
import type { Channel } from './channel.js';
import type { Deliverer } from './deliverer.js';
import { visitSlice, type Clock } from './slices.js';

const MS_PER_SECOND = 1_000;
/** A paced broadcast writes this often, so a rate of one a second is kept as well as one of a million. */
const PACE_MS = 20;

interface Broadcast {
  readonly operation: number;
  readonly downlink: Downlink;
  /** Connections a second; 0 = as fast as it goes. */
  readonly perSecond: number;
}

/**
 * Writes to every connection that accepts an operation, a bucket at a time, letting the event loop turn in between.
 * Broadcasts without a limit of speed keep their order; a slow one goes on beside them.
 */
export class Broadcaster {
  private readonly waiting: Broadcast[] = [];
  private running = false;

  constructor(
    private readonly buckets: readonly Bucket[],
    private readonly deliverer: Deliverer,
    private readonly options: { slice: number },
    private readonly clock: Clock,
  ) {}

  push(broadcast: Broadcast): void {
    if (broadcast.perSecond > 0) {
      this.pace(broadcast, 0, this.buckets[0]!.channels.slice(), 0);
      return;
    }
    this.waiting.push(broadcast);
    if (!this.running) this.runNext();
  }

  private runNext(): void {
    const next = this.waiting.shift();
    this.running = next !== undefined;
    if (next) this.runBuckets(next, 0);
  }

  private runBuckets(broadcast: Broadcast, from: number): void {
    const end = this.clock.now() + this.options.slice;
    for (let at = from; at < this.buckets.length; at++) {
      const { channels } = this.buckets[at]!;
      const left = this.visit(channels, channels.length, broadcast);
      if (left > 0) {
        // Connections come and go between two slices, so the rest goes to those who were there.
        this.runRest(broadcast, at, channels.slice(0, left), left);
        return;
      }
      // Many small buckets take as long as a large one.
      if (this.clock.now() >= end) {
        this.clock.after(0, () => this.runBuckets(broadcast, at + 1));
        return;
      }
    }
    // A turn each: those that waited for a long one would else run in one go, and on one stack.
    if (this.waiting.length > 0) this.clock.after(0, () => this.runNext());
    else this.running = false;
  }

  private runRest(broadcast: Broadcast, index: number, rest: readonly Channel[], left: number): void {
    this.clock.after(0, () => {
      const still = this.visit(rest, left, broadcast);
      if (still > 0) this.runRest(broadcast, index, rest, still);
      else this.runBuckets(broadcast, index + 1);
    });
  }

  private visit(channels: readonly Channel[], left: number, { operation, downlink }: Broadcast): number {
    return visitSlice(channels, left, this.options.slice, this.clock, (channel) => {
      if (channel.bucketIndex >= 0 && channel.accepts(operation)) this.deliverer.deliver(channel, downlink);
    });
  }

  /** @param credit writes that the elapsed time allows beyond those done; below one it is carried to the next step */
  private pace(broadcast: Broadcast, index: number, left: Channel[], credit: number): void {
    let allowed = credit + (broadcast.perSecond * PACE_MS) / MS_PER_SECOND;
    let at = index;
    let channels = left;
    while (allowed >= 1) {
      const channel = channels.pop();
      if (channel) {
        if (channel.bucketIndex < 0 || !channel.accepts(broadcast.operation)) continue;
        this.deliverer.deliver(channel, broadcast.downlink);
        allowed--;
      } else if (++at < this.buckets.length) channels = this.buckets[at]!.channels.slice();
      else return;
    }
    this.clock.after(PACE_MS, () => this.pace(broadcast, at, channels, allowed));
  }
}
