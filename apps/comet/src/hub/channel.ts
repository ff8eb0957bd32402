import type { Disconnect, RoomKey, SessionKey } from '#contracts';
import type { Downlink, Framing } from '#protocol';
import type { Room } from './room.js';

/** What a channel needs of its connection. */
export interface Outlet {
  readonly framing: Framing;
  /** Bytes that were written and that the kernel has not taken yet. */
  readonly pendingBytes: number;
  write(bytes: Uint8Array): void;
  close(why: Disconnect): void;
}

/** What happens to a push for a connection whose pending bytes are above its budget. */
export type OverflowPolicy = 'disconnect' | 'drop';

/** A place in a room's list of members; kept by the room. */
export interface Membership {
  readonly room: Room;
  index: number;
}

/** One connection's downstream. */
export class Channel {
  /** goim's one room that it is a member of, and its place in the room's list; both kept by the room. */
  room: Room | null = null;
  memberIndex = -1;
  /** The rooms that it is in beside that one, few; null for the many that are in none. Kept by the rooms. */
  beside: Membership[] | null = null;
  /** Its place in its bucket's list; kept by the bucket. */
  bucketIndex = -1;
  private operations: readonly number[];

  constructor(
    readonly key: SessionKey,
    /** 0 = anonymous. */
    readonly mid: number,
    readonly ip: string,
    accepts: readonly number[],
    readonly outlet: Outlet,
    /** What the client said that it runs on. */
    readonly platform = '',
  ) {
    this.operations = [...new Set(accepts)];
  }

  get roomKey(): RoomKey | '' {
    return this.room?.key ?? '';
  }

  /** The rooms beside the one, in the order in which they were joined. */
  get joinedKeys(): RoomKey[] {
    return this.beside?.map(({ room }) => room.key) ?? [];
  }

  get pendingBytes(): number {
    return this.outlet.pendingBytes;
  }

  /** Whether pushes of this operation, by key and by broadcast, are for this connection. Cost: a scan of a short list. */
  accepts(operation: number): boolean {
    return this.operations.includes(operation);
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
    const { outlet } = this;
    outlet.write(outlet.framing === 'websocket' ? downlink.websocket : downlink.tcp);
  }
}
