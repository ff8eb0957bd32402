import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { Metrics, SparseLines } from '#observability';
import { FailedRequests, PROBLEM_JSON } from '#problem-details';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toFailure, toProblem } from './http-failure.js';

/** Answers what fails by problem details. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly failed: FailedRequests;

  constructor(metrics: Metrics) {
    const help = 'Requests of clients by HTTP that failed, by status.';
    this.failed = new FailedRequests(metrics, help, new SparseLines());
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const failure = toFailure(error);
    this.failed.begin(failure, error, request, reply);
    void reply.type(PROBLEM_JSON).send(toProblem(failure, request.url));
  }
}
