import { Module } from '@nestjs/common';
import { BusReadiness } from '#bus/nest';
import { Callers, GrpcCallers, scopesOf } from '#callers/nest';
import { LiveConfig } from '#config';
import { logicGrpc } from '#contracts';
import { createGrpcServer } from '#grpc';
import { Metrics } from '#observability';
import { ServerCertificate } from '#tls';
import type { LogicConfig } from '../../config/logic.config.js';
import { NodesModule } from '../../nodes/nodes.module.js';
import { SessionsModule } from '../../sessions/sessions.module.js';
import { Transports, TransportsModule } from '../../transports.module.js';
import { UpstreamModule } from '../../upstream/upstream.module.js';
import { LegacyComets } from './legacy-comets.js';
import { LegacySessions } from './legacy-sessions.js';
import { LogicGrpc } from './logic.grpc.js';
import { OwnComets } from './own-comets.js';
import { Reachability } from './reachability.js';
import { RoomReports } from './room-reports.js';

const GRPC = Symbol('grpc');
/** Whoever calls these speaks for any client. */
const SCOPES = scopesOf(logicGrpc, {
  connect: 'admin',
  disconnect: 'admin',
  heartbeat: 'admin',
  renewOnline: 'admin',
  receive: 'admin',
  nodes: 'read',
});

/** Legacy comets: goim's own, which call by gRPC. */
@Module({
  imports: [NodesModule, SessionsModule, UpstreamModule, TransportsModule],
  controllers: [LogicGrpc],
  providers: [
    LegacyComets,
    LegacySessions,
    OwnComets,
    Reachability,
    RoomReports,
    {
      provide: GRPC,
      inject: [LiveConfig, Metrics, BusReadiness, Transports, Callers],
      useFactory: async (
        live: LiveConfig<LogicConfig>,
        metrics: Metrics,
        readiness: BusReadiness,
        transports: Transports,
        callers: Callers,
      ) => {
        const { grpc } = live.current;
        if (!grpc.enabled) return;
        const certificate = ServerCertificate.of(live, grpc.tls, 'grpc.tls');
        const server = await createGrpcServer({
          ...grpc,
          guard: new GrpcCallers(callers, grpc.open, SCOPES).guard,
          certificate,
          within: transports.sockets,
          service: logicGrpc,
          metrics,
          checks: [readiness],
        });
        transports.list.push({
          name: 'grpc',
          strategy: server,
          certificate,
          get address() {
            return server.address;
          },
        });
      },
    },
  ],
})
export class LegacyCometsModule {}
