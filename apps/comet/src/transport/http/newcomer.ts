import { AppError } from '#contracts';
import { MAX_INBOUND_BODY_BYTES } from '#protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConnectionEnded } from './http-failure.js';
import type { HttpConnections, Opened } from './http-connections.js';

const MS_PER_SECOND = 1_000;

/** What a client is told of its new connection. */
export interface OpenedConnection {
  id: string;
  key: string;
  /** Absent for anonymous clients. */
  mid?: number;
  /** Seconds within which it must poll, stream or send a heartbeat. */
  heartbeat: number;
  cursor: string;
}

/** @throws ConnectionEnded where the client is refused */
export async function letIn(
  connections: HttpConnections,
  token: Buffer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Opened> {
  if (token.length > MAX_INBOUND_BODY_BYTES) {
    throw new AppError('invalid-argument', `the token has at most ${MAX_INBOUND_BODY_BYTES} bytes`);
  }
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const opened = await connections.open({
    token,
    remoteAddress: request.socket.remoteAddress,
    cookie: request.headers.cookie ?? '',
    gone: gone.signal,
  });
  if ('reason' in opened) throw ConnectionEnded.refused(opened);
  return opened;
}

export function describe({ id, key, mid, longestSilence }: Opened): OpenedConnection {
  return { id, key, ...(mid > 0 && { mid }), heartbeat: longestSilence / MS_PER_SECOND, cursor: '0' };
}
