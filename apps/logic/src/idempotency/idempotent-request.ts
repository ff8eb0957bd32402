import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { accountOf, type Caller } from '#callers/nest';
import { InvalidInput } from '#problem-details';
import type { ApiRequest } from '../callers/caller.js';

const HEADER = 'idempotency-key';
const MAX_KEY_LENGTH = 255;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** A request that is to be worked once, however often it comes. */
export interface IdempotentRequest {
  /** As the caller gave it. */
  readonly key: string;
  /** Digest of the key, of the URL and of whose key it is: a key names one request of one caller to one URL. */
  readonly id: string;
  /** Digest of the body. */
  readonly fingerprint: string;
}

/** The request with its `Idempotency-Key`, or undefined where it has none. @throws InvalidInput */
export const Idempotent = createParamDecorator((_: unknown, context: ExecutionContext) =>
  idempotentRequest(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Whether the request has an `Idempotency-Key`, of whatever form. */
export function isIdempotent({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers[HEADER] !== undefined;
}

/** @throws InvalidInput where the key is empty, too long, or can't be printed, or the body is nested too deeply */
export function idempotentRequest({
  headers,
  url,
  body,
  caller,
}: Pick<FastifyRequest, 'headers' | 'url' | 'body'> & Pick<ApiRequest, 'caller'>): IdempotentRequest | undefined {
  const key = headers[HEADER];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key.length > MAX_KEY_LENGTH || !PRINTABLE.test(key)) {
    throw new InvalidInput([{ path: HEADER, message: `expected 1 to ${MAX_KEY_LENGTH} printable ASCII characters` }]);
  }
  return {
    key,
    id: digest(`${key}\n${url}\n${ownerOf(caller)}`),
    fingerprint: digest(Buffer.isBuffer(body) ? body : textOf(body)),
  };
}

/**
 * Whose key it is: of an API key, or of the subject of a token, whichever of its tokens is shown; one without a `sub` has its
 * `jti` alone. Behind `api.open` everybody's: the address does not count, since a repetition may come from another one.
 */
function ownerOf(caller: Caller | undefined): string {
  const key = caller?.key;
  if (!key) return '';
  return key.subject ? accountOf(caller) : key.id;
}

function textOf(body: unknown): string {
  if (body === undefined) return '';
  try {
    return JSON.stringify(body);
  } catch {
    // JSON can be read however deep it is; before Node.js 26 it is written only as deep as the stack is.
    throw new InvalidInput([{ path: '', message: 'the body is nested too deeply' }]);
  }
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url');
}
