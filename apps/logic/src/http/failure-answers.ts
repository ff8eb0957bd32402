import { Catch, HttpException, HttpStatus, Injectable, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { Metrics, SparseLines } from '#observability';
import { FailedRequests, toHttpFailure, type HttpFailure } from '#problem-details';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowedMethods } from './allowed-methods.js';
import { Dialects } from './dialects.js';

/** Answers requests that failed in the dialect of their path. */
@Injectable()
export class FailureAnswers {
  private readonly failed: FailedRequests;

  constructor(
    private readonly dialects: Dialects,
    private readonly allowedMethods: AllowedMethods,
    metrics: Metrics,
  ) {
    const help = 'Requests to the HTTP APIs that failed, by status.';
    this.failed = new FailedRequests(metrics, help, new SparseLines());
  }

  /** @returns false where the path belongs to no dialect: nothing was answered */
  answer(
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    dialect = this.dialects.ofFailure(request),
  ): boolean {
    if (!dialect) return false;
    let failure = toHttpFailure(error);
    if (dialect.answersWrongMethods) failure = this.orWrongMethod(failure, request, reply);
    this.failed.begin(failure, error, request, reply);
    if (dialect.failureType) void reply.type(dialect.failureType);
    void reply.send(dialect.failure(failure, request.url));
    return true;
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

/** Answers what a dialect answers. The other paths keep Nest's form. */
@Catch()
export class HttpErrorFilter extends BaseExceptionFilter {
  constructor(
    { httpAdapter }: HttpAdapterHost,
    private readonly answers: FailureAnswers,
  ) {
    super(httpAdapter);
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    if (this.answers.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>())) return;
    const { status, message, unexpected } = toHttpFailure(error);
    // Nest knows its own errors, and answers others with 500.
    const isNests = unexpected || error instanceof HttpException;
    super.catch(isNests ? error : new HttpException(message, status), host);
  }
}
