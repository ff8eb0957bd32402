import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Bus } from '#bus';
import { Metrics } from '#observability';
import type { LogicConfig } from '../config/logic.config.js';
import { InterceptorChain } from './interceptor-chain.js';
import { JetStreamUpstreamLog } from './jetstream/jetstream-upstream-log.js';
import { UpstreamInterceptors } from './upstream-interceptors.js';
import { NoUpstreamLog, UpstreamLog } from './upstream-log.js';
import { UpstreamHandler } from './upstream.handler.js';
import { UpstreamService } from './upstream.service.js';

/** What clients send. */
@Module({})
export class UpstreamModule {
  static forRoot({ upstream, queue }: LogicConfig, bus: Bus): DynamicModule {
    const { enabled, timeout, relay } = upstream;
    return {
      module: UpstreamModule,
      imports: [DiscoveryModule],
      controllers: [UpstreamHandler],
      providers: [
        UpstreamService,
        UpstreamInterceptors,
        {
          provide: InterceptorChain,
          inject: [UpstreamInterceptors, Metrics],
          useFactory: (interceptors: UpstreamInterceptors, metrics: Metrics) =>
            new InterceptorChain(() => interceptors.list, { timeoutMs: timeout, relays: relay === 'members' }, metrics),
        },
        {
          provide: UpstreamLog,
          useFactory: () => (enabled ? JetStreamUpstreamLog.open(bus, { ...queue, ...upstream }) : new NoUpstreamLog()),
        },
      ],
      exports: [UpstreamService],
    };
  }
}
