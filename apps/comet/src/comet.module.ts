import { hostname } from 'node:os';
import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { Bus, BusModule, BusReadiness, RpcClient } from '#bus';
import { configModule, type LiveConfig } from '#config';
import type { CometId, RoomKey } from '#contracts';
import { ConfigMonitor, MetricsModule, OpsModule } from '#observability';
import type { CometConfig } from './config/comet.config.js';
import { ConnectionControl } from './control/connection-control.js';
import { ControlController } from './control/control.handler.js';
import { BusRoomInterest } from './inbound/bus/room-subscriptions.js';
import { DeliveryService } from './inbound/bus/bus-pushes.js';
import { CometGrpcController } from './inbound/grpc/comet.grpc.js';
import { PushableHub } from './inbound/hub-push-target.js';
import { Pushable } from './inbound/push-target.js';
import { Hub } from './hub/hub.js';
import { COMET_ID, newCometId } from './node/comet-id.js';
import { NodeRegistration } from './node/node-registration.js';
import { OnlineCounts } from './node/online-counts.js';
import { EndReporter } from './client/end-reporter.js';
import { LogicClient } from './client/logic-client.js';
import { SessionCounts } from './client/session-counts.js';
import { SESSION_ENVIRONMENT } from './client/session-environment.js';
import { SessionMetrics } from './client/session-metrics.js';
import { SessionSweeper } from './client/session-sweeper.js';
import { SessionTable } from './client/session-table.js';
import type { SessionEnvironment } from './client/session.js';
import { ConnectionAccess } from './transport/http/connection-access.js';
import { ForwardedController } from './transport/http/forwarded.handler.js';
import { HttpConnections } from './transport/http/http-connections.js';
import { TcpServer } from './transport/tcp/tcp.server.js';
import { CometGateway } from './transport/websocket/websocket.gateway.js';

const now = (): number => performance.now();

/** Composition root: which adapter stands behind which port. */
@Module({})
export class CometModule {
  static forRoot(live: LiveConfig<CometConfig>, bus: Bus): DynamicModule {
    const config = live.current;
    const logger = new Logger('Session');
    // Hub and interest know each other: the hub tells which rooms it holds, the interest brings their pushes.
    const rooms = new BusRoomInterest(bus, (room, packets) => hub.pushRoom(room, packets));
    const hub: Hub = new Hub(
      live.view(({ hub: { buckets, flushInterval, slice }, connection: { maxPending, onOverflow } }) => ({
        buckets,
        flushInterval,
        slice,
        maxPendingBytes: maxPending,
        onOverflow,
      })),
      { opened: (room: RoomKey) => void rooms.hold(room), closed: (room: RoomKey) => rooms.drop(room) },
    );
    return {
      module: CometModule,
      imports: [
        configModule(live),
        BusModule.forRoot(bus),
        MetricsModule,
        OpsModule.forRoot({ checks: [BusReadiness] }),
      ],
      controllers: [ControlController, ForwardedController, CometGrpcController],
      providers: [
        { provide: COMET_ID, useValue: newCometId(config.node.name ?? config.node.host ?? hostname()) },
        { provide: Hub, useValue: hub },
        { provide: Pushable, useValue: new PushableHub(hub) },
        { provide: LogicClient, useValue: new LogicClient(new RpcClient(bus, config.session.logicTimeout)) },
        { provide: SessionCounts, useValue: new SessionCounts() },
        { provide: SessionTable, useValue: new SessionTable() },
        {
          provide: EndReporter,
          inject: [LogicClient, SessionCounts],
          useFactory: (logic: LogicClient, counts: SessionCounts) => new EndReporter(logic, counts),
        },
        {
          provide: SessionSweeper,
          inject: [SessionTable],
          useFactory: (table: SessionTable) => new SessionSweeper(table, now),
        },
        {
          provide: SESSION_ENVIRONMENT,
          inject: [COMET_ID, LogicClient, SessionTable, EndReporter, SessionCounts],
          useFactory: (
            cometId: CometId,
            logic: LogicClient,
            table: SessionTable,
            ends: EndReporter,
            counts: SessionCounts,
          ): SessionEnvironment => ({
            cometId,
            hub,
            logic,
            rooms,
            table,
            ends,
            counts,
            options: live.view(({ connection, session: { renewInterval, renewSpacing } }) => ({
              ...connection,
              renewInterval,
              renewSpacing,
            })),
            now,
            onFault: (err) => logger.error('a frame could not be handled', { err }),
          }),
        },
        {
          provide: ConnectionControl,
          inject: [SessionTable],
          useFactory: (table: SessionTable) => new ConnectionControl(hub, table, rooms, config.connection),
        },
        {
          provide: HttpConnections,
          inject: [SESSION_ENVIRONMENT],
          useFactory: (environment: SessionEnvironment) => new HttpConnections(environment, config.http),
        },
        {
          provide: ConnectionAccess,
          inject: [HttpConnections, COMET_ID],
          useFactory: (connections: HttpConnections, cometId: CometId) =>
            new ConnectionAccess(
              connections,
              cometId,
              new RpcClient(bus, config.http.maxWait + config.session.logicTimeout),
            ),
        },
        DeliveryService,
        NodeRegistration,
        OnlineCounts,
        SessionMetrics,
        ConfigMonitor,
        TcpServer,
        CometGateway,
      ],
    };
  }
}
