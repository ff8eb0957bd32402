import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Bus } from '#bus';
import { LiveConfig } from '#config';
import { Metrics } from '#observability';
import type { LogicConfig } from '../config/logic.config.js';
import { PushModule } from '../push/push.module.js';
import { Transports, TransportsModule } from '../transports.module.js';
import { UpstreamEventsStrategy } from './events/upstream-events.strategy.js';
import { InterceptorChain, UpstreamInterceptors } from './interceptor-chain.js';
import { readersOf } from './jetstream/event-readers.js';
import { JetStreamUpstreamLog } from './jetstream/jetstream-upstream-log.js';
import { NoUpstreamLog, UpstreamLog } from './upstream-log.js';
import { UpstreamHandler } from './upstream.handler.js';
import { UpstreamService } from './upstream.service.js';

const EVENTS = Symbol('events');

/** What clients send. */
@Module({
  imports: [DiscoveryModule, PushModule, TransportsModule],
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
      useFactory: (bus: Bus, live: LiveConfig<LogicConfig>) => {
        const { upstream, queue } = live.current;
        if (!upstream.enabled) return new NoUpstreamLog();
        const { maxAge, maxBytes } = upstream;
        return JetStreamUpstreamLog.open(
          bus,
          { maxAge, maxBytes, replicas: queue.replicas },
          live.select((config) => config.queue),
        );
      },
    },
    {
      provide: EVENTS,
      // The log makes the stream, and so comes first.
      inject: [UpstreamLog, Bus, LiveConfig, Metrics, Transports],
      useFactory: (
        log: UpstreamLog,
        bus: Bus,
        { current: { upstream } }: LiveConfig<LogicConfig>,
        metrics: Metrics,
        transports: Transports,
      ) => {
        const relays = upstream.relay === 'members';
        const strategy = new UpstreamEventsStrategy(log.isEnabled ? readersOf(bus) : undefined, relays, metrics);
        transports.list.push({ name: 'upstream-events', strategy });
      },
    },
  ],
  exports: [UpstreamService, UpstreamLog],
})
export class UpstreamModule {}
