import cluster from 'node:cluster';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Bus } from '#bus';
import { BusModule, BusReadiness, DurableReadiness, StoreReadiness } from '#bus/nest';
import { configModule, type LiveConfig } from '#config';
import type { CometId } from '#contracts';
import { ConfigMonitor, MetricsModule, OpsModule } from '#observability';
import { Reporter, REPORTED_AS, type ReportedAs } from '#reports';
import { ClientModule } from './client/client.module.js';
import { ConnectionLimits } from './client/admission/connection-limits.js';
import { RecentEvents } from './client/session/recent-events.js';
import type { CometConfig } from './config/comet.config.js';
import { ControlModule } from './control/control.module.js';
import { slowestSessions } from './control/slowest-sessions.js';
import { Hub } from './hub/hub.js';
import { PushesReadiness } from './inbound/bus/probes.js';
import { InboundModule } from './inbound/inbound.module.js';
import { COMET_ID, CometIdModule } from './node/comet-id.js';
import { NodeModule } from './node/node.module.js';
import { TransportModule } from './transport/transport.module.js';

/** Composition root. */
@Module({})
export class CometModule {
  static async forRoot(live: LiveConfig<CometConfig>, bus: Bus): Promise<DynamicModule> {
    return {
      module: CometModule,
      imports: [
        await configModule(live),
        BusModule.forRoot(bus),
        MetricsModule,
        OpsModule.forRoot({
          imports: [InboundModule],
          checks: [BusReadiness, DurableReadiness, StoreReadiness, PushesReadiness],
        }),
        CometIdModule,
        TransportModule,
        ClientModule,
        InboundModule,
        NodeModule,
        ControlModule,
      ],
      providers: [
        ConfigMonitor,
        Reporter,
        {
          provide: REPORTED_AS,
          inject: [COMET_ID, Hub, ConnectionLimits, RecentEvents],
          useFactory: (id: CometId, hub: Hub, limits: ConnectionLimits, recent: RecentEvents): ReportedAs => ({
            app: 'comet',
            id,
            primary: cluster.isWorker ? process.ppid : undefined,
            maxConnections: () => limits.most,
            slowest: () => slowestSessions(hub),
            closedAsSlow: () => recent.slowCloses.lately(),
          }),
        },
      ],
    };
  }
}
