import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpsSection } from '#config';
import { refuseStrangeBrowsers, requestBounds } from '#http';
import { Metrics } from './metrics.js';
import { refusalsAt } from './refusals.js';

const REQUEST_TIMEOUT_MS = 10_000;

/** The server of an ops port: what asks there is short, and is waited for no longer. */
export function opsAdapter(): FastifyAdapter {
  return new FastifyAdapter({ requestTimeout: REQUEST_TIMEOUT_MS, http: requestBounds(REQUEST_TIMEOUT_MS) });
}

/** Keeps pages of others from reading an ops port by the browsers that reach it. To be called before it listens. */
export function guardOps(app: NestFastifyApplication, { host, allowedHosts }: OpsSection): void {
  const rules = { section: 'ops', allowedHosts: [host, ...allowedHosts], allowedOrigins: [] } as const;
  refuseStrangeBrowsers(app.getHttpAdapter().getInstance(), { current: rules }, refusalsAt(app.get(Metrics), 'ops'));
}
