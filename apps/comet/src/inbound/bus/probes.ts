import { Injectable } from '@nestjs/common';
import { LiveConfig } from '#config';
import { ReadinessCheck } from '#observability';
import type { CometConfig } from '../../config/comet.config.js';

/** When a probe of a job came last: whether jobs reach this comet by the way of pushes. */
export class Probes {
  /** Only grows. */
  taken = 0;
  private heardAt: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.heardAt = now();
  }

  took(): void {
    this.taken++;
    this.heardAt = this.now();
  }

  /** Milliseconds since the last one, or since the start. */
  get silentMs(): number {
    return this.now() - this.heardAt;
  }
}

/** Longer than another job needs to take over the partitions of one that has died, or that starts anew. */
const SILENT_AFTER_MS = 15_000;

/**
 * Degraded while no job reaches this comet. Its clients stay all the same: elsewhere they would hardly get more, and what they
 * miss here they get when a job is back.
 */
@Injectable()
export class PushesReadiness extends ReadinessCheck {
  readonly name = 'pushes';
  override readonly isVital = false;

  constructor(
    private readonly probes: Probes,
    private readonly config: LiveConfig<CometConfig>,
  ) {
    super();
  }

  check(): void {
    const { taken, silentMs } = this.probes;
    // goim's jobs push by gRPC, and send no probes.
    const mayHaveNone = this.config.current.grpc.enabled && taken === 0;
    if (mayHaveNone || silentMs <= SILENT_AFTER_MS) return;
    throw new Error(`no job has reached this comet for ${Math.round(silentMs / 1_000)} s`);
  }
}
