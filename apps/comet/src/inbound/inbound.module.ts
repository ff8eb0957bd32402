import { Logger, Module } from '@nestjs/common';
import { Bus, StoreClock } from '#bus';
import { LiveConfig } from '#config';
import type { CometId } from '#contracts';
import { Metrics } from '#observability';
import { CatchUpModule } from '../catch-up/catch-up.module.js';
import type { CometConfig } from '../config/comet.config.js';
import { MissedMessages } from '../hub/continuity.js';
import { Hub, RoomInterest } from '../hub/hub.js';
import { COMET_ID } from '../node/comet-id.js';
import { BusPushes } from './bus/bus-pushes.js';
import { LeaseFence } from './bus/lease-fence.js';
import { Probes, PushesReadiness } from './bus/probes.js';
import { ReceiptReports } from './bus/receipt-reports.js';
import { RoomSubscriptions } from './bus/room-subscriptions.js';
import { CometGrpc } from './grpc/comet.grpc.js';
import { GRPC_CALLERS } from './grpc/grpc-callers.providers.js';
import { PushTarget } from './push-target.js';

/** The hub, and the doors by which pushes come to it. */
@Module({
  imports: [CatchUpModule],
  controllers: [CometGrpc],
  providers: [
    BusPushes,
    ...GRPC_CALLERS,
    {
      provide: LeaseFence,
      inject: [Metrics],
      useFactory: (metrics: Metrics) => {
        const logger = new Logger(LeaseFence.name);
        const fence = new LeaseFence(({ partition }) =>
          logger.warn('a job pushes by a lease that another has by now: its pushes are refused', { partition }),
        );
        metrics.observedCounter(
          'goim_pushes_refused_total',
          'Pushes of jobs that were not taken; fenced = by a lease that another job has by now, which sends them.',
          () => ({ fenced: fence.refused }),
          'reason',
        );
        return fence;
      },
    },
    {
      provide: Probes,
      inject: [Metrics],
      useFactory: (metrics: Metrics) => {
        const probes = new Probes();
        metrics.observedCounter(
          'goim_probes_taken_total',
          'Probes of jobs that came by the way of pushes: one a second of each job.',
          () => probes.taken,
        );
        return probes;
      },
    },
    PushesReadiness,
    {
      provide: ReceiptReports,
      inject: [Bus, COMET_ID, StoreClock],
      useFactory: (bus: Bus, id: CometId, clock: StoreClock) => new ReceiptReports(bus, id, clock),
    },
    { provide: RoomSubscriptions, inject: [Bus], useFactory: (bus: Bus) => new RoomSubscriptions(bus) },
    { provide: RoomInterest, useExisting: RoomSubscriptions },
    {
      provide: Hub,
      inject: [LiveConfig, RoomInterest, MissedMessages],
      useFactory: (config: LiveConfig<CometConfig>, rooms: RoomInterest, missed: MissedMessages) =>
        new Hub(
          config.select(({ hub }) => hub),
          config.select(({ connection }) => connection),
          rooms,
          missed,
        ),
    },
    { provide: PushTarget, useExisting: Hub },
  ],
  exports: [Hub, PushTarget, RoomInterest, PushesReadiness],
})
export class InboundModule {}
