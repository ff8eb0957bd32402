import { MethodNotAllowedException } from '@nestjs/common';
import { AppError, jsonMid } from '#contracts';
import { mediaType } from '#http';
import { MAX_INBOUND_BODY_BYTES, PROTOCOL_VERSION, TARGETED_VERSION } from '#protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../client-addresses.js';
import type { ConnectionAccess } from './connection-access.js';
import type { Newcomer, Opened } from './http-connections.js';
import type { Welcome } from './http.connection.js';
import { ConnectionEnded } from './http-failure.js';

/*
 * What the requests of clients by HTTP say, read: bodies, cursors, waits, ids of events, and who asks to be let in.
 */

const MS_PER_SECOND = 1_000;
/** `<connection>/<cursor>` */
const EVENT_ID = /^([\w.-]{1,512})\/(\d{1,15})$/;

/** The type of packets, one after another. */
export const BYTES = 'application/octet-stream';
const JSON_TYPE = 'application/json';

/** Each GET opens a connection or reads one, so there is nothing that HEAD could ask about; Fastify would work it as a GET. */
export function refuseHead(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ method, routeOptions }, reply, done) => {
    if (method !== 'HEAD' || routeOptions.url === undefined) {
      done();
      return;
    }
    void reply.header('Allow', 'GET');
    done(new MethodNotAllowedException('HEAD is not GET'));
  });
}

/** Leaves bodies as the bytes that came: a token is logic's to read. All but packets is taken for JSON. */
export function takeBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // Fastify answers 415 where the type is empty or malformed.
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    headers['content-type'] = mediaType(headers['content-type'] ?? '') === BYTES ? BYTES : JSON_TYPE;
    done();
  });
  fastify.addContentTypeParser([BYTES, JSON_TYPE], { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

export function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** Reads a cursor. @throws AppError `invalid-argument` */
export function readCursor(name: string, text: string | undefined): number {
  if (text !== undefined && /^\d{1,15}$/.test(text)) return Number(text);
  throw new AppError('invalid-argument', `${name}: expected the cursor of the last answer, or 0 at first`);
}

/**
 * Reads how long a poll may wait, in seconds; a longer wait than there may be is cut.
 *
 * @returns milliseconds
 * @throws AppError `invalid-argument`
 */
export function readTimeout(text: string | undefined, defaultMs: number, longestMs: number): number {
  if (text === undefined) return Math.min(defaultMs, longestMs);
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text)) {
    throw new AppError('invalid-argument', 'timeout: expected seconds, such as 30');
  }
  return Math.min(Number(text) * MS_PER_SECOND, longestMs);
}

/** The id of an event whose stream names its connection. */
export function eventId(connection: string, cursor: number): string {
  return `${connection}/${cursor}`;
}

/** The connection and cursor that such an id names; undefined where it is none. */
export function readEventId(text: string | undefined): { connection: string; cursor: number } | undefined {
  const [, connection, cursor] = EVENT_ID.exec(text ?? '') ?? [];
  return connection === undefined ? undefined : { connection, cursor: Number(cursor) };
}

/** Reads which version of the protocol a client speaks. @throws AppError `invalid-argument` */
export function readVersion(text: string | undefined): number {
  const version = Number(text ?? PROTOCOL_VERSION);
  if (version === PROTOCOL_VERSION || version === TARGETED_VERSION) return version;
  throw new AppError('invalid-argument', `version: expected ${PROTOCOL_VERSION} or ${TARGETED_VERSION}`);
}

/** @throws ConnectionEnded where the client is refused; AppError as `ConnectionAccess.open` */
export async function letIn(
  access: ConnectionAccess,
  { token, version }: Pick<Newcomer, 'token' | 'version'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Opened> {
  if (token.length > MAX_INBOUND_BODY_BYTES) {
    throw new AppError('invalid-argument', `the token has at most ${MAX_INBOUND_BODY_BYTES} bytes`);
  }
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const opened = await access.open({
    token,
    version,
    remoteAddress: clientAddress(request.ips ?? [request.ip], request.headers),
    headers: request.headers,
    gone: gone.signal,
  });
  if ('reason' in opened) throw ConnectionEnded.refused(opened);
  return opened;
}

/** The answer to a client that was let in. */
export interface OpenedConnection extends Partial<Welcome> {
  id: string;
  key: string;
  /** Absent for anonymous clients. */
  mid?: number | string;
  /** Seconds within which it must poll or stream. */
  heartbeat: number;
  cursor: string;
}

export function describe({ id, key, mid, longestSilence, welcome }: Opened): OpenedConnection {
  return {
    id,
    key,
    ...(mid > 0 && { mid: jsonMid(mid) }),
    heartbeat: longestSilence / MS_PER_SECOND,
    cursor: '0',
    ...welcome,
  };
}
