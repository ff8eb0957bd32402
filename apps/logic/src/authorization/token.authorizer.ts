import { Injectable } from '@nestjs/common';
import type { RoomKey } from '#contracts';
import { ALLOWED, Authorizer, type Asker, type Decision } from './authorizer.js';

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
