import { AppError, type AppErrorCode, type RpcContract } from '#contracts';
import { applyDecorators, Catch, HttpException, HttpStatus, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { FORBIDDEN_MESSAGE } from '@nestjs/core/guards/constants.js';
import { MessagePattern, RpcException } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';

/** What guards and pipes of Nest's own refuse with. Another status is a fault of the handler. */
const CODE: Readonly<Record<number, AppErrorCode>> = {
  [HttpStatus.BAD_REQUEST]: 'invalid-argument',
  [HttpStatus.UNAUTHORIZED]: 'unauthenticated',
  [HttpStatus.FORBIDDEN]: 'forbidden',
  [HttpStatus.SERVICE_UNAVAILABLE]: 'unavailable',
};

/** Nest's own filter would replace the code and the message by "Internal server error". */
@Catch()
class PassAppErrors implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => toAppError(error));
  }
}

/** What is not known stays what it is: the strategy logs it, and answers `internal`. */
function toAppError(error: unknown): unknown {
  if (error instanceof HttpException) {
    const code = CODE[error.getStatus()];
    return code ? new AppError(code, error.message, { cause: error }) : error;
  }
  // So Nest refuses for a guard that says no.
  if (error instanceof RpcException && error.message === FORBIDDEN_MESSAGE) {
    return new AppError('forbidden', error.message, { cause: error });
  }
  return error;
}

type HandlerOf<Request, Reply> = <Method extends (request: Request, ...rest: never[]) => Promise<Reply> | Reply>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/**
 * Nest's @MessagePattern for a contract: the method takes the contract's request and returns its reply, both as
 * messages; the bytes are the strategy's concern. Guards, pipes and interceptors work as on any handler.
 */
export function RpcHandler<Request, Reply>(contract: RpcContract<Request, Reply>): HandlerOf<Request, Reply> {
  return applyDecorators(MessagePattern(contract.subject, { contract }), UseFilters(PassAppErrors));
}
