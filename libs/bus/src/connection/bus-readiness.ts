import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadinessCheck, Metrics } from '#observability';
import { Bus } from './bus.js';
import { RefusingStreams, type RefusingStream } from '../streams/refusing-streams.js';

/** Not ready while NATS is away, or does not let the app hear what it should. */
@Injectable()
export class BusReadiness extends ReadinessCheck {
  readonly name = 'bus';

  constructor(private readonly bus: Bus) {
    super();
  }

  check(): void {
    if (!this.bus.isConnected) throw new Error(`not connected to NATS at ${this.bus.server}`);
    if (this.bus.deafness) throw new Error(this.bus.deafness);
  }
}

/** Degraded while JetStream stores nothing of what this process publishes to a stream, although NATS and the stream are there. */
@Injectable()
export class StoreReadiness extends ReadinessCheck implements OnModuleInit {
  readonly name = 'store';
  override readonly isVital = false;

  constructor(
    private readonly bus: Bus,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  onModuleInit(): void {
    this.metrics.observedHighest(
      'goim_bus_refusing_streams',
      'Streams and buckets that have stored nothing of this process for 10 s.',
      () => this.refusing.length,
    );
  }

  /** While NATS is away the check of the bus says so. */
  private get refusing(): RefusingStream[] {
    return this.bus.isConnected ? RefusingStreams.of(this.bus).list() : [];
  }

  check(): void {
    const streams = this.refusing;
    if (streams.length === 0) return;
    const texts = streams.map(
      ({ stream, forMs, why }) => `${stream} has stored nothing for ${Math.round(forMs / 1_000)} s: ${why}`,
    );
    throw new Error(texts.join('; '));
  }
}
