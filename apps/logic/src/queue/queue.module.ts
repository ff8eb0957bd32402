import { Module } from '@nestjs/common';
import { Bus, DeadLetters, OldestTasks, StreamLook } from '#bus';
import { InstancesModule } from '../instances/instances.module.js';
import { PushModule } from '../push/push.module.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersService } from './dead-letters.service.js';
import { QueueController } from './queue.controller.js';
import { QueueService } from './queue.service.js';

/** The streams, as dashboards see them, and what jobs gave up. */
@Module({
  imports: [InstancesModule, PushModule],
  controllers: [QueueController, DeadLettersController],
  providers: [
    QueueService,
    DeadLettersService,
    { provide: StreamLook, inject: [Bus], useFactory: (bus: Bus) => new StreamLook(bus) },
    { provide: OldestTasks, inject: [Bus], useFactory: (bus: Bus) => new OldestTasks(bus) },
    { provide: DeadLetters, inject: [Bus], useFactory: (bus: Bus) => new DeadLetters(bus) },
  ],
})
export class QueueModule {}
