import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

interface Route {
  /** `['', 'v1', 'rooms', ':room']` */
  readonly segments: readonly string[];
  readonly methods: readonly string[];
}

/** The methods that each path takes: distinguishes a wrong method from a wrong path. */
@Injectable()
export class AllowedMethods {
  private readonly routes: Route[] = [];

  /** Hears of every route that is registered from now on. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      this.routes.push({ segments: url.split('/'), methods: [method].flat() });
    });
  }

  /** @param url of a request; @returns nothing where no route has such a path */
  of(url: string): string[] {
    const path = url.split('?', 1)[0]!.split('/');
    const found = this.routes.filter(({ segments }) => matches(segments, path));
    return [...new Set(found.flatMap(({ methods }) => methods))].toSorted();
  }
}

function matches(segments: readonly string[], path: readonly string[]): boolean {
  return (
    segments.length === path.length &&
    segments.every((segment, n) => segment === path[n] || (segment.startsWith(':') && path[n] !== ''))
  );
}
