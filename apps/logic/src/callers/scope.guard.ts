import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NeededScope, Scope } from '#callers';
import { codeOf, type Caller, type RefusedCall } from '#callers/nest';
import { AppError } from '#contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiRequest } from './caller.js';
import { HttpCallers } from './http-callers.js';
import { NEEDED, type Needed } from './require-scope.js';

/** What a handler needs that says nothing: so a route that somebody forgot is closed. */
const UNSAID: Scope = 'admin';

/** Lets callers through to the handlers of HTTP that have what `@RequireScope` says. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: HttpCallers,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    const needed = this.reflector.getAllAndOverride<Needed | undefined>(NEEDED, targets);
    const http = context.switchToHttp();
    const admitted = this.admit(
      http.getRequest<FastifyRequest & ApiRequest>(),
      http.getResponse<FastifyReply>(),
      needed,
    );
    return admitted ? admitted.then(() => true) : true;
  }

  /**
   * Notes who calls: at once, unless a token is shown.
   *
   * @throws AppError where the caller may not have what the handler needs
   */
  admit(request: FastifyRequest & ApiRequest, reply: FastifyReply, needed: Needed = UNSAID): Promise<void> | undefined {
    // A caller that was looked at on the way here is not looked at again.
    if (needed === 'nothing' || request.caller) return undefined;
    const found = this.callers.identify(request, needed);
    if (found instanceof Promise) return found.then((later) => settle(later, request, needed, reply));
    settle(found, request, needed, reply);
    return undefined;
  }
}

/** @throws AppError */
function settle(found: Caller | RefusedCall, request: ApiRequest, scope: NeededScope, reply: FastifyReply): void {
  if ('reason' in found) {
    const challenge = challengeOf(found, scope);
    if (challenge !== undefined) void reply.header('WWW-Authenticate', challenge);
    throw new AppError(codeOf(found), found.message);
  }
  request.caller = found;
}

/** As RFC 6750, section 3, has it. */
function challengeOf({ reason, isForNow }: RefusedCall, scope: NeededScope): string | undefined {
  if (reason === 'unavailable' || isForNow) return undefined;
  if (reason === 'scope') return `Bearer error="insufficient_scope", scope="${scope}"`;
  return reason === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"';
}
