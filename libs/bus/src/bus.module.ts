import { Module, type DynamicModule } from '@nestjs/common';
import { MetricsModule } from '#observability';
import { BusMonitor } from './connection/bus-monitor.js';
import { BusReadiness, StoreReadiness } from './connection/bus-readiness.js';
import { Bus } from './connection/bus.js';
import { DurableMonitor, DurableReadiness } from './durable/durable-monitor.js';
import { StoreClock } from './streams/store-clock.js';

/**
 * Gives every provider the process's connection, which was opened before Nest started, so that a NATS out of reach is one
 * clear line and not a failed injection. Closed by the bus's own shutdown hook.
 */
@Module({})
export class BusModule {
  static forRoot(bus: Bus): DynamicModule {
    return {
      module: BusModule,
      global: true,
      imports: [MetricsModule],
      providers: [
        { provide: Bus, useValue: bus },
        { provide: StoreClock, useValue: StoreClock.of(bus) },
        BusReadiness,
        StoreReadiness,
        BusMonitor,
        DurableReadiness,
        DurableMonitor,
      ],
      exports: [Bus, StoreClock, BusReadiness, DurableReadiness, StoreReadiness],
    };
  }
}
