import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Caller } from '#callers/nest';

/** What is read of an HTTP request beside its handler's parameters. */
export interface ApiRequest {
  readonly ip: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** Set before a handler is called. */
  caller?: Caller;
}

/** Who calls the handler. */
export const CalledBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<ApiRequest>()),
);

export function callerOf({ caller, ip }: ApiRequest): Caller {
  return caller ?? { address: ip };
}
