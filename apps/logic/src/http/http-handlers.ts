import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';

/** Nest's metadata of handlers and controllers. */
const PATH = 'path';
const METHOD = 'method';

type Handler = (...args: unknown[]) => Promise<object>;

/** A handler of HTTP requests. */
export interface HttpHandler {
  readonly controller: object;
  readonly type: { readonly name: string };
  readonly handler: Handler;
  /** `POST /v1/push/room`, one for each of its paths; `ALL /…` where it takes any method. */
  readonly routes: readonly string[];
}

/** The handlers of all controllers, those of extensions among them. */
export function httpHandlersOf(modules: ModulesContainer): HttpHandler[] {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ instance, metatype: type }) => {
    const methods = (type?.prototype ?? {}) as Record<string, Handler>;
    return new MetadataScanner().getAllMethodNames(methods).flatMap((name) => {
      const handler = methods[name]!;
      const method = Reflect.getMetadata(METHOD, handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      const [before, behind] = [type!, handler].map((place) => [Reflect.getMetadata(PATH, place) as string].flat());
      const routes = before!.flatMap((start) => behind!.map((end) => `${RequestMethod[method]} ${joined(start, end)}`));
      return [{ controller: instance, type: type!, handler, routes }];
    });
  });
}

/** As Nest joins them. */
function joined(...paths: readonly string[]): string {
  return `/${paths.flatMap((path) => path.split('/').filter((part) => part !== '')).join('/')}`;
}
