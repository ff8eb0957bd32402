import type { FastifyServerOptions } from 'fastify';

/**
 * An option for a Fastify none of whose routes has a schema of Fastify's own: what would compile them is not loaded then. It is
 * a hundred modules, and 7 MB. A route that has one can not be added.
 */
export function withoutSchemas(): Pick<FastifyServerOptions, 'schemaController'> {
  return { schemaController: { compilersFactory: { buildValidator: refuse, buildSerializer: refuse } } };
}

function refuse(): never {
  throw new Error('this server has routes without schemas of Fastify alone');
}
