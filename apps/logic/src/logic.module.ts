import { Module, StandardSchemaValidationPipe, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { Bus, BusModule, BusReadiness, NodeDirectory, RpcClient } from '#bus';
import { configModule, type LiveConfig } from '#config';
import { Disconnects } from '#contracts';
import { ConfigMonitor, Metrics, MetricsModule, OpsModule } from '#observability';
import { CometClient } from './nodes/comet-client.js';
import { SessionCloser } from './sessions/session-closer.js';
import type { LogicConfig } from './config/logic.config.js';
import { LegacyComets } from './goim/comets/legacy-comets.js';
import { LogicGrpc } from './goim/comets/logic.grpc.js';
import { Reachability } from './goim/comets/reachability.js';
import { RoomReports } from './goim/comets/room-reports.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { FailureAnswers } from './http/failure-answers.js';
import { HttpErrorFilter } from './http/http-error.filter.js';
import { InvalidInput } from './http/invalid-input.js';
import { goimApiControllers, goimApiServices } from './goim/goim-api.js';
import { jsonApiControllers, jsonApiServices } from './json-api.js';
import { NodesHandler } from './nodes/nodes.handler.js';
import { NodesService } from './nodes/nodes.service.js';
import { IdempotencyStore } from './idempotency/idempotency-store.js';
import { KvIdempotencyStore } from './idempotency/kv/kv-idempotency-store.js';
import { JetStreamPushQueue } from './push/jetstream/jetstream-push-queue.js';
import { PushQueue } from './push/push-queue.js';
import { PushService } from './push/push.service.js';
import { PushHandler } from './push/push.handler.js';
import { RegionFile } from './regions/file/region-file.js';
import { NoRegions, RegionLookup } from './regions/region-lookup.js';
import { KvSessionRegistry } from './sessions/kv/kv-session-registry.js';
import { SessionRegistry } from './sessions/session-registry.js';
import { DefaultAuthenticatorModule } from './sessions/default-authenticator.module.js';
import { MemberLimit } from './sessions/member-limit.js';
import { SessionsHandler } from './sessions/sessions.handler.js';
import { SessionLifecycle } from './sessions/session-lifecycle.js';
import { UpstreamModule } from './upstream/upstream.module.js';

/** How long a comet may take to answer. */
const COMET_TIMEOUT_MS = 2_000;

/** Composition root: which adapter stands behind which port. */
@Module({})
export class LogicModule {
  /** @param extensions modules of others; they may inject what is exported here, without importing this module */
  static forRoot(live: LiveConfig<LogicConfig>, bus: Bus, extensions: ModuleMetadata['imports'] = []): DynamicModule {
    const config = live.current;
    return {
      module: LogicModule,
      global: true,
      imports: [
        configModule(live),
        BusModule.forRoot(bus),
        MetricsModule,
        OpsModule.forRoot({ checks: [BusReadiness] }),
        UpstreamModule.forRoot(config, bus),
        ...extensions,
        DefaultAuthenticatorModule,
      ],
      controllers: [
        ...goimApiControllers,
        ...jsonApiControllers,
        PushHandler,
        SessionsHandler,
        NodesHandler,
        LogicGrpc,
      ],
      providers: [
        PushService,
        SessionLifecycle,
        SessionCloser,
        MemberLimit,
        NodesService,
        ConfigMonitor,
        LegacyComets,
        Reachability,
        RoomReports,
        ...goimApiServices,
        ...jsonApiServices,
        { provide: CometClient, useValue: new CometClient(new RpcClient(bus, COMET_TIMEOUT_MS)) },
        AllowedMethods,
        FailureAnswers,
        { provide: APP_FILTER, useClass: HttpErrorFilter },
        { provide: APP_PIPE, useValue: new StandardSchemaValidationPipe({ exceptionFactory: InvalidInput.from }) },
        { provide: NodeDirectory, useFactory: () => NodeDirectory.open(bus) },
        {
          provide: SessionRegistry,
          inject: [NodeDirectory, SessionCloser],
          useFactory: (directory: NodeDirectory, closer: SessionCloser) =>
            KvSessionRegistry.open(
              bus,
              directory,
              { ttlMs: config.session.ttl, replicas: config.queue.replicas },
              (older) => void closer.close(older, Disconnects.replaced),
            ),
        },
        {
          provide: RegionLookup,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => {
            if (config.nodes.regions === '') return new NoRegions();
            const regions = new RegionFile(config.nodes.regions, metrics);
            live.onReload('nodes.regions', () => void regions.reload());
            return regions;
          },
        },
        { provide: IdempotencyStore, useFactory: () => KvIdempotencyStore.open(bus, config.queue) },
        { provide: PushQueue, useFactory: () => JetStreamPushQueue.open(bus, config.queue) },
      ],
      exports: [PushService, SessionRegistry],
    };
  }
}
