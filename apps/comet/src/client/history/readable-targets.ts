import { BROADCAST_TARGET, memberTarget, parseTarget, sessionTarget } from '#contracts';
import type { Continuity } from '../../hub/continuity.js';
import type { Hub } from '../../hub/hub.js';
import type { ClientChannel } from '../client-connection.js';

/** The pushes to a target, where this comet had any for the client. */
export function continuityFor(
  hub: Pick<Hub, 'room' | 'toAll'>,
  channel: ClientChannel,
  target: string,
): Continuity | undefined {
  const addressee = parseTarget(target);
  switch (addressee?.kind) {
    case 'room':
      return hub.room(addressee.room)?.continuity;
    case 'member':
      return channel.byMember;
    case 'session':
      return channel.byKey;
    case 'all':
      return hub.toAll;
    case undefined:
      return undefined;
  }
}

/** Whether a client may read what is sent to a target: the rooms that it is in now, its own member and key, and all. */
export function mayRead(hub: Pick<Hub, 'room'>, channel: ClientChannel, target: string): boolean {
  const addressee = parseTarget(target);
  switch (addressee?.kind) {
    case 'room':
      return hub.room(addressee.room)?.has(channel) ?? false;
    case 'member':
      // Strangers share the member 0.
      return addressee.mid !== 0 && addressee.mid === channel.mid;
    case 'session':
      return addressee.key === channel.key;
    case 'all':
      return true;
    case undefined:
      return false;
  }
}

/** The targets of a client besides its rooms. */
export function ownTargets({ key, mid }: ClientChannel): string[] {
  return mid === 0 ? [BROADCAST_TARGET, sessionTarget(key)] : [BROADCAST_TARGET, sessionTarget(key), memberTarget(mid)];
}
