import { Module, type DynamicModule } from '@nestjs/common';
import type { Bus } from '#bus';
import { BusModule, BusReadiness, DurableReadiness } from '#bus/nest';
import { configModule, type LiveConfig } from '#config';
import { ConfigMonitor, MetricsModule, OpsModule } from '#observability';
import { ClientModule } from './client/client.module.js';
import type { CometConfig } from './config/comet.config.js';
import { ControlModule } from './control/control.module.js';
import { PushesReadiness } from './inbound/bus/pushes-readiness.js';
import { InboundModule } from './inbound/inbound.module.js';
import { CometIdModule } from './node/comet-id.js';
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
          checks: [BusReadiness, DurableReadiness, PushesReadiness],
        }),
        CometIdModule,
        TransportModule,
        ClientModule,
        InboundModule,
        NodeModule,
        ControlModule,
      ],
      providers: [ConfigMonitor],
    };
  }
}
