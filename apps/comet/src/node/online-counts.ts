import { Injectable, Logger } from '@nestjs/common';
import { Bus } from '#bus';
import { LiveConfig } from '#config';
import type { CometConfig } from '../config/comet.config.js';
import { Hub } from '../hub/hub.js';
import type { Room } from '../hub/room.js';
import { LogicClient } from '../client/registration/logic-client.js';

/** Rooms in one request. */
const MAX_ROOMS = 1_000;
/** A room with the longest key, and its count. */
const ROOM_BYTES = 280;

/** Asks logic, every so often, how many sessions the rooms of this comet have in the whole cluster. */
@Injectable()
export class OnlineCounts {
  private readonly logger = new Logger(OnlineCounts.name);
  private running = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly hub: Hub,
    private readonly logic: LogicClient,
    private readonly config: LiveConfig<CometConfig>,
  ) {
    // A shorter interval must not wait for the end of a long one.
    config.onChange('session', () => this.schedule());
  }

  start(): void {
    this.running = true;
    this.schedule();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (!this.running) return;
    const { onlineInterval } = this.config.current.session;
    this.timer = setTimeout(() => void this.renew().finally(() => this.schedule()), onlineInterval);
  }

  private async renew(): Promise<void> {
    if (!this.bus.isConnected) return;
    const rooms = [...this.hub.openRooms()];
    const atOnce = Math.floor(this.bus.joinedBytes(MAX_ROOMS * ROOM_BYTES) / ROOM_BYTES);
    try {
      for (let from = 0; from < rooms.length; from += atOnce) {
        await this.renewSome(rooms.slice(from, from + atOnce));
      }
    } catch (err) {
      this.logger.warn('cannot renew the online counts', { err });
    }
  }

  private async renewSome(rooms: readonly Room[]): Promise<void> {
    const roomCount = Object.fromEntries(rooms.map((room) => [room.key, room.localOnline]));
    const { allRoomCount } = await this.logic.renewOnline(roomCount);
    for (const room of rooms) if (Object.hasOwn(allRoomCount, room.key)) room.clusterOnline = allRoomCount[room.key];
  }
}
