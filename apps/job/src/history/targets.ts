import {
  BROADCAST_TARGET,
  memberTarget,
  PushType,
  roomTarget,
  sessionTarget,
  type PushTask,
  type RoomKey,
  type SessionKey,
  type Target,
} from '#contracts';

const NOBODY: readonly (Target | undefined)[] = Object.freeze([]);

/**
 * Of each addressee of a task the target under which its message is kept; undefined where none is: member 0 is shared by
 * strangers. A task that names a comet and its keys, as those of an older logic do, is in the partition of that comet, so
 * nothing can be said of the order of its keys, and nothing is kept.
 */
export function targetsOf({ type, room, recipients }: PushTask): readonly (Target | undefined)[] {
  if (type === PushType.Room) return [roomTarget(room as RoomKey)];
  if (type === PushType.Broadcast) return [BROADCAST_TARGET];
  if (recipients.length === 0) return NOBODY;
  return recipients.map(({ key, mid }) => {
    if (key !== '') return sessionTarget(key as SessionKey);
    return mid === 0 ? undefined : memberTarget(mid);
  });
}
