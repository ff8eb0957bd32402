import { HttpException, HttpStatus } from '@nestjs/common';
import { AppError, type AppErrorCode } from '#contracts';
import { GoimCode, type Envelope } from './envelope.js';

const STATUS: Record<AppErrorCode, HttpStatus> = {
  'invalid-argument': HttpStatus.BAD_REQUEST,
  unauthenticated: HttpStatus.UNAUTHORIZED,
  unavailable: HttpStatus.SERVICE_UNAVAILABLE,
  'queue-full': HttpStatus.SERVICE_UNAVAILABLE,
  internal: HttpStatus.INTERNAL_SERVER_ERROR,
};

export interface HttpFailure {
  readonly status: number;
  readonly body: Envelope;
  /** Whether it is our fault and nobody foresaw it: worth a log line. */
  readonly unexpected: boolean;
}

/** Maps whatever a request ended with to goim's envelope and a status. */
export function toHttpFailure(error: unknown): HttpFailure {
  if (error instanceof AppError && error.code !== 'internal') {
    const retry = error.retryable ? '; the push was not confirmed, retry is safe' : '';
    return failure(STATUS[error.code], `${error.message}${retry}`);
  }
  if (error instanceof HttpException) return failure(error.getStatus(), messageOf(error));
  // Fastify's own refusals, such as a body above the limit, carry the status they want.
  if (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode < 500
  ) {
    return failure(error.statusCode, error.message);
  }
  return { ...failure(HttpStatus.INTERNAL_SERVER_ERROR, 'internal error'), unexpected: true };
}

function failure(status: number, message: string): HttpFailure {
  const code = status < 500 ? GoimCode.BadRequest : GoimCode.ServerError;
  return { status, body: { code, message }, unexpected: false };
}

function messageOf(error: HttpException): string {
  const response = error.getResponse();
  if (typeof response === 'object' && 'message' in response) {
    const { message } = response as { message: string | string[] };
    return Array.isArray(message) ? message.join('; ') : message;
  }
  return error.message;
}
