import { Module } from '@nestjs/common';
import { LiveConfig } from '#config';
import type { ClientConnection } from '../client/client-connection.js';
import { ClientModule } from '../client/client.module.js';
import { RecentEvents } from '../client/session/recent-events.js';
import { SessionTable } from '../client/session/session-table.js';
import type { CometConfig } from '../config/comet.config.js';
import { Hub, RoomInterest } from '../hub/hub.js';
import { InboundModule } from '../inbound/inbound.module.js';
import { NodeModule } from '../node/node.module.js';
import { ConnectionControl } from './connection-control.js';
import { ControlHandler } from './control.handler.js';
import { SessionReport } from './session-report.js';

/** What logic does to the connections of this comet. */
@Module({
  imports: [InboundModule, ClientModule, NodeModule],
  controllers: [ControlHandler],
  providers: [
    {
      provide: SessionReport,
      inject: [Hub, RecentEvents],
      useFactory: (hub: Hub<ClientConnection>, recent: RecentEvents) => new SessionReport(hub, recent),
    },
    {
      provide: ConnectionControl,
      inject: [Hub, SessionTable, RoomInterest, LiveConfig],
      useFactory: (
        hub: Hub<ClientConnection>,
        table: SessionTable,
        rooms: RoomInterest,
        config: LiveConfig<CometConfig>,
      ) =>
        new ConnectionControl(
          hub,
          table,
          rooms,
          config.select(({ connection }) => connection),
        ),
    },
  ],
})
export class ControlModule {}
