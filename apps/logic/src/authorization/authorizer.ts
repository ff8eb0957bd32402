import { Injectable } from '@nestjs/common';
import type { Mid, RoomKey, SessionKey, Target } from '#contracts';
import type { UpstreamMessage } from '../upstream/upstream-message.js';

/** An authenticated client that wants to do something. */
export interface Asker {
  /** 0 = anonymous. */
  readonly mid: Mid;
  readonly key: SessionKey;
  /** Every room that it is in, the primary one first; none while it connects. */
  readonly rooms: readonly RoomKey[];
  /** Rooms, and patterns of rooms, that its credentials name; those that they put it into among them. */
  readonly mayJoin: readonly string[];
  readonly ip: string;
  /** What it says it runs on, such as web or ios; '' = it does not say. */
  readonly platform: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** Why not, for the client. */
  readonly reason?: string;
  /** Milliseconds for which the client's comet need not ask again; 0 or absent = it asks each time. */
  readonly keepFor?: number;
}

export const ALLOWED: Decision = { allowed: true };

/**
 * Decides what clients may do. An extension provides one that knows who belongs where. Whatever one throws allows nothing:
 * the client is told the code of the AppError, or `internal` where it is any other error.
 *
 * What comet knows by itself is not asked about: only who is in a room reads it and has messages relayed to it.
 */
export abstract class Authorizer {
  /** Whether the client may have the room for its primary room: as it connects, and by operation 12. */
  abstract canJoin(client: Asker, room: RoomKey): Decision | Promise<Decision>;

  /** Whether the client may have the room among its extra rooms: as it connects, and by operation 18. */
  canSubscribe(client: Asker, room: RoomKey): Decision | Promise<Decision> {
    return this.canJoin(client, room);
  }

  /** Whether the client may send the message, before interceptors see it. */
  canSend(_message: UpstreamMessage): Decision | Promise<Decision> {
    return ALLOWED;
  }

  /** Whether the message may be relayed to the room, which its sender is in. */
  canRelay(_message: UpstreamMessage, _room: RoomKey): Decision | Promise<Decision> {
    return ALLOWED;
  }

  /** Whether the client may read what is kept of the target: a room that it is in, its own member or key, or all. */
  canReadHistory(_client: Asker, _target: Target): Decision | Promise<Decision> {
    return ALLOWED;
  }
}

/** Lets clients into the rooms that their credentials name. */
@Injectable()
export class TokenAuthorizer extends Authorizer {
  canJoin({ mayJoin }: Asker, room: RoomKey): Decision {
    const isNamed = mayJoin.some((pattern) => matchesPattern(room, pattern));
    return isNamed ? ALLOWED : { allowed: false, reason: 'the token does not name the room' };
  }
}

/** Whether a room key is one that the pattern names: the pattern itself, or, where it ends in `*`, all that begin as it does. */
function matchesPattern(room: string, pattern: string): boolean {
  return room === pattern || (pattern.endsWith('*') && room.startsWith(pattern.slice(0, -1)));
}
