import { AppError, type RpcContract } from '#contracts';
import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';

/** Nest's own filter would replace the code and the message by "Internal server error". */
@Catch(AppError)
export class PassAppErrors implements RpcExceptionFilter<AppError> {
  catch(error: AppError): Observable<never> {
    return throwError(() => error);
  }
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
