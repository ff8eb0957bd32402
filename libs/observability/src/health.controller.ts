import { Controller, Get } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult } from '@nestjs/terminus';
import { Readiness } from './readiness.js';

@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process answers. Looks at nothing else: restarting the app would not bring back a lost broker. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 when traffic may be sent here; otherwise 503 with the checks that failed. */
  @Get('ready')
  // Its description in the API's document would cost each app the loading of @nestjs/swagger.
  @HealthCheck({ noCache: true, swaggerDocumentation: false })
  ready(): Promise<HealthCheckResult> {
    return this.readiness.check();
  }
}
