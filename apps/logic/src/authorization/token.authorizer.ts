import { Injectable } from '@nestjs/common';
import type { RoomKey } from '#contracts';
import { ALLOWED, Authorizer, type Asker, type Decision } from './authorizer.js';
import { matchesPattern } from './room-pattern.js';

/** Lets clients into the rooms that their credentials name. */
@Injectable()
export class TokenAuthorizer extends Authorizer {
  canJoin({ mayJoin }: Asker, room: RoomKey): Decision {
    const isNamed = mayJoin.some((pattern) => matchesPattern(room, pattern));
    return isNamed ? ALLOWED : { allowed: false, reason: 'the token does not name the room' };
  }
}
