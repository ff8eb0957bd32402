import { Catch, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { Metrics, type LabelledCounts } from '#observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from './http-failure.js';
import { PROBLEM_JSON } from './problem.js';

const INTERNAL = 500;
const UNAVAILABLE = 503;
const RETRY_AFTER_SECONDS = 1;

/** Answers what fails by problem details. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);
  private readonly failed: LabelledCounts<'status'>;

  constructor(metrics: Metrics) {
    this.failed = metrics.counter('goim_http_failures_total', 'Requests of clients by HTTP that failed, by status.', [
      'status',
    ]);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = toProblem(error);
    this.failed.inc({ status: problem.status });
    // The path without the query, which may hold a token.
    const [path] = request.url.split('?', 1);
    if (problem.status === INTERNAL && !problem.close) this.logger.error('a request failed', { path, err: error });
    if (problem.status === UNAVAILABLE) void reply.header('Retry-After', RETRY_AFTER_SECONDS);
    void reply
      .status(problem.status)
      .type(PROBLEM_JSON)
      .send({ ...problem, instance: path });
  }
}
