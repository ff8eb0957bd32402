import { Injectable } from '@nestjs/common';
import { PROBLEM_JSON, problemOf, type HttpFailure } from '#problem-details';
import type { FastifyRequest } from 'fastify';

/** How one of the HTTP APIs speaks. A route that belongs to none keeps Nest's own forms. */
export interface Dialect {
  /** Matches the paths of its routes, and what follows on the path where no route was found. */
  readonly paths: RegExp;
  /** Whatever content type a request claims: its body as the `bytes` that came, or read as `json`; as by Nest unless given. */
  readonly bodies?: 'bytes' | 'json';
  /** Types of bodies that it takes; any unless given. Without a type a body is taken. */
  readonly bodyTypes?: ReadonlySet<string>;
  /** Whether a method that a path does not take is answered with 405; otherwise with 404, as the router says. */
  readonly answersWrongMethods: boolean;
  /** Content type of the answer to a request that failed; JSON unless given. */
  readonly failureType?: string;
  /** @param url of the request @returns the body of the answer */
  failure(failure: HttpFailure, url: string): object | string;
}

const JSON_API: Dialect = {
  paths: /^\/v1(\/|\?|$)/,
  bodies: 'json',
  // The second is what `curl -d` says of any text. A page of another site is refused by its origin.
  bodyTypes: new Set(['application/json', 'application/x-www-form-urlencoded']),
  answersWrongMethods: true,
  failureType: PROBLEM_JSON,
  failure: problemOf,
};

/** Of what there is not, by any path that belongs to no API: a body is not read. */
export const NOWHERE: Dialect = {
  paths: /^/,
  answersWrongMethods: true,
  failureType: PROBLEM_JSON,
  failure: problemOf,
};

/** The JSON API under /v1, and the dialects that features add. */
@Injectable()
export class Dialects {
  private readonly known: Dialect[] = [JSON_API];

  add(...dialects: Dialect[]): void {
    this.known.push(...dialects);
  }

  of({ routeOptions, url }: FastifyRequest): Dialect | undefined {
    // The path by which a request is routed. Its URL may write that otherwise: the router takes `/%67oim/push/all` for
    // `/goim/push/all`. Where no route has it, the URL as it came.
    const path = routeOptions.url ?? url;
    return this.known.find(({ paths }) => paths.test(path));
  }

  /** Of what a request failed with. Where there is no route, there is no handler of an extension either that has forms of its own. */
  ofFailure(request: FastifyRequest): Dialect | undefined {
    return this.of(request) ?? (request.routeOptions.url === undefined ? NOWHERE : undefined);
  }
}
