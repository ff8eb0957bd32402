import { HttpStatus, Injectable, Logger } from '@nestjs/common';
import { ModulesContainer, Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, RouteHandlerMethod } from 'fastify';
import { NEEDED, type Needed } from '../callers/require-scope.js';
import { ScopeGuard } from '../callers/scope.guard.js';
import { FailureAnswers, HttpErrorFilter } from './failure-answers.js';
import { httpHandlersOf, type HttpHandler } from './http-handlers.js';
import { SHORT_WAY, type ReadPlainly, type ReadRequest } from './short-way.js';
import { VALIDATION } from './values.js';

/** Nest's metadata of handlers. */
const HTTP_CODE = '__httpCode__';
/** What else a handler could have of its own, by Nest's metadata. */
const OWN_ENHANCERS = ['__guards__', '__pipes__', '__exceptionFilters__'];
/** Guards and the like that run for every handler are providers of such tokens. */
const GLOBAL = /^APP_(GUARD|PIPE|INTERCEPTOR|FILTER)\b/;

interface Way extends Pick<HttpHandler, 'controller' | 'handler'> {
  readonly read: ReadPlainly<unknown[]>;
  readonly status: number;
  readonly needed: Needed | undefined;
}

/**
 * Nest's pipeline makes some ten promises a request, and a schema walks every value; a push is little more than one message to
 * the queue. So plain requests are taken to their handlers directly: the guard is asked, the handler is called, and its answer or
 * its failure is sent, as Nest would. All that comes before is the same, the hooks of Fastify and of extensions among it; whatever
 * is not plain goes Nest's way, to the same handler.
 *
 * With guards, pipes, interceptors or filters of extensions there is no short way at all.
 */
@Injectable()
export class ShortWays {
  private readonly logger = new Logger(ShortWays.name);

  constructor(
    private readonly modules: ModulesContainer,
    private readonly reflector: Reflector,
    private readonly guard: ScopeGuard,
    private readonly answers: FailureAnswers,
  ) {}

  /** Puts the ways before the routes that are registered from now on. */
  watch(fastify: FastifyInstance): void {
    const others = this.enhancersOfOthers();
    if (others.length > 0) {
      this.logger.log('pushes go all the way through Nest', { because: others });
      return;
    }
    const ways = this.find();
    fastify.addHook('onRoute', (route) => {
      const way = ways.get(`${[route.method].join()} ${route.url}`);
      if (way) route.handler = this.before(route.handler, way);
    });
  }

  private before(nests: RouteHandlerMethod, { read, controller, handler, status, needed }: Way): RouteHandlerMethod {
    const { guard, answers } = this;
    function take(this: FastifyInstance, request: ReadRequest, reply: FastifyReply): unknown {
      const args = read(request, reply);
      if (!args) return nests.call(this, request, reply);
      const failed = (error: unknown): void => void answers.answer(error, request, reply);
      handler.apply(controller, args).then((answer) => reply.code(status).send(answer), failed);
      return undefined;
    }
    return function shortWay(this: FastifyInstance, request: ReadRequest, reply: FastifyReply): unknown {
      const failed = (error: unknown): void => void answers.answer(error, request, reply);
      try {
        const admitted = guard.admit(request, reply, needed);
        if (!admitted) return take.call(this, request, reply);
        admitted.then(() => take.call(this, request, reply)).catch(failed);
      } catch (error) {
        failed(error);
      }
      return undefined;
    };
  }

  /** By method and path. */
  private find(): ReadonlyMap<string, Way> {
    const ways = new Map<string, Way>();
    for (const { controller, type, handler, routes } of httpHandlersOf(this.modules)) {
      const read = this.reflector.get<ReadPlainly<unknown[]> | undefined>(SHORT_WAY, handler);
      if (!read) continue;
      const places = [handler, type as never];
      const own = OWN_ENHANCERS.filter((key) => places.some((place) => Reflect.hasMetadata(key, place)));
      if (own.length > 0) throw new Error(`${type.name}.${handler.name} has a short way, and ${own.join(', ')}`);
      const status = (Reflect.getMetadata(HTTP_CODE, handler) as number | undefined) ?? HttpStatus.CREATED;
      const needed = this.reflector.getAllAndOverride<Needed | undefined>(NEEDED, places);
      for (const route of routes) ways.set(route, { read, controller, handler, status, needed });
    }
    return ways;
  }

  private enhancersOfOthers(): string[] {
    const all = [...this.modules.values()].flatMap(({ providers, injectables }) => [
      ...providers.values(),
      ...injectables.values(),
    ]);
    return all
      .filter(({ token }) => typeof token === 'string' && GLOBAL.test(token))
      .filter(
        ({ instance }) =>
          !(instance instanceof ScopeGuard || instance instanceof HttpErrorFilter || instance === VALIDATION),
      )
      .map(({ token, metatype }) => `${GLOBAL.exec(String(token))?.[0]} ${metatype?.name ?? ''}`.trim());
  }
}
