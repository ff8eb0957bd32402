import { Injectable } from '@nestjs/common';
import { ReadinessCheck } from '#observability';
import { Bus } from './bus.js';

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
