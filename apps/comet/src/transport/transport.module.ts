import { Module } from '@nestjs/common';
import { Bus, RpcClient } from '#bus';
import { LiveConfig } from '#config';
import type { CometId } from '#contracts';
import { ClientModule } from '../client/client.module.js';
import { SessionCounts } from '../client/session/session-counts.js';
import { SessionFactory } from '../client/session/session.js';
import { ConnectionLimits } from '../client/admission/connection-limits.js';
import type { CometConfig } from '../config/comet.config.js';
import { COMET_ID } from '../node/comet-id.js';
import { ClientAddresses } from './client-addresses.js';
import { ConnectionAccess, FORWARDED_WAIT_MS } from './http/connection-access.js';
import { Metrics } from '#observability';
import { Goodbyes } from './goodbyes.js';
import { ForwardedHandler } from './http/forwarded.handler.js';
import { HttpConnections } from './http/http-connections.js';
import { TcpServer } from './tcp/tcp.server.js';
import { QuietConnections } from './websocket/quiet-connections.js';
import { CometGateway } from './websocket/websocket.gateway.js';

/** What carries the clients. Those by HTTP come in by a Nest app of their own (`HttpClientsModule`). */
@Module({
  imports: [ClientModule],
  controllers: [ForwardedHandler],
  providers: [
    TcpServer,
    CometGateway,
    {
      provide: Goodbyes,
      inject: [ConnectionLimits, Metrics],
      useFactory: (limits: ConnectionLimits, metrics: Metrics) => {
        const goodbyes = new Goodbyes(limits, () => performance.now());
        metrics.observedGauge(
          'goim_connections_leaving',
          'Clients that are closed and have not ended their side yet.',
          () => goodbyes.size,
        );
        metrics.observedCounter(
          'goim_connections_cut_total',
          'Clients that were closed and did not end their side: for too long, or while others needed their place.',
          () => goodbyes.cut,
          'why',
        );
        return goodbyes;
      },
    },
    {
      provide: QuietConnections,
      inject: [LiveConfig],
      useFactory: ({ current }: LiveConfig<CometConfig>) => new QuietConnections(current.websocket.maxSilence),
    },
    {
      provide: ClientAddresses,
      inject: [LiveConfig],
      useFactory: ({ current }: LiveConfig<CometConfig>) => new ClientAddresses(current.proxies.trusted),
    },
    {
      provide: HttpConnections,
      inject: [COMET_ID, SessionFactory, SessionCounts, LiveConfig],
      useFactory: (
        cometId: CometId,
        sessions: SessionFactory,
        counts: SessionCounts,
        config: LiveConfig<CometConfig>,
      ) =>
        new HttpConnections(
          cometId,
          sessions,
          counts,
          config.select(({ http }) => http),
        ),
    },
    {
      provide: ConnectionAccess,
      inject: [HttpConnections, COMET_ID, Bus, LiveConfig],
      useFactory: (connections: HttpConnections, cometId: CometId, bus: Bus, config: LiveConfig<CometConfig>) => {
        const { http, session } = config.current;
        return new ConnectionAccess(
          connections,
          cometId,
          {
            reading: new RpcClient(bus, FORWARDED_WAIT_MS + session.logicTimeout),
            sending: new RpcClient(bus, http.maxWait + session.logicTimeout),
          },
          config.select((now) => now.http),
        );
      },
    },
  ],
})
export class TransportModule {}
