import { Injectable } from '@nestjs/common';
import { ReadinessCheck } from '#observability';
import { WaitingTasks } from './waiting-tasks.js';

/** By default a task is a dead letter after 15 s of tries. */
const LONGEST_WAIT_S = 30;

/** Degraded while a partition stands still: no comet is there, a task is tried over and over, or something is stuck. */
@Injectable()
export class QueueReadiness extends ReadinessCheck {
  readonly name = 'queue';
  override readonly isVital = false;

  constructor(private readonly waiting: WaitingTasks) {
    super();
  }

  check(): void {
    const late = Object.entries(this.waiting.ages()).filter(([, age]) => age > LONGEST_WAIT_S);
    if (late.length === 0) return;
    throw new Error(
      `tasks wait: ${late.map(([partition, age]) => `of partition ${partition} for ${Math.round(age)} s`).join(', ')}`,
    );
  }
}
