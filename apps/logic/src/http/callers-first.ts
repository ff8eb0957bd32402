import { Injectable, NotFoundException } from '@nestjs/common';
import { ModulesContainer, Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { ApiRequest } from '../callers/caller.js';
import { NEEDED, type Needed } from '../callers/require-scope.js';
import { HttpCallers } from '../callers/http-callers.js';
import { ScopeGuard } from '../callers/scope.guard.js';
import { httpHandlersOf } from './http-handlers.js';

/** Fastify reads no body of them. */
const WITHOUT_BODY = new Set(['GET', 'HEAD']);

/**
 * Asks the guard about callers before the bodies of their requests are read: Nest asks it behind that, and what is sent by
 * strangers would be parsed for nothing. (256 KiB of brackets take 30 ms.) Those that only read wait for their turn then.
 *
 * Where there is no route nobody is asked, and nothing of the body is read either.
 */
@Injectable()
export class CallersFirst {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly reflector: Reflector,
    private readonly guard: ScopeGuard,
    private readonly callers: HttpCallers,
  ) {}

  /** Routes that it cannot tell are left to the guard in its own place. */
  watch(fastify: FastifyInstance): void {
    const needed = this.find();
    fastify.addHook('onRequest', (request: FastifyRequest & ApiRequest, reply, done) => {
      const { method, routeOptions } = request;
      const path = routeOptions.url ?? '';
      const key = [`${method === 'HEAD' ? 'GET' : method} ${path}`, `ALL ${path}`].find((one) => needed.has(one));
      try {
        if (key === undefined) {
          // Files, and what there is not.
          this.goOn(method === 'GET', request, done);
          return;
        }
        const scope = needed.get(key);
        const admitted = this.guard.admit(request, reply, scope);
        if (admitted) admitted.then(() => this.goOn(scope === 'read', request, done)).catch(done);
        else this.goOn(scope === 'read', request, done);
      } catch (error) {
        done(error as Error);
      }
    });
    // Behind all hooks of requests, so that whatever of an extension answers where Fastify has no route still does.
    fastify.addHook('preParsing', ({ is404, method, originalUrl }, _reply, _payload, done) => {
      const isRefused = is404 && !WITHOUT_BODY.has(method);
      done(isRefused ? new NotFoundException(`Cannot ${method} ${originalUrl}`) : null);
    });
  }

  private goOn(isRead: boolean, request: FastifyRequest, done: HookHandlerDoneFunction): void {
    if (isRead) this.callers.inTurn(request, done);
    else done();
  }

  /** What callers need, by method and path; undefined = the handler does not say. */
  private find(): ReadonlyMap<string, Needed | undefined> {
    return new Map(
      httpHandlersOf(this.modules).flatMap(({ type, handler, routes }) => {
        const needed = this.reflector.getAllAndOverride<Needed | undefined>(NEEDED, [handler, type as never]);
        return routes.map((route) => [route, needed] as const);
      }),
    );
  }
}
