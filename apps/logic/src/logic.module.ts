import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import type { Bus } from '#bus';
import { BusModule, BusReadiness, DurableReadiness } from '#bus/nest';
import { configModule, keepsHistory, type LiveConfig } from '#config';
import { HistoryReadiness } from '#history';
import { ConfigMonitor, MetricsModule, OpsModule } from '#observability';
import { CallersModule } from './callers/callers.module.js';
import type { LogicConfig } from './config/logic.config.js';
import { BansModule } from './bans/bans.module.js';
import { ExtensionsModule } from './extensions/extensions.module.js';
import { GoimModule } from './goim/goim.module.js';
import { MessageHistoryModule } from './history/history.module.js';
import { HttpApiModule } from './http/http-api.module.js';
import { ShortWays } from './http/short-ways.js';
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
  static async forRoot(
    live: LiveConfig<LogicConfig>,
    bus: Bus,
    extensions: ModuleMetadata['imports'] = [],
  ): Promise<DynamicModule> {
    const history = await MessageHistoryModule.forRoot(live);
    return {
      module: LogicModule,
      global: true,
      imports: [
        await configModule(live),
        BusModule.forRoot(bus),
        MetricsModule,
        OpsModule.forRoot({
          imports: [history],
          checks: [BusReadiness, DurableReadiness, ...(keepsHistory(live.current.history) ? [HistoryReadiness] : [])],
        }),
        HttpApiModule,
        CallersModule,
        history,
        GoimModule,
        PushModule,
        RoomsModule,
        SessionsModule,
        BansModule,
        OnlineModule,
        NodesModule,
        UpstreamModule,
        ExtensionsModule.forRoot(extensions, live.current.auth.mode),
      ],
      providers: [ConfigMonitor, ShortWays],
      exports: [PushModule, SessionsModule],
    };
  }
}
