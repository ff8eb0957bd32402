import { BROADCAST_TARGET, memberTarget, parseTarget, sessionTarget, type RoomKey } from '#contracts';
import type { Hub } from '../hub/hub.js';
import type { ClientChannel } from './client-connection.js';

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

/** The object that a frame's body is in JSON; undefined where it is none. */
export function jsonObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A room key of a client of version 2, by itself or in JSON with a cursor. */
export interface JoinRequest {
  readonly room: RoomKey | '';
  readonly cursor?: unknown;
}

export function joinRequest(body: Buffer): JoinRequest {
  const value = jsonObject(body);
  if (typeof value?.['room'] === 'string') return { room: value['room'] as RoomKey, cursor: value['cursor'] };
  return { room: body.toString() as RoomKey };
}
