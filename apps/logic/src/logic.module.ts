import { Module, StandardSchemaValidationPipe, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { Bus, BusModule, BusReadiness, NodeDirectory, RpcClient } from '#bus';
import { configModule, type LiveConfig } from '#config';
import { Disconnects } from '#contracts';
import { ConfigMonitor, Metrics, MetricsModule, OpsModule } from '#observability';
import { CometClient } from './comets/comet-client.js';
import { SessionCloser } from './comets/session-closer.js';
import type { LogicConfig } from './config/logic.config.js';
import { GoimComets } from './grpc/goim-comets.js';
import { LogicGrpcController } from './grpc/logic-grpc.controller.js';
import { Reachability } from './grpc/reachability.js';
import { RoomReports } from './grpc/room-reports.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { FailureAnswers } from './http/failure-answers.js';
import { HttpErrorFilter } from './http/http-error.filter.js';
import { InvalidInput } from './http/invalid-input.js';
import { goimApiControllers, goimApiServices } from './goim-api.js';
import { jsonApiControllers, jsonApiServices } from './json-api.js';
import { NodesController } from './nodes/nodes.controller.js';
import { NodesService } from './nodes/nodes.service.js';
import { IdempotencyStore } from './idempotency/idempotency-store.js';
import { KvIdempotencyStore } from './idempotency/kv-idempotency-store.js';
import { JetStreamPushQueue } from './push/jetstream-push-queue.js';
import { PushQueue } from './push/push-queue.js';
import { PushService } from './push/push.service.js';
import { RerouteController } from './push/reroute.controller.js';
import { RegionFile } from './region/region-file.js';
import { NoRegions, RegionLookup } from './region/region-lookup.js';
import { KvSessionRegistry } from './registry/kv-session-registry.js';
import { SessionRegistry } from './registry/session-registry.js';
import { DefaultAuthenticatorModule } from './session/default-authenticator.module.js';
import { MemberLimit } from './session/member-limit.js';
import { SessionController } from './session/session.controller.js';
import { SessionService } from './session/session.service.js';
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
        RerouteController,
        SessionController,
        NodesController,
        LogicGrpcController,
      ],
      providers: [
        PushService,
        SessionService,
        SessionCloser,
        MemberLimit,
        NodesService,
        ConfigMonitor,
        GoimComets,
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
