import { partitionOf, type RoomKey, type SessionKey } from '#contracts';
import { encodeDownlink, type Downlink } from '#protocol';
import { Broadcaster } from './broadcaster.js';
import { Bucket } from './shard.js';
import type { Channel, OverflowPolicy } from './channel.js';
import { Deliverer, type DeliveryCounts } from './deliverer.js';
import { Room, type RoomOptions } from './room.js';
import { systemClock, type Clock } from './slices.js';

export interface HubOptions extends RoomOptions {
  /** Shards of the connections. */
  readonly buckets: number;
  /** Bytes that may wait for one connection's socket. */
  readonly maxPendingBytes: number;
  readonly onOverflow: OverflowPolicy;
}

/** Hears when this comet begins and ends to hold members of a room. */
export interface RoomObserver {
  opened(room: RoomKey): void;
  closed(room: RoomKey): void;
}

/** Every connection of this comet, and the pushes to them. Knows neither the bus nor sockets nor Nest. */
export class Hub {
  private readonly buckets: readonly Bucket[];
  private readonly rooms = new Map<RoomKey, Room>();
  private readonly ips = new Map<string, number>();
  private readonly deliverer: Deliverer;
  private readonly broadcaster: Broadcaster;
  private count = 0;
  /** Keys that were pushed to and are not here. */
  unknownKeys = 0;

  constructor(
    private readonly options: HubOptions,
    private readonly observer: RoomObserver,
    private readonly clock: Clock = systemClock,
  ) {
    this.buckets = Array.from({ length: options.buckets }, () => new Bucket());
    this.deliverer = new Deliverer(options);
    this.broadcaster = new Broadcaster(this.buckets, this.deliverer, options, clock);
  }

  get connections(): number {
    return this.count;
  }

  /** Different client addresses. */
  get addresses(): number {
    return this.ips.size;
  }

  get counts(): Readonly<DeliveryCounts> {
    return this.deliverer.counts;
  }

  openRooms(): IterableIterator<Room> {
    return this.rooms.values();
  }

  room(key: RoomKey): Room | undefined {
    return this.rooms.get(key);
  }

  get roomCount(): number {
    return this.rooms.size;
  }

  /** @returns the channel that held the same key until now; it is out of the hub and still open */
  add(channel: Channel): Channel | undefined {
    const replaced = this.bucketOf(channel.key).put(channel);
    if (replaced) this.forget(replaced);
    this.count++;
    this.ips.set(channel.ip, (this.ips.get(channel.ip) ?? 0) + 1);
    return replaced;
  }

  /** @returns false where it was out of the hub already, replaced by a newer one with its key */
  remove(channel: Channel): boolean {
    if (!this.bucketOf(channel.key).remove(channel)) return false;
    this.forget(channel);
    return true;
  }

  channel(key: SessionKey): Channel | undefined {
    return this.bucketOf(key).get(key);
  }

  /**
   * Moves a channel into a room, out of the one that it was in; '' = into none. The rooms beside it stay.
   *
   * @returns false where it was there already
   */
  move(channel: Channel, to: RoomKey | ''): boolean {
    const from = channel.room;
    if (channel.roomKey === to) return false;
    from?.leave(channel);
    if (to !== '') this.openRoom(to).join(channel);
    if (from) this.closeIfEmpty(from);
    return true;
  }

  /** Puts a channel into a room beside the one that it is in. @returns false where it was in that room already */
  join(channel: Channel, key: RoomKey): boolean {
    if (this.rooms.get(key)?.has(channel)) return false;
    this.openRoom(key).joinBeside(channel);
    return true;
  }

  /** Takes a channel out of a room, be it the one or beside it. @returns false where it was not in there */
  leave(channel: Channel, key: RoomKey): boolean {
    const room = this.rooms.get(key);
    if (!room?.has(channel)) return false;
    room.leave(channel);
    this.closeIfEmpty(room);
    return true;
  }

  /** Packed packets to the connections of these keys that accept the operation; null = to all of them. */
  pushKeys(keys: readonly string[], operation: number | null, packets: Uint8Array): void {
    let downlink: Downlink | undefined;
    for (const key of keys) {
      const channel = this.channel(key as SessionKey);
      if (!channel) {
        this.unknownKeys++;
        continue;
      }
      if (operation === null || channel.accepts(operation))
        this.deliverer.deliver(channel, (downlink ??= encodeDownlink([packets])));
    }
  }

  /** Packed packets to every member of a room. */
  pushRoom(room: RoomKey, packets: Uint8Array): void {
    this.rooms.get(room)?.push(packets);
  }

  /** Packed packets to every connection that accepts the operation; null = to all. @param perSecond 0 = as fast as it goes */
  pushAll(operation: number | null, packets: Uint8Array, perSecond: number): void {
    this.broadcaster.push(operation, packets, perSecond);
  }

  private bucketOf(key: SessionKey): Bucket {
    return this.buckets[this.buckets.length === 1 ? 0 : partitionOf(key, this.buckets.length)]!;
  }

  private forget(channel: Channel): void {
    this.count--;
    const sameAddress = (this.ips.get(channel.ip) ?? 1) - 1;
    if (sameAddress === 0) this.ips.delete(channel.ip);
    else this.ips.set(channel.ip, sameAddress);
    this.move(channel, '');
    for (const key of channel.joinedKeys) this.leave(channel, key);
  }

  private openRoom(key: RoomKey): Room {
    let room = this.rooms.get(key);
    if (!room) {
      room = new Room(key, this.deliverer, this.options, this.clock);
      this.rooms.set(key, room);
      this.observer.opened(key);
    }
    return room;
  }

  private closeIfEmpty(room: Room): void {
    if (room.localOnline > 0) return;
    this.rooms.delete(room.key);
    this.observer.closed(room.key);
  }
}
