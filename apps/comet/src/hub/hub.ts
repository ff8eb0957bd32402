import type { Live } from '#config';
import { BROADCAST_TARGET, parseTarget, partitionOf, type RoomKey, type SessionKey } from '#contracts';
import type { Origin } from '#protocol';
import { Broadcaster } from './broadcaster.js';
import type { Channel, Outlet } from './channel.js';
import type { Break } from './break.js';
import { Continuity, ContinuityCounts, type ContinuousTarget, type MissedMessages } from './continuity.js';
import { Deliverer, type DeliveryCounts, type OverflowLimits } from './deliverer.js';
import { KeyPushes, type KeysOrigin } from './key-pushes.js';
import { Room, type RoomOptions } from './room.js';
import { Shard } from './shard.js';
import { systemClock, type Clock } from './slices.js';
import type { Tally } from './tally.js';

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

/** Port: hears what happens to channels in the hub. */
export interface HubObserver {
  /** A channel that stays came into a room, or left it. */
  roomChanged(channel: Channel, room: RoomKey, isIn: boolean): void;
  /** Too many bytes wait for a channel: a push was not written. */
  slow(channel: Channel): void;
  /** Messages of a target are missing here. */
  broken(target: string, how: Break): void;
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
  readonly toAll: Continuity;
  readonly toKeys: KeyPushes;
  readonly continuityCounts = new ContinuityCounts();
  private count = 0;
  private observer: HubObserver | undefined;

  constructor(
    private readonly options: Live<HubOptions>,
    limits: Live<OverflowLimits>,
    private readonly interest: Pick<RoomInterest, 'hold' | 'drop'>,
    private readonly missed: MissedMessages,
    private readonly clock: Clock = systemClock,
  ) {
    this.shards = Array.from({ length: options.current.buckets }, () => new Shard<O>());
    this.deliverer = new Deliverer(limits);
    this.broadcaster = new Broadcaster(this.shards, this.deliverer, options, clock);
    this.toKeys = new KeyPushes(
      (key) => this.channel(key),
      this.deliverer,
      (target) => this.continuityOf(target),
    );
    this.toAll = this.continuityOf({
      target: BROADCAST_TARGET,
      deliver: (push) => this.broadcaster.push(push),
      takeOut: (withdrawn) => this.broadcaster.takeOut(withdrawn),
      broken: (how) => this.broadcaster.broken(how),
    });
    missed.locate(
      BROADCAST_TARGET,
      (epoch, id) => this.toAll.beginAt(epoch, id),
      () => !this.toAll.isPlaced,
    );
  }

  /** From now on the observer hears what happens. Called once, before a channel is added. */
  observeBy(observer: HubObserver): void {
    this.observer = observer;
    this.deliverer.onSlow = (channel) => observer.slow(channel);
    this.continuityCounts.onBroken = (target, how) => observer.broken(target, how);
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
    if (left) {
      this.closeIfEmpty(left);
      this.changed(channel, left.key, false);
    }
    if (to !== '') this.changed(channel, to, true);
    return true;
  }

  /** Makes a room an extra one of a channel. @returns false where the channel was in that room already */
  join(channel: Channel, key: RoomKey): boolean {
    if (this.rooms.get(key)?.has(channel)) return false;
    this.openRoom(key).joinAsExtra(channel);
    this.changed(channel, key, true);
    return true;
  }

  /** Takes a channel out of a room, primary or extra. @returns false where it was not in there */
  leave(channel: Channel, key: RoomKey): boolean {
    const room = this.rooms.get(key);
    if (!room?.has(channel)) return false;
    room.leave(channel);
    this.closeIfEmpty(room);
    this.changed(channel, key, false);
    return true;
  }

  /** How far a target's messages have come here; 0 = that is not known. */
  reached(target: string, epoch: number, channel: Channel | undefined): number {
    const addressee = parseTarget(target);
    if (addressee?.kind === 'all') return this.toAll.deliveredIn(epoch);
    if (addressee?.kind === 'room') return this.rooms.get(addressee.room)?.continuity.deliveredIn(epoch) ?? 0;
    return (addressee?.kind === 'member' ? channel?.byMember : channel?.byKey)?.deliveredIn(epoch) ?? 0;
  }

