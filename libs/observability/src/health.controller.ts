import { Controller, Get, Optional, Req, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyRequest } from 'fastify';
import { Readiness } from './readiness.js';

/** Who is told what fails; others are told that something does. Of an app whose health strangers may ask for. */
export abstract class HealthReaders {
  abstract mayRead(request: FastifyRequest): boolean | Promise<boolean>;
}

@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    @Optional() private readonly readers?: HealthReaders,
  ) {}

  /** The process answers. Looks at nothing else: restarting the app would not bring back a lost broker. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 when traffic may be sent here; otherwise 503 with the checks that failed. */
  @Get('ready')
  // Its description in the API's document would cost each app the loading of @nestjs/swagger.
  @HealthCheck({ noCache: true, swaggerDocumentation: false })
  async ready(@Req() request: FastifyRequest): Promise<Partial<HealthCheckResult>> {
    if (!this.readers || (await this.readers.mayRead(request))) return this.readiness.check();
    try {
      const { status } = await this.readiness.check();
      return { status };
    } catch (error) {
      // What failed names the broker and other parts of the network.
      if (error instanceof ServiceUnavailableException) throw new ServiceUnavailableException({ status: 'error' });
      throw error;
    }
  }
}
