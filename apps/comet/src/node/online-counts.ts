import { Injectable, Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Bus } from '#bus';
import type { CometConfig } from '../config/comet.config.js';
import { Hub } from '../hub/hub.js';
import type { Room } from '../hub/room.js';
import { LogicClient } from '../client/logic-client.js';

/** Rooms in one request: with the longest keys it stays below the bus's longest message. */
const ROOMS_PER_REQUEST = 1_000;

/** Asks logic, every so often, how many sessions the rooms of this comet have in the whole cluster. */
@Injectable()
export class OnlineCounts {
  private readonly logger = new Logger(OnlineCounts.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly hub: Hub,
    private readonly logic: LogicClient,
    private readonly config: ConfigService<CometConfig, true>,
  ) {}

  start(): void {
    const { onlineInterval } = this.config.get('session', { infer: true });
    this.timer = setTimeout(() => void this.renew().finally(() => this.start()), onlineInterval);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async renew(): Promise<void> {
    if (!this.bus.isConnected) return;
    const rooms = [...this.hub.openRooms()];
    try {
      for (let from = 0; from < rooms.length; from += ROOMS_PER_REQUEST) {
        await this.renewSome(rooms.slice(from, from + ROOMS_PER_REQUEST));
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
