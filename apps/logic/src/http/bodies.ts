import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isGoimPath } from './goim-path.js';

const BYTES = 'application/octet-stream';

/** On goim's paths a body is the bytes that came, whatever its type says: pushed messages are opaque. Elsewhere it is JSON. */
export function takeBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  // Fastify answers 415 where the type is empty or malformed; goim never looks at it.
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.raw.headers['content-type'] !== undefined) request.raw.headers['content-type'] = BYTES;
    done();
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (isGoimPath(request.url)) done(null, body);
    else parseJson(body.toString(), done);
  });
}

function parseJson(text: string, done: (error: Error | null, value?: unknown) => void): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    done(Object.assign(new Error('the body is no JSON'), { statusCode: 400 }));
    return;
  }
  done(null, value);
}
