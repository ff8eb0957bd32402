import { Catch, HttpException, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toHttpFailure } from './error-map.js';
import { FailureAnswers } from './failure-answers.js';

/** Answers what fails on the paths of the APIs. The other paths keep Nest's form. */
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
