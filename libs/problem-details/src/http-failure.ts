import { HttpException, HttpStatus } from '@nestjs/common';
import { AppError, type AppErrorCode } from '#contracts';
import { InvalidInput, type InputProblem } from './invalid-input.js';
import { shortened } from './shortened.js';

/** What can be wrong with a request before any code of ours sees it, beside the codes of our own. */
export type FailureCode =
  AppErrorCode | 'method-not-allowed' | 'too-large' | 'unsupported-media-type' | 'misdirected' | 'rate-limited';

const STATUS: Record<AppErrorCode, HttpStatus> = {
  'invalid-argument': HttpStatus.BAD_REQUEST,
  unauthenticated: HttpStatus.UNAUTHORIZED,
  forbidden: HttpStatus.FORBIDDEN,
  banned: HttpStatus.FORBIDDEN,
  'not-found': HttpStatus.NOT_FOUND,
  conflict: HttpStatus.CONFLICT,
  'idempotency-key-reused': HttpStatus.UNPROCESSABLE_ENTITY,
  unavailable: HttpStatus.SERVICE_UNAVAILABLE,
  'queue-full': HttpStatus.SERVICE_UNAVAILABLE,
  'history-off': HttpStatus.NOT_IMPLEMENTED,
  'unknown-key': HttpStatus.SERVICE_UNAVAILABLE,
  'history-unavailable': HttpStatus.SERVICE_UNAVAILABLE,
  internal: HttpStatus.INTERNAL_SERVER_ERROR,
};

/** What Nest and Fastify refuse by a status of their own. */
const CODE: Readonly<Record<number, FailureCode>> = {
  [HttpStatus.UNAUTHORIZED]: 'unauthenticated',
  [HttpStatus.FORBIDDEN]: 'forbidden',
  [HttpStatus.NOT_FOUND]: 'not-found',
  [HttpStatus.METHOD_NOT_ALLOWED]: 'method-not-allowed',
  [HttpStatus.CONFLICT]: 'conflict',
  [HttpStatus.PAYLOAD_TOO_LARGE]: 'too-large',
  [HttpStatus.URI_TOO_LONG]: 'too-large',
  [HttpStatus.UNSUPPORTED_MEDIA_TYPE]: 'unsupported-media-type',
  [HttpStatus.MISDIRECTED]: 'misdirected',
  [HttpStatus.TOO_MANY_REQUESTS]: 'rate-limited',
  [HttpStatus.SERVICE_UNAVAILABLE]: 'unavailable',
};

/** What the router says of a path that is not there; the query may hold what nobody is to read, and the path stands before it. */
const OF_ROUTER = /^(Cannot [A-Z-]+ [^?]*)\?.*$/s;

export interface HttpFailure {
  readonly status: number;
  readonly code: FailureCode;
  readonly message: string;
  /** Each wrong field, where the request broke its schema. */
  readonly problems: readonly InputProblem[];
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Whether it is our fault and nobody foresaw it: worth a log line. */
  readonly unexpected: boolean;
}

/** Maps whatever a request ended with to a status and a code. Each form of answer is made from the result. */
export function toHttpFailure(error: unknown): HttpFailure {
  if (error instanceof AppError && error.code !== 'internal') {
    const { code, retryable } = error;
    // One whose fields are wrong is made of parts that are cut already.
    const [message, problems] =
      error instanceof InvalidInput ? [error.message, error.problems] : [shortened(error.message), []];
    return { status: STATUS[code], code, message, problems, retryable, unexpected: false };
  }
  if (error instanceof HttpException) {
    return refusal(error.getStatus(), explanationOf(error).replace(OF_ROUTER, '$1'));
  }
  // Fastify's own refusals, such as a body above the limit, carry the status they want.
  if (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode < 500
  ) {
    return refusal(error.statusCode, error.message);
  }
  return { ...refusal(HttpStatus.INTERNAL_SERVER_ERROR, 'internal error'), unexpected: true };
}

function refusal(status: number, message: string): HttpFailure {
  const code = CODE[status] ?? (status < 500 ? 'invalid-argument' : 'internal');
  return { status, code, message: shortened(message), problems: [], retryable: false, unexpected: false };
}

function explanationOf(error: HttpException): string {
  const response = error.getResponse();
  if (typeof response === 'object' && 'message' in response) {
    const { message } = response as { message: string | string[] };
    return Array.isArray(message) ? message.join('; ') : message;
  }
  return error.message;
}
