import { Injectable } from '@nestjs/common';
import { ReadinessCheck } from '#observability';
import { CometProbes } from './comet-probes.js';

const MOST_NAMED = 10;

/** Degraded while comets take no pushes: the others get theirs. */
@Injectable()
export class CometsReadiness extends ReadinessCheck {
  readonly name = 'comets';
  override readonly isVital = false;

  constructor(private readonly probes: CometProbes) {
    super();
  }

  check(): void {
    const silent = this.probes.silent();
    if (silent.length === 0) return;
    const named = silent.slice(0, MOST_NAMED).map(({ comet, seconds }) => `${comet} for ${Math.round(seconds)} s`);
    const more = silent.length > MOST_NAMED ? [`and ${silent.length - MOST_NAMED} more`] : [];
    throw new Error(
      `${silent.length} of ${this.probes.size} comets do not take what is sent to them: ${[...named, ...more].join(', ')}`,
    );
  }
}
