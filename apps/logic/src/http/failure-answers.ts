import { HttpStatus, Injectable, Logger } from '@nestjs/common';
import { Metrics, type LabelledCounts } from '#observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowedMethods } from './allowed-methods.js';
import { isGoimPath, isGoimV1Path, isJsonApiPath, routedPath } from './api-path.js';
import { failureEnvelope } from '../goim/http/envelope.js';
import { toHttpFailure, type HttpFailure } from './error-map.js';
import { v1Failure } from '../goim/http/goim-v1-answer.js';
import { PROBLEM_JSON, toProblem } from './problem.js';

const RETRY_AFTER_SECONDS = 1;
const UNAVAILABLE: number = HttpStatus.SERVICE_UNAVAILABLE;

/** Answers what fails: on goim's paths by goim's envelope, or by goim v1's, under /v1 by problem details. */
@Injectable()
export class FailureAnswers {
  private readonly logger = new Logger(FailureAnswers.name);
  private readonly failed: LabelledCounts<'status'>;

  constructor(
    private readonly allowedMethods: AllowedMethods,
    metrics: Metrics,
  ) {
    this.failed = metrics.counter('goim_http_failures_total', 'Requests to the HTTP APIs that failed, by status.', [
      'status',
    ]);
  }

  /** @returns false where the path belongs to neither API: nothing was answered */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): boolean {
    const path = routedPath(request);
    if (isGoimPath(path)) {
      const failure = toHttpFailure(error);
      const answer = isGoimV1Path(path) ? v1Failure(failure) : failureEnvelope(failure);
      this.begin(failure, error, request, reply).send(answer);
      return true;
    }
    if (isJsonApiPath(path)) {
      const failure = this.orWrongMethod(toHttpFailure(error), request, reply);
      this.begin(failure, error, request, reply).type(PROBLEM_JSON).send(toProblem(failure, request.url));
      return true;
    }
    return false;
  }

  private begin(failure: HttpFailure, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { status, unexpected } = failure;
    this.failed.inc({ status });
    if (unexpected) this.logger.error('a request failed', { method: request.method, url: request.url, err: error });
    if (status === UNAVAILABLE) void reply.header('Retry-After', RETRY_AFTER_SECONDS);
    return reply.status(status);
  }

  /** The router says 404 where the path is right and the method is not. */
  private orWrongMethod(failure: HttpFailure, { url, method }: FastifyRequest, reply: FastifyReply): HttpFailure {
    if (failure.code !== 'not-found') return failure;
    const allowed = this.allowedMethods.of(url);
    if (allowed.length === 0 || allowed.includes(method)) return failure;
    void reply.header('Allow', allowed.join(', '));
    const message = `${method} is none of ${allowed.join(', ')}`;
    return { ...failure, status: HttpStatus.METHOD_NOT_ALLOWED, code: 'method-not-allowed', message };
  }
}
