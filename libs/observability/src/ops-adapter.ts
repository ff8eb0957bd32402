import { ForbiddenException } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpsSection } from '#config';
import { refuseStrangeBrowsers, requestBounds, trustedIn } from '#http';
import type { FastifyInstance } from 'fastify';
import { Metrics } from './metrics.js';
import { refusalsAt } from './refusals.js';

const REQUEST_TIMEOUT_MS = 10_000;

/** The server of an ops port: what asks there is short, and is waited for no longer. */
export function opsAdapter(): FastifyAdapter {
  return new FastifyAdapter({ requestTimeout: REQUEST_TIMEOUT_MS, http: requestBounds(REQUEST_TIMEOUT_MS) });
}

/** Keeps other networks from reading an ops port, and pages of others by the browsers that reach it. To be called before it listens. */
export function guardOps(app: NestFastifyApplication, { host, allowedHosts, open }: OpsSection): void {
  const rules = { section: 'ops', allowedHosts: [host, ...allowedHosts], allowedOrigins: [] } as const;
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const refused = refusalsAt(app.get(Metrics), 'ops');
  const isOpen = trustedIn(open);
  fastify.addHook('onRequest', ({ raw: { socket } }, _reply, done) => {
    const mayAsk = isOpen(socket.remoteAddress);
    if (!mayAsk) refused('network');
    done(mayAsk ? undefined : new ForbiddenException('your network may not ask here (ops.open)'));
  });
  refuseStrangeBrowsers(fastify, { current: rules }, refused);
}
