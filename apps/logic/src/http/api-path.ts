import type { FastifyRequest } from 'fastify';

const GOIM_PATH = /^\/(goim|1)\//;
const GOIM_V1_PATH = /^\/1\//;
const JSON_API_PATH = /^\/v1(\/|\?|$)/;

/** Whether a request is to goim's API, which takes raw bodies and answers in goim's envelope. */
export function isGoimPath(url: string): boolean {
  return GOIM_PATH.test(url);
}

/** Whether a request is to the API of goim v1, which has a form of answers of its own. */
export function isGoimV1Path(url: string): boolean {
  return GOIM_V1_PATH.test(url);
}

/** Whether a request is to the JSON API, which answers failures by problem details. */
export function isJsonApiPath(url: string): boolean {
  return JSON_API_PATH.test(url);
}

/**
 * The path by which a request is routed. Its URL may write that otherwise: the router takes `/%67oim/push/all` for
 * `/goim/push/all`, and `http://any.host/goim/push/all` as well. Where no route has it, the URL as it came.
 */
export function routedPath({ routeOptions, url }: FastifyRequest): string {
  return routeOptions.url ?? url;
}
