import { isUtf8 } from 'node:buffer';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { errorCodes } from 'fastify';
import { AppError } from '#contracts';
import { isGoimPath, routedPath } from './api-path.js';

const BYTES = 'application/octet-stream';

/**
 * On goim's paths a body is the bytes that came, whatever its type says: pushed messages are opaque. Elsewhere it is JSON.
 *
 * @param limits read for each body, since they may change
 */
export function takeBodies(app: NestFastifyApplication, limits: { readonly maxMessage: number }): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  // Fastify answers 415 where the type is empty or malformed; goim never looks at it.
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.raw.headers['content-type'] !== undefined) request.raw.headers['content-type'] = BYTES;
    done();
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length > limits.maxMessage) {
      done(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE());
      return;
    }
    if (isGoimPath(routedPath(request))) {
      done(null, body);
      return;
    }
    let value: unknown;
    try {
      value = body.length === 0 ? undefined : parseJson(body);
    } catch (error) {
      done(error as Error);
      return;
    }
    done(null, value);
  });
}

/** @throws AppError `invalid-argument` */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new AppError('invalid-argument', 'the body is no UTF-8');
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new AppError('invalid-argument', 'the body is no JSON');
  }
}
