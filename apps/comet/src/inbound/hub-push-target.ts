import type { RoomKey } from '#contracts';
import type { Hub } from '../hub/hub.js';
import { Pushable } from './push-target.js';

/** The connections of this process. */
export class PushableHub extends Pushable {
  constructor(private readonly hub: Hub) {
    super();
  }

  async pushKeys(keys: readonly string[], operation: number, packets: Uint8Array): Promise<void> {
    this.hub.pushKeys(keys, operation, packets);
  }

  async pushAll(operation: number, packets: Uint8Array, perSecond: number): Promise<void> {
    this.hub.pushAll(operation, packets, perSecond);
  }

  async pushRoom(room: RoomKey, packets: Uint8Array): Promise<void> {
    this.hub.pushRoom(room, packets);
  }

  async rooms(): Promise<RoomKey[]> {
    return Array.from(this.hub.openRooms(), ({ key }) => key);
  }
}
