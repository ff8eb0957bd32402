import type { AppErrorCode } from '#contracts';

/** The status codes of gRPC that are used here, by number: https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
const GrpcStatus = {
  InvalidArgument: 3,
  NotFound: 5,
  AlreadyExists: 6,
  PermissionDenied: 7,
  ResourceExhausted: 8,
  FailedPrecondition: 9,
  Internal: 13,
  Unavailable: 14,
  Unauthenticated: 16,
} as const;

/** What each error of ours is on gRPC. */
export const STATUS_OF: Record<AppErrorCode, number> = {
  'invalid-argument': GrpcStatus.InvalidArgument,
  unauthenticated: GrpcStatus.Unauthenticated,
  forbidden: GrpcStatus.PermissionDenied,
  'not-found': GrpcStatus.NotFound,
  conflict: GrpcStatus.FailedPrecondition,
  'idempotency-key-reused': GrpcStatus.AlreadyExists,
  unavailable: GrpcStatus.Unavailable,
  'queue-full': GrpcStatus.ResourceExhausted,
  internal: GrpcStatus.Internal,
};
