import { Module } from '@nestjs/common';
import { Bus, NodeDirectory } from '#bus';
import { LiveConfig } from '#config';
import { Disconnects } from '#contracts';
import type { LogicConfig } from '../config/logic.config.js';
import { NodesModule } from '../nodes/nodes.module.js';
import { RegionsModule } from '../regions/regions.module.js';
import { KvSessionRegistry } from './kv/kv-session-registry.js';
import { MemberLimit } from './member-limit.js';
import { SessionCloser } from './session-closer.js';
import { SessionLifecycle } from './session-lifecycle.js';
import { SessionRegistry } from './session-registry.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsHandler } from './sessions.handler.js';
import { SessionsService } from './sessions.service.js';

/** Who is connected. The `Authenticator` is an extension's, or that of the module of extensions. */
@Module({
  imports: [NodesModule, RegionsModule],
  controllers: [SessionsController, SessionsHandler],
  providers: [
    SessionsService,
    SessionLifecycle,
    SessionCloser,
    MemberLimit,
    {
      provide: SessionRegistry,
      inject: [Bus, NodeDirectory, LiveConfig, SessionCloser],
      useFactory: (
        bus: Bus,
        directory: NodeDirectory,
        { current: { session, queue } }: LiveConfig<LogicConfig>,
        closer: SessionCloser,
      ) =>
        KvSessionRegistry.open(
          bus,
          directory,
          { ttlMs: session.ttl, replicas: queue.replicas },
          (older) => void closer.close(older, Disconnects.replaced),
        ),
    },
  ],
  exports: [SessionsService, SessionLifecycle, SessionRegistry],
})
export class SessionsModule {}
