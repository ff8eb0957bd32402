import type { SessionKey } from '#contracts';
import type { Channel } from './channel.js';

/** One shard of the connections: by key, and as a dense list for broadcasts. */
export class Bucket {
  readonly channels: Channel[] = [];
  private readonly byKey = new Map<SessionKey, Channel>();

  get(key: SessionKey): Channel | undefined {
    return this.byKey.get(key);
  }

  /** @returns the channel that had the key until now; it is no longer in the bucket */
  put(channel: Channel): Channel | undefined {
    const replaced = this.byKey.get(channel.key);
    if (replaced) this.remove(replaced);
    this.byKey.set(channel.key, channel);
    channel.bucketIndex = this.channels.push(channel) - 1;
    return replaced;
  }

  /** @returns false where it was not in the bucket (any more) */
  remove(channel: Channel): boolean {
    if (this.channels[channel.bucketIndex] !== channel) return false;
    this.byKey.delete(channel.key);
    const last = this.channels.pop()!;
    if (last !== channel) {
      this.channels[channel.bucketIndex] = last;
      last.bucketIndex = channel.bucketIndex;
    }
    channel.bucketIndex = -1;
    return true;
  }
}
