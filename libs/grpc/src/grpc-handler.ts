import { applyDecorators, UseFilters } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { GrpcContract } from '#contracts';
import { GrpcErrorFilter } from './grpc-error.filter.js';

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
  return applyDecorators(GrpcMethod(contract.service, contract.method), UseFilters(GrpcErrorFilter));
}
