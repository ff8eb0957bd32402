import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Bus } from '#bus';
import { LiveConfig } from '#config';
import { Metrics } from '#observability';
import type { LogicConfig } from '../config/logic.config.js';
import { PushModule } from '../push/push.module.js';
import { InterceptorChain } from './interceptor-chain.js';
import { JetStreamUpstreamLog } from './jetstream/jetstream-upstream-log.js';
import { NoUpstreamLog, UpstreamLog } from './upstream-log.js';
import { UpstreamInterceptors } from './upstream-interceptors.js';
import { UpstreamHandler } from './upstream.handler.js';
import { UpstreamService } from './upstream.service.js';

/** What clients send. */
@Module({
  imports: [DiscoveryModule, PushModule],
  controllers: [UpstreamHandler],
  providers: [
    UpstreamService,
    UpstreamInterceptors,
    {
      provide: InterceptorChain,
      inject: [UpstreamInterceptors, LiveConfig, Metrics],
      useFactory: (
        interceptors: UpstreamInterceptors,
        { current: { upstream } }: LiveConfig<LogicConfig>,
        metrics: Metrics,
      ) =>
        new InterceptorChain(
          () => interceptors.list,
          { timeoutMs: upstream.timeout, relays: upstream.relay === 'members' },
          metrics,
        ),
    },
    {
      provide: UpstreamLog,
      inject: [Bus, LiveConfig],
      useFactory: (bus: Bus, { current: { upstream, queue } }: LiveConfig<LogicConfig>) =>
        upstream.enabled ? JetStreamUpstreamLog.open(bus, { ...queue, ...upstream }) : new NoUpstreamLog(),
    },
  ],
  exports: [UpstreamService, UpstreamLog],
})
export class UpstreamModule {}
