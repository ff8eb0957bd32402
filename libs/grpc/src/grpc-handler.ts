import { applyDecorators, Catch, Logger, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import { AppError, type AppErrorCode, type GrpcContract } from '#contracts';
import { SparseLines } from '#observability';
import { shortened, TooManyRequests } from '#problem-details';

/** The status codes of gRPC that are used here, by number: https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
const GrpcStatus = {
  InvalidArgument: 3,
  NotFound: 5,
  AlreadyExists: 6,
  PermissionDenied: 7,
  ResourceExhausted: 8,
  FailedPrecondition: 9,
  Unimplemented: 12,
  Internal: 13,
  Unavailable: 14,
  Unauthenticated: 16,
} as const;

/** The status of each error of ours. */
const STATUS_OF: Record<AppErrorCode, number> = {
  'invalid-argument': GrpcStatus.InvalidArgument,
  unauthenticated: GrpcStatus.Unauthenticated,
  forbidden: GrpcStatus.PermissionDenied,
  banned: GrpcStatus.PermissionDenied,
  'not-found': GrpcStatus.NotFound,
  conflict: GrpcStatus.FailedPrecondition,
  'idempotency-key-reused': GrpcStatus.AlreadyExists,
  unavailable: GrpcStatus.Unavailable,
  'queue-full': GrpcStatus.ResourceExhausted,
  'history-off': GrpcStatus.Unimplemented,
  'unknown-key': GrpcStatus.Unavailable,
  'history-unavailable': GrpcStatus.Unavailable,
  internal: GrpcStatus.Internal,
};

/**
 * Answers a handler's error with its status. The message of a fault of ours goes to the log, some a minute of each method, and not
 * to the caller.
 */
@Catch()
class GrpcErrorFilter implements RpcExceptionFilter {
  private readonly logger = new Logger('Grpc');
  private readonly lines = new SparseLines();

  constructor(private readonly method: string) {}

  catch(error: unknown): Observable<never> {
    if (error instanceof AppError && error.code !== 'internal') return failWith(STATUS_OF[error.code], error.message);
    if (error instanceof TooManyRequests) return failWith(GrpcStatus.ResourceExhausted, error.message);
    const { method } = this;
    this.lines.tell(method, (leftOut) => this.logger.error('a gRPC call failed', { method, err: error, ...leftOut }));
    return failWith(STATUS_OF.internal, 'internal error');
  }
}

function failWith(code: number, message: string): Observable<never> {
  // The message goes by a header, whose length callers bound.
  return throwError(() => Object.assign(new Error(shortened(message)), { code }));
}

type HandlerOf<Request, Reply> = <
  Method extends (request: Request, ...metadataAndCall: never[]) => Promise<Reply> | Reply,
>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/**
 * Nest's @GrpcMethod for a contract: the method takes the contract's request and returns its reply, and may take the
 * metadata and the call behind it, as with any @GrpcMethod.
 */
export function GrpcHandler<Request, Reply>(contract: GrpcContract<Request, Reply>): HandlerOf<Request, Reply> {
  return applyDecorators(
    GrpcMethod(contract.service, contract.method),
    UseFilters(new GrpcErrorFilter(contract.method)),
  );
}
