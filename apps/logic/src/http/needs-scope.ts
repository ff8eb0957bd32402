import { applyDecorators } from '@nestjs/common';
import type { NeededScope } from '#callers';
import { RequireScope } from '../callers/require-scope.js';
import { ApiProblems } from './problem.js';

const TOO_MANY_WAIT =
  'As many requests of this caller as may already wait to be answered; Retry-After says when to come back';

/** When callers are refused: each status, and why. */
export function refusalsFor(scope: NeededScope): Readonly<Record<number, string>> {
  const always = {
    401: 'There is no key, or none that is valid',
    503: 'The keys of the issuer of tokens (api.jwt.jwksUrl) cannot be had now; retry is safe',
  };
  const foreign = 'or the page of another site asks, which http.allowedOrigins does not name';
  if (scope === 'any') return always;
  if (scope !== 'push') {
    const refusals = { ...always, 403: `The key has not the scope ${scope}, ${foreign}` };
    return scope === 'read' ? { ...refusals, 429: TOO_MANY_WAIT } : refusals;
  }
  return {
    ...always,
    403: `The key has not the scope push, or may not push this, ${foreign}`,
    429: 'The key pushes more often than it may; Retry-After says when to come back',
  };
}

/** Handlers of the JSON API whose callers need a key with this scope; `any` = whatever it is good for. */
export function NeedsScope(scope: NeededScope): ClassDecorator & MethodDecorator {
  return applyDecorators(RequireScope(scope), ApiProblems(refusalsFor(scope)));
}
