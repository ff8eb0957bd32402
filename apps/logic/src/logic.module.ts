import { hostname } from 'node:os';
import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import type { Bus } from '#bus';
import { BusModule, BusReadiness, DurableReadiness, StoreReadiness } from '#bus/nest';
import { configModule, keepsHistory, type LiveConfig } from '#config';
import { HistoryReadiness } from '#history';
import { ConfigMonitor, MetricsModule, OpsModule } from '#observability';
import { newInstanceId, Reporter, REPORTED_AS, type ReportedAs } from '#reports';
import { CallersModule } from './callers/callers.module.js';
import type { LogicConfig } from './config/logic.config.js';
import { BansModule } from './bans/bans.module.js';
import { ExplainModule } from './explain/explain.module.js';
import { ConsoleModule } from './console/console.module.js';
import { ExtensionsModule } from './extensions/extensions.module.js';
import { GoimModule } from './goim/goim.module.js';
import { MessageHistoryModule } from './history/history.module.js';
import { HttpApiModule } from './http/http-api.module.js';
import { CallersFirst } from './http/callers-first.js';
import { ShortWays } from './http/short-ways.js';
import { NodesModule } from './nodes/nodes.module.js';
import { OnlineModule } from './online/online.module.js';
import { PushModule } from './push/push.module.js';
import { QueueModule } from './queue/queue.module.js';
import { RoomsModule } from './rooms/rooms.module.js';
import { InstancesModule } from './instances/instances.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { StatsModule } from './stats/stats.module.js';
import { StreamsModule } from './streams/streams.module.js';
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
    const history = await MessageHistoryModule.forRoot(live, bus);
    return {
      module: LogicModule,
      global: true,
      imports: [
        await configModule(live),
        BusModule.forRoot(bus),
        MetricsModule,
        OpsModule.forRoot({
          imports: [history],
          checks: [
            BusReadiness,
            DurableReadiness,
            StoreReadiness,
            ...(keepsHistory(live.current.history) ? [HistoryReadiness] : []),
          ],
        }),
        HttpApiModule,
        CallersModule,
        history,
        GoimModule,
        PushModule,
        ExplainModule.forRoot(history),
        RoomsModule,
        SessionsModule,
        BansModule,
        OnlineModule,
        NodesModule,
        InstancesModule,
        StatsModule,
        QueueModule,
        StreamsModule,
        UpstreamModule,
        ConsoleModule,
        ExtensionsModule.forRoot(extensions, live.current.auth.mode),
      ],
      providers: [
        CallersFirst,
        ConfigMonitor,
        ShortWays,
        Reporter,
        {
          provide: REPORTED_AS,
          useFactory: (): ReportedAs => ({ app: 'logic', id: newInstanceId(`logic-${hostname()}`) }),
        },
      ],
      exports: [PushModule, SessionsModule],
    };
  }
}
