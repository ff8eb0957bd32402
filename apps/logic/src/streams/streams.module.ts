import { Module } from '@nestjs/common';
import { NodesModule } from '../nodes/nodes.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { EventStreams } from './event-streams.js';
import { LiveController } from './live.controller.js';
import { LiveEvents } from './live-events.js';
import { RoomTail } from './room-tail.js';
import { TailController } from './tail.controller.js';

/** What happens, told while it does: Server-Sent Events. */
@Module({
  imports: [NodesModule, SessionsModule],
  controllers: [TailController, LiveController],
  providers: [EventStreams, LiveEvents, RoomTail],
})
export class StreamsModule {}
