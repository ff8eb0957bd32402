import type { SessionKey } from '#contracts';
import type { Channel, Outlet } from './channel.js';

/** One part of the channels of a hub (goim's bucket): by key, and as a dense list for broadcasts. */
export class Shard<O extends Outlet = Outlet> {
  readonly channels: Channel<O>[] = [];
  private readonly byKey = new Map<SessionKey, Channel<O>>();

  get(key: SessionKey): Channel<O> | undefined {
    return this.byKey.get(key);
  }

  /** @returns the channel that had the key until now; it is no longer in the shard */
  put(channel: Channel<O>): Channel<O> | undefined {
    const replaced = this.byKey.get(channel.key);
    if (replaced) this.remove(replaced);
    this.byKey.set(channel.key, channel);
    channel.shardIndex = this.channels.push(channel) - 1;
    return replaced;
  }

  /** @returns false where it was not in the shard (any more) */
  remove(channel: Channel<O>): boolean {
    if (this.channels[channel.shardIndex] !== channel) return false;
    this.byKey.delete(channel.key);
    const last = this.channels.pop()!;
    if (last !== channel) {
      this.channels[channel.shardIndex] = last;
      last.shardIndex = channel.shardIndex;
    }
    channel.shardIndex = -1;
    return true;
  }
}
