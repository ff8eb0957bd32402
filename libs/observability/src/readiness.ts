import { Inject, Injectable, Logger, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';

/** One condition for traffic to be sent to this app, such as "the bus is connected". */
export abstract class ReadinessCheck {
  /** Names the condition in the answer: `bus`. Unique among the checks of an app. */
  abstract readonly name: string;

  /** False: without it the app is degraded, and takes traffic all the same. */
  readonly isVital: boolean = true;

  /**
   * Returns when the condition holds; throws an Error whose message says what is missing when it does not. Called for
   * each probe and given 2 s, so it looks at what is known rather than asking over the network.
   */
  abstract check(): void | Promise<void>;
}

export const READINESS_CHECKS = Symbol('READINESS_CHECKS');

/** A probe that hangs is a probe that failed. */
const CHECK_TIMEOUT_MS = 2_000;

/** Runs the readiness checks, and writes a line when the outcome changes (not one a probe). */
@Injectable()
export class Readiness {
  private readonly logger = new Logger(Readiness.name);
  private ready = true;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    @Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[],
  ) {}

  /** @throws ServiceUnavailableException with the checks that failed, or while the app shuts down */
  async check(): Promise<HealthCheckResult> {
    try {
      const result = await this.run();
      this.note(true);
      return result;
    } catch (error) {
      this.note(false, error);
      throw error;
    }
  }

  /** Whether traffic may be sent here, and what is wrong, by the names of the checks. Writes no line. */
  async look(): Promise<{ ready: boolean; problems: string[] }> {
    try {
      return { ready: true, problems: problemsIn(await this.run()) };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return { ready: false, problems: problemsIn(error.getResponse() as HealthCheckResult) };
    }
  }

  private run(): Promise<HealthCheckResult> {
    return this.health.check(
      this.checks.map((check) => {
        const indicator = this.indicators.check(check.name);
        const attempt = indicator.attempt(() => check.check()).withTimeout(CHECK_TIMEOUT_MS);
        return check.isVital ? attempt : async () => lessened(indicator, await attempt);
      }),
    );
  }

  private note(ready: boolean, error?: unknown): void {
    if (this.ready === ready) return;
    this.ready = ready;
    if (ready) this.logger.log('ready again');
    else
      this.logger.warn('not ready', {
        reason: error instanceof ServiceUnavailableException ? error.getResponse() : error,
      });
  }
}

/** What is not up, each with its reason. */
function problemsIn({ details }: HealthCheckResult): string[] {
  return Object.entries(details)
    .filter(([, { status }]) => status !== 'up')
    .map(([name, { message }]) => (message === undefined ? name : `${name}: ${String(message)}`));
}

type Indicator = ReturnType<HealthIndicatorService['check']>;

/** A failure of what the app can do without. */
function lessened(indicator: Indicator, result: HealthIndicatorResult): HealthIndicatorResult {
  const [outcome] = Object.values(result);
  return outcome?.status === 'down' ? indicator.degraded(String(outcome['message'])) : result;
}
