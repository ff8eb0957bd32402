import { HttpException, HttpStatus, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpFailure } from './http-failure.js';
import { pathOf } from './problem.js';

/** Whoever asks does so too often, and is told when to come back. */
export class TooManyRequests extends HttpException {
  readonly retryAfter: number;

  /** @param wait in seconds; rounded up, since the header has whole ones */
  constructor(message: string, wait: number) {
    super(message, HttpStatus.TOO_MANY_REQUESTS);
    this.retryAfter = Math.max(1, Math.ceil(wait));
  }
}

const RETRY_AFTER_SECONDS = 1;
const UNAVAILABLE: number = HttpStatus.SERVICE_UNAVAILABLE;

/** What is used of `Metrics`, whose ops port answers by problems as well. */
interface Counters {
  counter(name: string, help: string, labels: ['status']): StatusCounter;
}

/** `SparseLines`: the observability's, which answers by problems as well. */
interface Lines {
  tell(kind: string, write: (leftOut: object) => void): void;
}

interface StatusCounter {
  inc(labels: { status: number }): void;
}

/** Counts the requests that fail, by status, and writes those to the log that nobody foresaw: some a minute of each route. */
export class FailedRequests {
  private readonly logger = new Logger(FailedRequests.name);
  private readonly failed: StatusCounter;

  /** @param help what the metric counts */
  constructor(
    metrics: Counters,
    help: string,
    private readonly lines: Lines,
  ) {
    this.failed = metrics.counter('goim_http_failures_total', help, ['status']);
  }

  /** Begins the answer: its status, and when to come back. Whoever calls it sends the body. */
  begin(
    { status, unexpected }: Pick<HttpFailure, 'status' | 'unexpected'>,
    error: unknown,
    { method, url, routeOptions }: Pick<FastifyRequest, 'method' | 'url' | 'routeOptions'>,
    reply: FastifyReply,
  ): void {
    this.failed.inc({ status });
    if (unexpected) {
      // Each request may be one whose answer fails, and has a stack in its line.
      this.lines.tell(`${method} ${routeOptions.url}`, (leftOut) =>
        this.logger.error('a request failed', { method, path: pathOf(url), err: error, ...leftOut }),
      );
    }
    if (status === UNAVAILABLE) void reply.header('Retry-After', RETRY_AFTER_SECONDS);
    if (error instanceof TooManyRequests) void reply.header('Retry-After', error.retryAfter);
    void reply.status(status);
  }
}
