import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Bus, NodeDirectory } from '#bus';
import { LiveConfig } from '#config';
import { Disconnects } from '#contracts';
import { Access } from '../authorization/access.js';
import { AuthorizationHandler } from '../authorization/authorization.handler.js';
import { BansModule } from '../bans/bans.module.js';
import type { LogicConfig } from '../config/logic.config.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { NodesModule } from '../nodes/nodes.module.js';
import { RegionsModule } from '../regions/regions.module.js';
import { KvSessionRegistry } from './kv/kv-session-registry.js';
import { MemberLimit } from './member-limit.js';
import { SessionCloser } from './session-closer.js';
import { SessionEvents } from './session-events.js';
import { SessionLifecycle } from './session-lifecycle.js';
import { SessionNews } from './session-news.js';
import { SessionRegistry } from './session-registry.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsHandler } from './sessions.handler.js';
import { SessionsService } from './sessions.service.js';

/** Who is connected, and what they may do. The `Authenticator` and the `Authorizer` are an extension's, or the built-in ones. */
@Module({
  imports: [BansModule, DiscoveryModule, IdempotencyModule, NodesModule, RegionsModule],
  controllers: [SessionsController, SessionsHandler, AuthorizationHandler],
  providers: [
    SessionsService,
    SessionLifecycle,
    SessionCloser,
    SessionEvents,
    SessionNews,
    MemberLimit,
    Access,
    {
      provide: SessionRegistry,
      inject: [Bus, NodeDirectory, LiveConfig, SessionCloser, SessionEvents, SessionNews],
      useFactory: (
        bus: Bus,
        directory: NodeDirectory,
        { current: { session, queue } }: LiveConfig<LogicConfig>,
        closer: SessionCloser,
        events: SessionEvents,
        news: SessionNews,
      ) =>
        KvSessionRegistry.open(
          bus,
          directory,
          { ttlMs: session.ttl, replicas: queue.replicas, maxBytes: session.maxBytes },
          {
            onReplaced: (older) => {
              void closer.close(older, Disconnects.replaced);
              void events.lost(older, 'replaced');
            },
            onChanged: (change, changed) => news.emit('changed', change, changed),
            onReturned: (returned) => events.began(returned),
            onExpired: (expired) => void events.lost(expired, 'expired'),
            get followsExpiry() {
              return events.reportsEnds;
            },
          },
        ),
    },
  ],
  exports: [Access, SessionsService, SessionLifecycle, SessionNews, SessionRegistry],
})
export class SessionsModule {}
