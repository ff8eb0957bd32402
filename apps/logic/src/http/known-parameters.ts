import type { OpenAPIObject } from '@nestjs/swagger';
import type { Refusals } from '#observability';
import { InvalidInput } from '#problem-details';
import type { FastifyInstance } from 'fastify';
import { isJsonApi } from './swagger.js';

type Operations = Record<string, { parameters?: readonly object[] }>;

/**
 * Refuses, at the JSON API's own routes, query parameters that the document does not have: what is misspelt would be as if
 * it was not there, and a list or a deletion is of more than was meant.
 */
export function refuseUnknownParameters(fastify: FastifyInstance, { paths }: OpenAPIObject, refused: Refusals): void {
  const known = new Map<string, ReadonlySet<string>>();
  for (const [path, operations] of Object.entries(paths)) {
    if (!isJsonApi(path)) continue;
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const [method, { parameters = [] }] of Object.entries(operations as Operations)) {
      known.set(`${method.toUpperCase()} ${route}`, new Set(parameters.filter(isOfQuery).map(({ name }) => name)));
    }
  }
  fastify.addHook('onRequest', ({ method, routeOptions, query }, _reply, done) => {
    const names = known.get(`${method === 'HEAD' ? 'GET' : method} ${routeOptions.url}`);
    const unknown = names && Object.keys(query as object).filter((name) => !names.has(name));
    if (!unknown || unknown.length === 0) {
      done();
      return;
    }
    refused('unknown-parameter');
    done(InvalidInput.from(unknown.map((name) => ({ path: [name], message: 'is no parameter of this path' }))));
  });
}

function isOfQuery(parameter: object): parameter is { name: string; in: 'query' } {
  return 'in' in parameter && parameter.in === 'query';
}