  /** Whether the notice that a target's epoch begins waits here, behind pushes of the one before. */
  isChanging(target: string, epoch: number): boolean {
    const addressee = parseTarget(target);
    if (addressee?.kind === 'all') return this.broadcaster.isChangingTo(epoch);
    return addressee?.kind === 'room' && (this.rooms.get(addressee.room)?.isChangingTo(epoch) ?? false);
  }

  /** Whether too many bytes wait for a channel. */
  isSlow(channel: Channel): boolean {
    return this.deliverer.isSlow(channel);
  }

  /** When a channel ends, nobody needs to hear of each room that it leaves. */
  private changed(channel: Channel, room: RoomKey, isIn: boolean): void {
    if (channel.shardIndex >= 0) this.observer?.roomChanged(channel, room, isIn);
  }

  /** Packed packets to the connections of these keys that accept the operation; null = to all of them. @param tally as in `pushRoom` */
  pushKeys(
    keys: readonly string[],
    operation: number | null,
    packets: Uint8Array,
    origin?: KeysOrigin,
    tally?: Tally,
  ): void {
    this.toKeys.push(keys, operation, packets, origin, tally);
  }

  /** Packed packets to every member of a room. @param tally has begun, and ends when all of it is delivered or left out */
  pushRoom(room: RoomKey, packets: Uint8Array, origin?: Origin, tally?: Tally): void {
    const open = this.rooms.get(room);
    if (open) open.continuity.take({ packets, origin, operation: null, tally });
    else tally?.end();
  }

  /** Packed packets to every connection that accepts the operation; null = to all. @param perSecond 0 = as fast as it goes */
  pushAll(operation: number | null, packets: Uint8Array, perSecond: number, origin?: Origin, tally?: Tally): void {
    this.toAll.take({ packets, origin, operation, perSecond, tally });
  }

  /** A message to a target was taken back: it is not delivered any more where it waits, and the clients of version 2 here are told. */
  withdrawn(target: string, epoch: number, id: number): void {
    this.missed.forget(target);
    const addressee = parseTarget(target);
    const room = addressee?.kind === 'room' ? this.rooms.get(addressee.room) : undefined;
    if (addressee?.kind === 'room') room?.continuity.withdraw({ epoch, id });
    else if (addressee?.kind === 'all') this.toAll.withdraw({ epoch, id });
    else this.toKeys.withdraw({ epoch, id });
    for (const channel of addressee?.kind === 'room' ? (room?.channels ?? []) : this.everybody()) {
      if (addressee?.kind === 'member') {
        if (addressee.mid !== channel.mid) continue;
        channel.byMember?.withdraw({ epoch, id });
      } else if (addressee?.kind === 'session') {
        if (addressee.key !== channel.key) continue;
        channel.byKey?.withdraw({ epoch, id });
      }
      channel.feed?.withdrawn(target, epoch, id);
    }
  }

  /** Every channel here, in no particular order. */
  *everybody(): Generator<Channel<O>> {
    for (const { channels } of this.shards) yield* channels;
  }

  /** This comet was cut off: has everybody get what was pushed meanwhile. */
  check(): void {
    this.missed.forget();
    this.toAll.check();
    for (const { continuity } of this.rooms.values()) continuity.check();
    for (const { byKey, byMember } of this.everybody()) {
      byKey?.check();
      byMember?.check();
    }
  }

  private continuityOf(target: ContinuousTarget): Continuity {
    return new Continuity(target, this.missed, this.continuityCounts);
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
      const opened = new Room(key, this.deliverer, this.options, this.clock, (to) => this.continuityOf(to));
      room = opened;
      this.rooms.set(key, opened);
      void this.interest.hold(key).then(() => {
        this.missed.locate(
          opened.target,
          (epoch, id) => opened.continuity.beginAt(epoch, id),
          () => this.rooms.get(key) === opened && !opened.continuity.isPlaced,
        );
      });
    }
    return room;
  }

  private closeIfEmpty(room: Room): void {
    if (room.localOnline > 0) return;
    this.rooms.delete(room.key);
    this.interest.drop(room.key);
  }
}
