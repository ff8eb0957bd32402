import type { Live } from '#config';
import { Disconnects } from '#contracts';
import type { Downlink } from '#protocol';
import type { Channel } from './channel.js';
import type { Tally } from './tally.js';

/** What becomes of a client that reads too slowly. */
export interface OverflowLimits {
  /** Bytes that may wait for one client. One above it is not written to; so it costs at most these and one push. */
  readonly maxPending: number;
  /** `drop`: it misses pushes until it has read. */
  readonly onOverflow: 'disconnect' | 'drop';
}

/** Counts that grow for ever; read by the metrics. */
export interface DeliveryCounts {
  /** Writes to a connection: one for each push and recipient, or for a joined batch of pushes. */
  writes: number;
  /** Pushes that a connection above its byte budget did not get. */
  dropped: number;
  /** Connections that were closed for being above their byte budget. */
  slow: number;
}

/** Writes to channels, and keeps each of them within its byte budget: here a slow client is closed. */
export class Deliverer {
  readonly counts: DeliveryCounts = { writes: 0, dropped: 0, slow: 0 };

  /** Called with each channel that a push was not written to. */
  onSlow: (channel: Channel) => void = () => undefined;

  constructor(private readonly limits: Live<OverflowLimits>) {}

  /**
   * Cost: two field reads, a comparison and a write.
   *
   * @returns whether it was written
   */
  deliver(channel: Channel, downlink: Downlink): boolean {
    // One slow reader must cost a reconnect, not everyone's heap.
    if (this.isSlow(channel)) {
      this.overflow(channel);
      return false;
    }
    channel.write(downlink);
    this.counts.writes++;
    return true;
  }

  /**
   * What delivers to each of many. Whether somebody asked what becomes of the pushes is looked at here, and not for each.
   *
   * @param tallies of those pushes that somebody asked for
   */
  toEach(downlink: Downlink, tallies: readonly Tally[] | undefined): (channel: Channel) => void {
    if (tallies) return (channel) => this.deliverCounted(channel, downlink, tallies);
    return (channel) => void this.deliver(channel, downlink);
  }

  deliverCounted(channel: Channel, downlink: Downlink, tallies: readonly Tally[]): void {
    const isHeld = channel.feed?.holds(downlink.target) ?? false;
    const isWritten = this.deliver(channel, downlink);
    for (const { counts } of tallies) {
      counts.targeted++;
      if (!isWritten) counts.slow++;
      else if (isHeld) counts.waiting++;
      else counts.written++;
    }
  }

  /** Whether too many bytes wait for it. */
  isSlow(channel: Channel): boolean {
    return channel.pendingBytes > this.limits.current.maxPending;
  }

  private overflow(channel: Channel): void {
    this.counts.dropped++;
    this.onSlow(channel);
    if (this.limits.current.onOverflow === 'drop') return;
    this.counts.slow++;
    channel.outlet.close(Disconnects.slow);
  }
}
