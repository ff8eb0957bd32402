import { Inject, Injectable } from '@nestjs/common';
import { ReadinessCheck } from '#observability';
import type { WorkerHealth } from '../inbound/worker-ipc/worker-call.js';
import { WorkerCalls } from '../inbound/worker-ipc/worker-calls.js';

/** Less than a check is given, so that it can say what it waits for. */
const ANSWER_TIMEOUT_MS = 1_000;

export const WORKER_COUNT = Symbol('workers');

/** How the workers are: one question for all checks that look at the same time. */
@Injectable()
export class WorkersHealth {
  private asking: Promise<WorkerHealth[]> | undefined;

  constructor(private readonly workers: WorkerCalls) {}

  /** Workers that serve. */
  get count(): number {
    return this.workers.count;
  }

  /** @throws AppError `unavailable` where one does not answer within a second */
  look(): Promise<WorkerHealth[]> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async ask(): Promise<WorkerHealth[]> {
    const answers = await this.workers.ask({ method: 'health', args: [] }, ANSWER_TIMEOUT_MS);
    return answers.flatMap(({ health }) => health ?? []);
  }
}

/** Not ready while a worker is missing, or is not ready itself: clients that come may be its. */
@Injectable()
export class WorkersReadiness extends ReadinessCheck {
  readonly name = 'workers';

  constructor(
    private readonly workers: WorkersHealth,
    @Inject(WORKER_COUNT) private readonly count: number,
  ) {
    super();
  }

  async check(): Promise<void> {
    if (this.workers.count < this.count) throw new Error(`${this.workers.count} of ${this.count} workers are ready`);
    tell(await this.workers.look(), ({ ready }) => !ready, `of ${this.count} workers not ready`);
  }
}

/** Degraded while a worker is. */
@Injectable()
export class WorkersProblems extends ReadinessCheck {
  readonly name = 'workers-degraded';
  override readonly isVital = false;

  constructor(
    private readonly workers: WorkersHealth,
    @Inject(WORKER_COUNT) private readonly count: number,
  ) {
    super();
  }

  async check(): Promise<void> {
    // While none serves the other check says so.
    if (this.workers.count === 0) return;
    const health = await this.workers.look();
    tell(health, ({ ready, problems }) => ready && problems.length > 0, `of ${this.count} workers degraded`);
  }
}

/** @throws Error with what is wrong at those that are meant, each thing once */
function tell(health: readonly WorkerHealth[], isMeant: (one: WorkerHealth) => boolean, what: string): void {
  const meant = health.filter(isMeant);
  if (meant.length === 0) return;
  const problems = new Set(meant.flatMap((one) => one.problems));
  throw new Error(`${meant.length} ${what}: ${[...problems].join('; ')}`);
}
