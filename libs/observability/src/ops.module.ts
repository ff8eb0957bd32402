import { Module, type DynamicModule, type InjectionToken, type ModuleMetadata } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import type { Metrics } from './metrics.js';
import { MetricsModule } from './metrics.module.js';
import { OpenFiles } from './open-files.js';
import { READINESS_CHECKS, Readiness, type ReadinessCheck } from './readiness.js';

export interface OpsModuleOptions {
  /** Modules that export the checks; not needed for what a global module exports. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Shown at /metrics; the app's own by default. */
  readonly metrics?: Metrics;
  /** Providers that are a `ReadinessCheck`. */
  readonly checks?: readonly InjectionToken<ReadinessCheck>[];
}

/** Their routes are for the operators: an app that documents its HTTP API leaves them out. */
export const OPS_CONTROLLERS = [HealthController, MetricsController] as const;

/** GET /health/live, /health/ready and /metrics on the HTTP server of the app that imports it. */
@Module({})
export class OpsModule {
  static forRoot({ imports = [], metrics, checks = [] }: OpsModuleOptions = {}): DynamicModule {
    return {
      module: OpsModule,
      // Terminus would write an error for each failed probe; Readiness writes one a change.
      imports: [
        metrics ? MetricsModule.of(metrics) : MetricsModule,
        TerminusModule.forRoot({ logger: false }),
        ...imports,
      ],
      controllers: [...OPS_CONTROLLERS],
      providers: [
        // Whoever shows the metrics of others: those look, and hold the connections.
        ...(metrics ? [] : [OpenFiles]),
        Readiness,
        {
          provide: READINESS_CHECKS,
          useFactory: (...given: ReadinessCheck[]): ReadinessCheck[] => given,
          inject: [...checks],
        },
      ],
      exports: [Readiness],
    };
  }
}
