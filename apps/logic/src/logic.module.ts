import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { BusModule, BusReadiness, DurableReadiness, type Bus } from '#bus';
import { configModule, type LiveConfig } from '#config';
import { ConfigMonitor, MetricsModule, OpsModule } from '#observability';
import type { LogicConfig } from './config/logic.config.js';
import { ExtensionsModule } from './extensions/extensions.module.js';
import { GoimModule } from './goim/goim.module.js';
import { MessageHistoryModule } from './history/history.module.js';
import { HttpApiModule } from './http/http-api.module.js';
import { NodesModule } from './nodes/nodes.module.js';
import { OnlineModule } from './online/online.module.js';
import { PushModule } from './push/push.module.js';
import { RoomsModule } from './rooms/rooms.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { UpstreamModule } from './upstream/upstream.module.js';

/** The features of logic, on the process's bus and configuration. */
@Module({})
export class LogicModule {
  /** @param extensions modules of others; they may inject what is exported here, without importing this module */
  static forRoot(live: LiveConfig<LogicConfig>, bus: Bus, extensions: ModuleMetadata['imports'] = []): DynamicModule {
    return {
      module: LogicModule,
      global: true,
      imports: [
        configModule(live),
        BusModule.forRoot(bus),
        MetricsModule,
        OpsModule.forRoot({ checks: [BusReadiness, DurableReadiness] }),
        HttpApiModule,
        MessageHistoryModule.forRoot(live),
        GoimModule,
        PushModule,
        RoomsModule,
        SessionsModule,
        OnlineModule,
        NodesModule,
        UpstreamModule,
        ExtensionsModule.forRoot(extensions),
      ],
      providers: [ConfigMonitor],
      exports: [PushModule, SessionsModule],
    };
  }
}
