import { FastifyAdapter } from '@nestjs/platform-fastify';
import { requestBounds } from '#http';

const REQUEST_TIMEOUT_MS = 10_000;

/** The server of an ops port: what asks there is short, and is waited for no longer. */
export function opsAdapter(): FastifyAdapter {
  return new FastifyAdapter({ requestTimeout: REQUEST_TIMEOUT_MS, http: requestBounds(REQUEST_TIMEOUT_MS) });
}
