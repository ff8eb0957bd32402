import { Module } from '@nestjs/common';
import { NodesModule } from '../nodes/nodes.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { OnlineController } from './online.controller.js';
import { OnlineService } from './online.service.js';

/** How many are connected. */
@Module({
  imports: [SessionsModule, NodesModule],
  controllers: [OnlineController],
  providers: [OnlineService],
  exports: [OnlineService],
})
export class OnlineModule {}
