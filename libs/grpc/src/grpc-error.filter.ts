import { Catch, Logger, type RpcExceptionFilter } from '@nestjs/common';
import { AppError } from '#contracts';
import { throwError, type Observable } from 'rxjs';
import { STATUS_OF } from './grpc-status.js';

/** Answers what a handler throws with its status; the message of a fault of ours stays here. */
@Catch()
export class GrpcErrorFilter implements RpcExceptionFilter {
  private readonly logger = new Logger('Grpc');

  catch(error: unknown): Observable<never> {
    if (error instanceof AppError && error.code !== 'internal') return failWith(STATUS_OF[error.code], error.message);
    this.logger.error('a gRPC call failed', { err: error });
    return failWith(STATUS_OF.internal, 'internal error');
  }
}

function failWith(code: number, message: string): Observable<never> {
  return throwError(() => Object.assign(new Error(message), { code }));
}
