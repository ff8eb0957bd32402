import { Module } from '@nestjs/common';
import { Bus, OldestTasks, StreamLook } from '#bus';
import { InstancesModule } from '../instances/instances.module.js';
import { PushModule } from '../push/push.module.js';
import { QueueController } from './queue.controller.js';
import { QueueService } from './queue.service.js';

/** The streams, as dashboards see them. */
@Module({
  imports: [InstancesModule, PushModule],
  controllers: [QueueController],
  providers: [
    QueueService,
    { provide: StreamLook, inject: [Bus], useFactory: (bus: Bus) => new StreamLook(bus) },
    { provide: OldestTasks, inject: [Bus], useFactory: (bus: Bus) => new OldestTasks(bus) },
  ],
})
export class QueueModule {}
