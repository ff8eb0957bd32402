import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '#contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '#callers';
import type { ApiRequest } from './caller.js';
import type { Refusal } from '#callers/nest';
import { HttpCallers } from './http-callers.js';
import { NEEDED, type Needed } from './require-scope.js';

/** What a handler needs that does not say: a route that somebody forgot is closed. */
const UNSAID: Scope = 'admin';

/** Lets callers through to the handlers of HTTP that have what `@RequireScope` says. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: HttpCallers,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    const needed = this.reflector.getAllAndOverride<Needed | undefined>(NEEDED, targets);
    const http = context.switchToHttp();
    this.admit(http.getRequest<FastifyRequest & ApiRequest>(), http.getResponse<FastifyReply>(), needed);
    return true;
  }

  /** Notes who calls. @throws AppError where the caller may not have what the handler needs */
  admit(request: FastifyRequest & ApiRequest, reply: FastifyReply, needed: Needed = UNSAID): void {
    if (needed === 'nothing') return;
    const caller = this.callers.identify(request, needed);
    if ('reason' in caller) throw this.refused(caller, needed, reply);
    request.caller = caller;
  }

  /** As RFC 6750, section 3, has it. */
  private refused({ reason, message }: Refusal, scope: Scope, reply: FastifyReply): AppError {
    if (reason === 'scope') {
      void reply.header('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${scope}"`);
      return new AppError('forbidden', message);
    }
    void reply.header('WWW-Authenticate', reason === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"');
    return new AppError('unauthenticated', message);
  }
}
