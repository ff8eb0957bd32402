import { Disconnects } from '#contracts';
import type { Downlink } from '#protocol';
import type { Channel, OverflowPolicy } from './channel.js';

/** Counts that grow for ever; read by the metrics. */
export interface DeliveryCounts {
  /** Writes to a connection: one for each push and recipient, or for a joined batch of pushes. */
  writes: number;
  /** Pushes that a connection above its byte budget did not get. */
  dropped: number;
  /** Connections that were closed for being above their byte budget. */
  slow: number;
}

/** Writes to channels, and keeps each of them within its byte budget. */
export class Deliverer {
  readonly counts: DeliveryCounts = { writes: 0, dropped: 0, slow: 0 };

  /** @param maxPendingBytes a channel above it is not written to any more; what it then costs at most is this and a push */
  constructor(private readonly options: { maxPendingBytes: number; onOverflow: OverflowPolicy }) {}

  /**
   * Cost: a field read, a comparison and a write.
   *
   * @returns whether it was written
   */
  deliver(channel: Channel, downlink: Downlink): boolean {
    // One slow reader must cost a reconnect, not everyone's heap.
    if (channel.pendingBytes > this.options.maxPendingBytes) {
      this.overflow(channel);
      return false;
    }
    channel.write(downlink);
    this.counts.writes++;
    return true;
  }

  private overflow(channel: Channel): void {
    this.counts.dropped++;
    if (this.options.onOverflow === 'drop') return;
    this.counts.slow++;
    channel.outlet.close(Disconnects.slow);
  }
}
