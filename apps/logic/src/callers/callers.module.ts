import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeys, AuditLog, Callers, CallerTokens, openApiKeys, openCallerTokens } from '#callers/nest';
import { LiveConfig } from '#config';
import { HealthReaders, Metrics, OPS_CONTROLLERS } from '#observability';
import type { LogicConfig } from '../config/logic.config.js';
import { AuditedSettings } from './audited.js';
import { CallerController } from './caller.controller.js';
import { HttpCallers } from './http-callers.js';
import { Public, RequireScope } from './require-scope.js';
import { ScopeGuard } from './scope.guard.js';

const [HealthController, MetricsController] = OPS_CONTROLLERS;
Public()(HealthController);
RequireScope('read')(MetricsController);

/** Who calls the APIs, what they may, and what they do that is worth a line. Global: every feature, and every extension, has callers. */
@Global()
@Module({
  controllers: [CallerController],
  providers: [
    AuditLog,
    AuditedSettings,
    Callers,
    HttpCallers,
    { provide: HealthReaders, useExisting: HttpCallers },
    {
      provide: ApiKeys,
      inject: [LiveConfig, Metrics],
      useFactory: (live: LiveConfig<LogicConfig>, metrics: Metrics): ApiKeys => openApiKeys(live, metrics),
    },
    {
      provide: CallerTokens,
      inject: [LiveConfig, Metrics],
      useFactory: (live: LiveConfig<LogicConfig>, metrics: Metrics): Promise<CallerTokens> =>
        openCallerTokens(live, metrics),
    },
    ScopeGuard,
    { provide: APP_GUARD, useExisting: ScopeGuard },
  ],
  exports: [AuditLog, Callers, HealthReaders, HttpCallers, ScopeGuard],
})
export class CallersModule {}
