import { expect, it, jest } from '@jest/globals';
import { withoutSchemas } from './server-options.js';

/** What a Fastify loads for schemas, whether or not a route has one. */
const COMPILERS = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'];

it('a server serves without what compiles schemas', async () => {
  for (const name of COMPILERS) {
    jest.mock(name, () => {
      throw new Error(`${name} is loaded`);
    });
  }
  const { fastify } = await import('fastify');
  const server = fastify(withoutSchemas());
  server.get('/', () => 'served');
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  try {
    expect(await (await fetch(url)).text()).toBe('served');
  } finally {
    await server.close();
  }
  expect(() => fastify()).toThrow('is loaded');
});

it('a server refuses a route with a schema', async () => {
  const { fastify } = await import('fastify');
  const server = fastify(withoutSchemas());
  server.get('/', { schema: { querystring: { type: 'object' } } }, () => 'served');
  await expect(server.ready()).rejects.toThrow('routes without schemas');
});
