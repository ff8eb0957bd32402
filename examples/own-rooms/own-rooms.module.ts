// Gives each member a room of its own, private://<mid>, that nobody else gets into: docs/extending.md says how to start it.
import { Injectable, Module } from '@nestjs/common';
import { Authorizer, type Asker, type Decision, type RoomKey, type UpstreamMessage } from 'goim-nest/extension';

const PRIVATE = 'private://';
const ALLOWED: Decision = { allowed: true };

@Injectable()
class OwnRooms extends Authorizer {
  /** Asked about primary and extra rooms alike, since `canSubscribe` is not overridden. */
  canJoin({ mid }: Asker, room: RoomKey): Decision {
    if (!room.startsWith(PRIVATE) || room === `${PRIVATE}${mid}`) return ALLOWED;
    return { allowed: false, reason: 'the room is of another member' };
  }

  /** Messages of clients that nobody knows go nowhere. */
  override canSend({ mid }: UpstreamMessage): Decision {
    return mid === 0 ? { allowed: false, reason: 'say who you are' } : ALLOWED;
  }
}

@Module({ providers: [{ provide: Authorizer, useClass: OwnRooms }], exports: [Authorizer] })
export default class OwnRoomsModule {}
