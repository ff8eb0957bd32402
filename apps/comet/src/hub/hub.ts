import type { Live } from '#config';
import {
  BROADCAST_TARGET,
  memberTarget,
  parseTarget,
  partitionOf,
  sessionTarget,
  type RoomKey,
  type SessionKey,
  type Mid,
} from '#contracts';
import { Downlink, type Origin } from '#protocol';
import { Broadcaster } from './broadcaster.js';
import type { Channel, Outlet } from './channel.js';
import { Continuity, ContinuityCounts, type ContinuousTarget, type MissedMessages, type Push } from './continuity.js';
import { Deliverer, type DeliveryCounts, type OverflowLimits } from './deliverer.js';
import { Room, type RoomOptions } from './room.js';
import { Shard } from './shard.js';
import { systemClock, type Clock } from './slices.js';

/** Places of the packets of a push by key that have no history: the one that it has, or none. */
const FIRST: readonly number[] = Object.freeze([0]);
const NONE: readonly number[] = Object.freeze([]);

export interface HubOptions extends RoomOptions {
  /** Shards of the channels. */
  readonly buckets: number;
}

/** Where a push to keys comes from. */
export interface KeysOrigin extends Pick<Origin, 'epoch'> {
  readonly id: number;
  /** Of each key, the member that it was addressed to; none = it was addressed to the keys. */
  readonly mids: readonly Mid[];
  /** Of each key, the id of the message before; 0 = not known. */
  readonly prevs: readonly number[];
  readonly transient: boolean;
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
  readonly toAll: Continuity;
  readonly continuityCounts = new ContinuityCounts();
  /** What a push to several keys was framed as, while it is handed to them. */
  private framed: Downlink | undefined;
  private framedPackets: Uint8Array | undefined;
  private count = 0;
  /** Keys that were pushed to and are not here. */
  unknownKeys = 0;

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
    this.toAll = this.continuityOf({
      target: BROADCAST_TARGET,
      deliver: (push) => this.broadcaster.push(push),
      broken: (how) => {
        for (const { feed } of this.everybody()) feed?.broken(BROADCAST_TARGET, how);
      },
    });
    missed.locate(BROADCAST_TARGET, (epoch, id) => this.toAll.beginAt(epoch, id));
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
  pushKeys(keys: readonly string[], operation: number | null, packets: Uint8Array, origin?: KeysOrigin): void {
    if (keys.length > 1) this.framedPackets = packets;
    for (let at = 0; at < keys.length; at++) {
      const channel = this.channel(keys[at] as SessionKey);
      if (!channel) {
        this.unknownKeys++;
        continue;
      }
      if (origin && origin.epoch !== 0) this.pushTo(channel, origin, at, operation, packets);
      else this.deliverTo(channel, sessionTarget(channel.key), { packets, origin: undefined, operation });
    }
    this.framed = undefined;
    this.framedPackets = undefined;
  }

  /** Packed packets to every member of a room. */
  pushRoom(room: RoomKey, packets: Uint8Array, origin?: Origin): void {
    this.rooms.get(room)?.push({ packets, origin, operation: null });
  }

  /** Packed packets to every connection that accepts the operation; null = to all. @param perSecond 0 = as fast as it goes */
  pushAll(operation: number | null, packets: Uint8Array, perSecond: number, origin?: Origin): void {
    this.toAll.take({ packets, origin, operation, perSecond });
  }

  /** Tells the clients of version 2 here that a message to a target of theirs was taken back. */
  withdrawn(target: string, epoch: number, id: number): void {
    const addressee = parseTarget(target);
    const members = addressee?.kind === 'room' ? (this.rooms.get(addressee.room)?.channels ?? []) : this.everybody();
    for (const channel of members) {
      const { feed, mid, key } = channel;
      const isItsOwn =
        (addressee?.kind !== 'member' || addressee.mid === mid) &&
        (addressee?.kind !== 'session' || addressee.key === key);
      if (feed && isItsOwn) feed.withdrawn(target, epoch, id);
    }
  }

  private *everybody(): Generator<Channel<O>> {
    for (const { channels } of this.shards) yield* channels;
  }

  /** This comet was cut off: has everybody get what was pushed meanwhile. */
  check(): void {
    this.toAll.check();
    for (const { continuity } of this.rooms.values()) continuity.check();
    for (const { byKey, byMember } of this.everybody()) {
      byKey?.check();
      byMember?.check();
    }
  }

  /** The pushes to a channel's key, or to its member, from here on. */
  continuityOfChannel(channel: Channel, of: 'key' | 'member'): Continuity {
    const known = of === 'key' ? channel.byKey : channel.byMember;
    if (known) return known;
    const target = of === 'key' ? sessionTarget(channel.key) : memberTarget(channel.mid);
    const continuity = this.continuityOf({
      target,
      deliver: (push) => this.deliverTo(channel, target, push),
      broken: (how) => channel.feed?.broken(target, how),
    });
    if (of === 'key') channel.byKey = continuity;
    else channel.byMember = continuity;
    return continuity;
  }

  private pushTo(
    channel: Channel,
    { epoch, id, mids, prevs, transient }: KeysOrigin,
    at: number,
    operation: number | null,
    packets: Uint8Array,
  ): void {
    // Strangers share the member 0.
    const isToMember = mids.length > 0 && mids[at] !== 0;
    const isTransient = transient || (mids.length > 0 && !isToMember);
    const origin = { epoch, ids: [id], prev: prevs[at] ?? 0, transient: isTransient ? FIRST : NONE };
    // Written out: a spread here took 8% of what a push to one key costs.
    const push = { packets, origin, operation };
    this.continuityOfChannel(channel, isToMember ? 'member' : 'key').take(push);
  }

  private deliverTo(channel: Channel, target: string, push: Push): void {
    // It may have left while its missed messages were read.
    if (channel.shardIndex < 0) return;
    if (push.operation !== null && !channel.accepts(push.operation)) return;
    // To version 1 a push to many keys is the same bytes for each.
    const isShared = push.packets === this.framedPackets;
    const downlink = new Downlink([push], target, isShared ? this.framed : undefined);
    if (isShared) this.framed = downlink;
    this.deliverer.deliver(channel, downlink);
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
        this.missed.locate(opened.target, (epoch, id) => opened.continuity.beginAt(epoch, id));
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
