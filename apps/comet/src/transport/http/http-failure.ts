import { HttpException, HttpStatus } from '@nestjs/common';
import { AppError, Disconnects, type AppErrorCode, type Disconnect } from '#contracts';
import { newProblem, type Problem } from './problem.js';

const NOT_FOUND: number = HttpStatus.NOT_FOUND;
const TOO_LARGE: number = HttpStatus.PAYLOAD_TOO_LARGE;

const STATUS: Partial<Record<AppErrorCode, HttpStatus>> = {
  'invalid-argument': HttpStatus.BAD_REQUEST,
  'not-found': HttpStatus.NOT_FOUND,
  conflict: HttpStatus.CONFLICT,
  unavailable: HttpStatus.SERVICE_UNAVAILABLE,
};

const REFUSAL_STATUS: Readonly<Record<string, HttpStatus>> = {
  [Disconnects.authRefused.reason]: HttpStatus.UNAUTHORIZED,
  [Disconnects.kicked.reason]: HttpStatus.FORBIDDEN,
  [Disconnects.tooManySessions.reason]: HttpStatus.FORBIDDEN,
  [Disconnects.replaced.reason]: HttpStatus.CONFLICT,
  [Disconnects.internal.reason]: HttpStatus.INTERNAL_SERVER_ERROR,
};

/** The answer to a request is that its connection has ended, was refused, or is read by a newer request. */
export class ConnectionEnded extends Error {
  private constructor(readonly problem: Problem) {
    super(problem.detail);
  }

  static closed(why: Disconnect): ConnectionEnded {
    return new ConnectionEnded(newProblem(HttpStatus.GONE, 'closed', `closed: ${reasonOf(why)}`, why));
  }

  /** Not let in. */
  static refused(why: Disconnect): ConnectionEnded {
    const status = REFUSAL_STATUS[why.reason] ?? HttpStatus.SERVICE_UNAVAILABLE;
    return new ConnectionEnded(newProblem(status, 'refused', `refused: ${reasonOf(why)}`, why));
  }

  static superseded(): ConnectionEnded {
    return new ConnectionEnded(newProblem(HttpStatus.CONFLICT, 'superseded', 'another request began to read later'));
  }
}

/** Maps whatever a request ended with to its answer. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ConnectionEnded) return error.problem;
  if (error instanceof AppError) {
    const status = STATUS[error.code];
    if (status) return newProblem(status, error.code, error.message);
  }
  const status: number | undefined = error instanceof HttpException ? error.getStatus() : statusOf(error);
  if (status === undefined || status >= 500) return newProblem(500, 'internal', 'internal error');
  const { message } = error as Error;
  if (status === NOT_FOUND) return newProblem(status, 'not-found', message);
  return newProblem(status, status === TOO_LARGE ? 'too-large' : 'invalid-argument', message);
}

function reasonOf({ reason, message }: Disconnect): string {
  return message === undefined ? reason : `${reason}: ${message}`;
}

/** Fastify's own refusals carry the status that they want. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
