import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const BYTES = 'application/octet-stream';

/** Leaves every body as the bytes that came, whatever its content type says: pushed messages are opaque. */
export function takeRawBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  // Fastify answers 415 where the type is empty or malformed; goim never looks at it.
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.raw.headers['content-type'] !== undefined) request.raw.headers['content-type'] = BYTES;
    done();
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
