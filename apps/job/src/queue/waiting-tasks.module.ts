import { Module } from '@nestjs/common';
import { Bus, OldestTasks, StoreClock } from '#bus';
import { QueueReadiness } from './queue-readiness.js';
import { WaitingTasks } from './waiting-tasks.js';

/** Whether the queue moves, for the metrics and the readiness. */
@Module({
  providers: [
    {
      provide: WaitingTasks,
      inject: [Bus, StoreClock],
      useFactory: (bus: Bus, clock: StoreClock) => new WaitingTasks(new OldestTasks(bus), clock),
    },
    QueueReadiness,
  ],
  exports: [WaitingTasks, QueueReadiness],
})
export class WaitingTasksModule {}
