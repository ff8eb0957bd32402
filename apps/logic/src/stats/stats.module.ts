import { Module } from '@nestjs/common';
import { Bus, StoreClock } from '#bus';
import { Metrics } from '#observability';
import { InstanceTable } from '../instances/instance-table.js';
import { InstancesModule } from '../instances/instances.module.js';
import { SessionRegistry } from '../sessions/session-registry.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ExtremesService } from './extremes.service.js';
import { Gathering } from './gathering.js';
import { GatheringHandler } from './gathering.handler.js';
import { StatsController } from './stats.controller.js';
import { StatsHistory } from './stats-history.js';
import { StatsService } from './stats.service.js';

/** What all processes report, gathered into an hour of history. */
@Module({
  imports: [InstancesModule, SessionsModule],
  controllers: [StatsController, GatheringHandler],
  providers: [
    StatsService,
    ExtremesService,
    { provide: StatsHistory, useFactory: () => new StatsHistory() },
    {
      provide: Gathering,
      inject: [Bus, StoreClock, InstanceTable, StatsHistory, SessionRegistry, Metrics],
      useFactory: async (
        bus: Bus,
        clock: StoreClock,
        instances: InstanceTable,
        history: StatsHistory,
        sessions: SessionRegistry,
        metrics: Metrics,
      ) => {
        const gathering = new Gathering(bus, clock, { instances, history }, sessions);
        metrics.observedCounter(
          'goim_reports_refused_total',
          'Reports of processes that were not taken: unreadable, or of more instances than are kept.',
          () => ({ unreadable: gathering.unreadable, 'too-many': instances.refused }),
          'reason',
        );
        await gathering.start();
        return gathering;
      },
    },
  ],
})
export class StatsModule {}
