import type { Disconnect, RoomKey, SessionKey, Mid } from '#contracts';
import type { Downlink, Framing } from '#protocol';
import type { Continuity } from './continuity.js';
import type { Feed } from './feed.js';

/** What a channel needs of its connection. */
export interface Outlet {
  readonly framing: Framing;
  /** Bytes that were written and that the kernel has not taken yet. */
  readonly pendingBytes: number;
  write(bytes: Uint8Array): void;
  close(why: Disconnect): void;
}

/** A room as its members know it. */
export interface JoinedRoom {
  readonly key: RoomKey;
  /** Sessions in the room, over the whole cluster where that is known. */
  readonly online: number;
}

/** A place in a room's list of members; kept by the room. */
export interface Membership {
  readonly room: JoinedRoom;
  index: number;
}

/** One connection's downstream. */
export class Channel<O extends Outlet = Outlet> {
  /** goim's one room of a client, and the channel's place in that room's list; the room keeps both. */
  primaryRoom: JoinedRoom | null = null;
  primaryIndex = -1;
  /** The few rooms that it is in besides; null for the many channels that are in none. Kept by the rooms. */
  extraRooms: Membership[] | null = null;
  /** Its place in its shard's list; kept by the shard. */
  shardIndex = -1;
  /**
   * The member among whose connections it counts; 0 = none: it only claims to be a member's, as anybody may. Kept by comet's
   * limits.
   */
  provenMid: Mid = 0;
  /** Of a client of version 2; null for the others. */
  feed: Feed | null = null;
  /** Of the pushes to its key and to its member; undefined until the first one came. Kept by the hub. */
  byKey: Continuity | undefined;
  byMember: Continuity | undefined;
  private operations: readonly number[];

  constructor(
    readonly key: SessionKey,
    /** 0 = anonymous. */
    readonly mid: Mid,
    readonly ip: string,
    accepts: readonly number[],
    readonly outlet: O,
    /** What the client said that it runs on. */
    readonly platform = '',
  ) {
    this.operations = [...new Set(accepts)];
  }

  /** '' = none. */
  get primaryRoomKey(): RoomKey | '' {
    return this.primaryRoom?.key ?? '';
  }

  /** In the order in which they were joined. */
  get extraRoomKeys(): RoomKey[] {
    return this.extraRooms?.map(({ room }) => room.key) ?? [];
  }

  get pendingBytes(): number {
    return this.feed === null ? this.outlet.pendingBytes : this.outlet.pendingBytes + this.feed.heldBytes;
  }

  /**
   * Whether pushes of this operation, by key and by broadcast, are for this connection. A client of version 2 gets all that
   * is sent to its targets: one that it did not get would be a hole to it. Cost: a scan of a short list.
   */
  accepts(operation: number): boolean {
    return this.feed !== null || this.operations.includes(operation);
  }

  get accepted(): readonly number[] {
    return this.operations;
  }

  get acceptedCount(): number {
    return this.operations.length;
  }

  subscribe(operations: readonly number[]): void {
    this.operations = [...new Set([...this.operations, ...operations])];
  }

  unsubscribe(operations: readonly number[]): void {
    const unwanted = new Set(operations);
    this.operations = this.operations.filter((operation) => !unwanted.has(operation));
  }

  /** Cost: one write of a buffer that all recipients share. */
  write(downlink: Downlink): void {
    const { outlet, feed } = this;
    if (feed !== null) feed.take(downlink);
    else outlet.write(outlet.framing === 'websocket' ? downlink.websocket : downlink.tcp);
  }
}
