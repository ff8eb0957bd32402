import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The type of packets, one after another. */
export const BYTES = 'application/octet-stream';
const JSON_TYPE = 'application/json';

/** Leaves bodies as the bytes that came: a token is logic's to read. All but packets is taken for JSON. */
export function takeBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // Fastify answers 415 where the type is empty or malformed.
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    headers['content-type'] = headers['content-type'] === BYTES ? BYTES : JSON_TYPE;
    done();
  });
  fastify.addContentTypeParser([BYTES, JSON_TYPE], { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

export function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
