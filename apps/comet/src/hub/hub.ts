import type { Live } from '#config';
import { partitionOf, type RoomKey, type SessionKey } from '#contracts';
import { encodeDownlink, type Downlink } from '#protocol';
import { Broadcaster } from './broadcaster.js';
import type { Channel, Outlet } from './channel.js';
import { Deliverer, type DeliveryCounts, type OverflowLimits } from './deliverer.js';
import { Room, type RoomOptions } from './room.js';
import { Shard } from './shard.js';
import { systemClock, type Clock } from './slices.js';

export interface HubOptions extends RoomOptions {
  /** Shards of the channels. */
  readonly buckets: number;
}

/**
 * Port: makes sure that the pushes of a room reach this comet. The hub holds every room that has members here; whoever
 * puts a client into a room holds it first, until the client is in.
 */
export abstract class RoomInterest {
  /** Whether the room's pushes reach this comet already. */
  abstract isReady(room: RoomKey): boolean;
  /** Resolves when they do, and never rejects; they go on until `drop` is called as often as `hold` was. */
  abstract hold(room: RoomKey): Promise<void>;
  abstract drop(room: RoomKey): void;
}

/**
 * The channels of this comet's authenticated clients, and the pushes to them. Knows neither the bus nor sockets nor Nest.
 *
 * @typeParam O what the channels write to; `channel(key)` gives it back as it is
 */
export class Hub<O extends Outlet = Outlet> {
  private readonly shards: readonly Shard<O>[];
  private readonly rooms = new Map<RoomKey, Room>();
  private readonly ips = new Map<string, number>();
  private readonly deliverer: Deliverer;
  private readonly broadcaster: Broadcaster;
  private count = 0;
  /** Keys that were pushed to and are not here. */
  unknownKeys = 0;

  constructor(
    private readonly options: Live<HubOptions>,
    limits: Live<OverflowLimits>,
    private readonly interest: Pick<RoomInterest, 'hold' | 'drop'>,
    private readonly clock: Clock = systemClock,
  ) {
    this.shards = Array.from({ length: options.current.buckets }, () => new Shard<O>());
    this.deliverer = new Deliverer(limits);
    this.broadcaster = new Broadcaster(this.shards, this.deliverer, options, clock);
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

  /** The rooms with members here. */
  roomKeys(): RoomKey[] {
    return [...this.rooms.keys()];
  }

  room(key: RoomKey): Room | undefined {
    return this.rooms.get(key);
  }

  get roomCount(): number {
    return this.rooms.size;
  }

  /** @returns the channel that held the same key until now; it is out of the hub and still open */
  add(channel: Channel<O>): Channel<O> | undefined {
    const replaced = this.shardOf(channel.key).put(channel);
    if (replaced) this.forget(replaced);
    this.count++;
    this.ips.set(channel.ip, (this.ips.get(channel.ip) ?? 0) + 1);
    return replaced;
  }

  /** @returns false where it was out of the hub already, replaced by a newer one with its key */
  remove(channel: Channel<O>): boolean {
    if (!this.shardOf(channel.key).remove(channel)) return false;
    this.forget(channel);
    return true;
  }

  channel(key: SessionKey): Channel<O> | undefined {
    return this.shardOf(key).get(key);
  }

  /**
   * Makes a room the primary one of a channel, instead of the one before; '' = none. The extra rooms stay.
   *
   * @returns false where it was that already
   */
  move(channel: Channel, to: RoomKey | ''): boolean {
    const from = channel.primaryRoomKey;
    if (from === to) return false;
    const left = from === '' ? undefined : this.rooms.get(from);
    left?.leave(channel);
    if (to !== '') this.openRoom(to).joinAsPrimary(channel);
    if (left) this.closeIfEmpty(left);
    return true;
  }

  /** Makes a room an extra one of a channel. @returns false where the channel was in that room already */
  join(channel: Channel, key: RoomKey): boolean {
    if (this.rooms.get(key)?.has(channel)) return false;
    this.openRoom(key).joinAsExtra(channel);
    return true;
  }

  /** Takes a channel out of a room, primary or extra. @returns false where it was not in there */
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

  private shardOf(key: SessionKey): Shard<O> {
    return this.shards[this.shards.length === 1 ? 0 : partitionOf(key, this.shards.length)]!;
  }

  private forget(channel: Channel): void {
    this.count--;
    const sameAddress = (this.ips.get(channel.ip) ?? 1) - 1;
    if (sameAddress === 0) this.ips.delete(channel.ip);
    else this.ips.set(channel.ip, sameAddress);
    this.move(channel, '');
    for (const key of channel.extraRoomKeys) this.leave(channel, key);
  }

  private openRoom(key: RoomKey): Room {
    let room = this.rooms.get(key);
    if (!room) {
      room = new Room(key, this.deliverer, this.options, this.clock);
      this.rooms.set(key, room);
      void this.interest.hold(key);
    }
    return room;
  }

  private closeIfEmpty(room: Room): void {
    if (room.localOnline > 0) return;
    this.rooms.delete(room.key);
    this.interest.drop(room.key);
  }
}
