import { isUtf8 } from 'node:buffer';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppError } from '#contracts';
import { isGoimPath } from './api-path.js';

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
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (isGoimPath(request.url)) done(null, body);
    else parseJson(body, done);
  });
}

function parseJson(body: Buffer, done: (error: Error | null, value?: unknown) => void): void {
  if (body.length === 0) {
    done(null);
    return;
  }
  if (!isUtf8(body)) {
    done(new AppError('invalid-argument', 'the body is no UTF-8'));
    return;
  }
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    done(new AppError('invalid-argument', 'the body is no JSON'));
    return;
  }
  done(null, value);
}
