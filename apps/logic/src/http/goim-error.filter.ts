import { Catch, HttpException, Logger, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { Metrics, type LabelledCounts } from '#observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toHttpFailure } from './error-map.js';
import { isGoimPath } from './goim-path.js';

const RETRY_AFTER_SECONDS = 1;

/** Answers what fails on goim's paths by goim's envelope. The other paths keep Nest's form. */
@Catch()
export class GoimErrorFilter extends BaseExceptionFilter {
  private readonly logger = new Logger(GoimErrorFilter.name);
  private readonly refused: LabelledCounts<'status'>;

  constructor({ httpAdapter }: HttpAdapterHost, metrics: Metrics) {
    super(httpAdapter);
    this.refused = metrics.counter('goim_http_failures_total', "Requests on goim's paths that failed, by status.", [
      'status',
    ]);
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { status, body, unexpected } = toHttpFailure(error);
    if (!isGoimPath(request.url)) {
      // Nest knows its own errors, and answers others with 500.
      const isNests = unexpected || error instanceof HttpException;
      super.catch(isNests ? error : new HttpException(body.message, status), host);
      return;
    }
    this.refused.inc({ status });
    if (unexpected) this.logger.error('a request failed', { method: request.method, url: request.url, err: error });
    const reply = http.getResponse<FastifyReply>();
    if (status === 503) void reply.header('Retry-After', RETRY_AFTER_SECONDS);
    void reply.status(status).send(body);
  }
}
