import { Emitter } from './emitter.js';
import type { Gap } from './feed.js';
import type { Body, Message } from './message.js';
import type { GoimError } from './goim-error.js';

export interface HistoryQuery {
  /** Messages before this cursor or id, the newest of them first. */
  readonly before?: string;
  /** Messages after this cursor or id, the oldest of them first. */
  readonly after?: string;
  /** At most 100; 50 unless given. */
  readonly limit?: number;
}

export interface HistoryPage {
  readonly messages: Message[];
  /** To go on with; null where there is nothing more. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface Withdrawn {
  readonly target: string;
  readonly id: string;
}

export interface RoomEvents {
  message: Message;
  gap: Gap;
  /** On this connection: after the first join, and after each reconnect. */
  joined: void;
  /**
   * The server refused the join, such as `too-many-rooms`; it is tried again on the next connection. `unavailable` is not
   * told: that is tried again by and by.
   */
  refused: GoimError;
  /** Sessions in the room, with each heartbeat; of the primary room alone. */
  online: number;
  withdrawn: Withdrawn;
}

export interface RoomHost {
  isPrimary(room: Room): boolean;
  leave(room: Room): Promise<void>;
  relay(room: Room, body: string | Uint8Array | object, id?: string): Promise<Body>;
  history(target: string, query: HistoryQuery): Promise<HistoryPage>;
}

/** A room that the client is in, across its connections, until it leaves. */
export class Room extends Emitter<RoomEvents> {
  constructor(
    readonly key: string,
    private readonly host: RoomHost,
  ) {
    super();
  }

  /** Whether it is goim's one room of the connection, whose count heartbeats tell. */
  get isPrimary(): boolean {
    return this.host.isPrimary(this);
  }

  get target(): string {
    return `room:${this.key}`;
  }

  leave(): Promise<void> {
    return this.host.leave(this);
  }

  /** @throws GoimError `unavailable` while the server cannot read its history */
  history(query: HistoryQuery = {}): Promise<HistoryPage> {
    return this.host.history(this.target, query);
  }

  /**
   * Has the server send a message to everybody in the room, the sender included (operation 4; `readRelay` reads it).
   *
   * @param id makes it safe to send the same again, after `unavailable`, `timeout` or `disconnected`, within 2 minutes
   */
  relay(body: string | Uint8Array | object, id?: string): Promise<Body> {
    return this.host.relay(this, body, id);
  }
}
