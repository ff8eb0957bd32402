import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ApiKey } from './api-key.js';

/** Who calls one of the APIs. */
export interface Caller {
  /** Client address, as `http.trustProxy` and `http.proxyProtocol` have it. */
  readonly address: string;
  /** Of the proxy that says so in `X-Forwarded-For`; undefined where there is none. */
  readonly peer?: string;
  /** The key that was shown; undefined where the network, or the route, needs none. */
  readonly key?: ApiKey;
}

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
