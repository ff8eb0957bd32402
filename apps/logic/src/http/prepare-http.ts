import { isUtf8 } from 'node:buffer';
import { PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Live } from '#config';
import { AppError, parseExactJson } from '#contracts';
import { mediaType, refuseAmbiguous, tidyForwarded } from '#http';
import type { Refusals } from '#observability';
import { AllowedMethods } from './allowed-methods.js';
import { Dialects } from './dialects.js';
import type { KeepSource, SourceConfig } from './json-text.js';

/** Types that no caller sends: a parser for any other type is an extension's to register. */
const TYPE_OF = { bytes: 'application/vnd.goim.bytes', json: 'application/vnd.goim.json' } as const;

/** Other names say nothing of the body: many callers write its charset there. */
const COMPRESSED = /\b(?:gzip|deflate|br|zstd|compress)\b/i;

/**
 * Prepares an app's HTTP server, before its routes are registered, for what `HttpApiModule` answers.
 *
 * It reads the bodies of a dialect's requests as the dialect says, whatever content type they claim. All other routes take
 * what a Nest app takes: JSON, URL-encoded forms, and whatever an extension registers a parser for.
 *
 * @param refused counts bodies of types that nobody takes, compressed ones among them
 * @param limits read for each body of a dialect, since they may change
 */
export function prepareHttp(
  app: NestFastifyApplication,
  limits: Live<{ readonly maxMessage: number }>,
  refused: Refusals,
): void {
  const dialects = app.get(Dialects);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  app.get(AllowedMethods).watch(fastify);
  refuseAmbiguous(fastify);
  tidyForwarded(fastify);
  // Fastify answers 415 where the type is empty or malformed; the dialects never look at it.
  fastify.addHook('onRequest', (request, _reply, done) => {
    const dialect = dialects.of(request);
    const type = request.raw.headers['content-type'];
    if (type !== undefined && dialect?.bodyTypes?.has(mediaType(type)) === false) {
      refused('media-type');
      done(new UnsupportedMediaTypeException(`a body of the type ${mediaType(type)} is not taken: expected JSON`));
      return;
    }
    const encoding = request.raw.headers['content-encoding'];
    if (encoding !== undefined && dialect?.bodies === 'json' && COMPRESSED.test(encoding) && hasBody(request)) {
      refused('media-type');
      done(
        new UnsupportedMediaTypeException(`a body that is encoded as ${encoding} is not taken: expected JSON as it is`),
      );
      return;
    }
    // Where pages of ours are, an extension may have routes as well.
    const bodies = dialect?.bodies;
    if (bodies && hasBody(request)) request.raw.headers['content-type'] = TYPE_OF[bodies];
    // Fastify's own limit is that of what may be configured.
    const isTooLong = bodies && Number(request.headers['content-length'] ?? 0) > limits.current.maxMessage;
    done(isTooLong ? tooLong(limits.current) : undefined);
  });
  fastify.addContentTypeParser(Object.values(TYPE_OF), { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length > limits.current.maxMessage) done(tooLong(limits.current));
    else if (request.headers['content-type'] === TYPE_OF.bytes) done(null, body);
    else readJson(body, (request.routeOptions.config as SourceConfig).keepSource, done);
  });
}

function hasBody({ raw: { headers } }: FastifyRequest): boolean {
  return (
    headers['content-length'] !== undefined ||
    headers['content-type'] !== undefined ||
    headers['transfer-encoding'] !== undefined
  );
}

function tooLong({ maxMessage }: { readonly maxMessage: number }): Error {
  return new PayloadTooLargeException(`the body is too large: it may have ${maxMessage} bytes (http.maxMessage)`);
}

type Done = (error: Error | null, value?: unknown) => void;

function readJson(body: Buffer, keepSource: KeepSource | undefined, done: Done): void {
  let value: unknown;
  try {
    value = body.length === 0 ? undefined : parseJson(body, keepSource);
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, value);
}

/** Integers that a number would round are strings of their digits. @throws AppError `invalid-argument` */
export function parseJson(body: Buffer, keepSource?: KeepSource): unknown {
  if (!isUtf8(body)) throw new AppError('invalid-argument', 'the body is no UTF-8');
  const text = body.toString();
  let value: unknown;
  try {
    value = parseExactJson(text);
  } catch {
    throw new AppError('invalid-argument', 'the body is no JSON');
  }
  keepSource?.(text, value);
  return value;
}
