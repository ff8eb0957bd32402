import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '#observability';
import { Bus } from './bus.js';

/** Says when the bus goes and comes, and what it reports: a line each, and a counter. */
@Injectable()
export class BusMonitor implements OnModuleInit {
  private readonly logger = new Logger(BusMonitor.name);

  constructor(
    private readonly bus: Bus,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.observedCounter('goim_bus_disconnects_total', 'Times that the connection to NATS was lost.', () => {
      return this.bus.disconnects;
    });
    const errors = this.metrics.counter('goim_bus_errors_total', 'Errors of the NATS server and of message handlers.');
    this.metrics.observedGauge('goim_bus_connected', '1 while connected to NATS.', () => Number(this.bus.isConnected));
    this.bus.on('disconnect', () => {
      this.logger.warn('NATS is away', { server: this.bus.server });
    });
    this.bus.on('reconnect', () => this.logger.log('NATS is back', { server: this.bus.server }));
    this.bus.on('error', (err) => {
      errors.inc();
      this.logger.error('bus error', { err });
    });
  }
}
