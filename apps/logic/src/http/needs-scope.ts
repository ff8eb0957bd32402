import { applyDecorators } from '@nestjs/common';
import type { Scope } from '#callers';
import { RequireScope } from '../callers/require-scope.js';
import { ApiProblems } from './problem.js';

/** When callers are refused: each status, and why. */
export function refusalsFor(scope: Scope): Readonly<Record<number, string>> {
  const unauthenticated = 'There is no key, or none that is valid';
  const foreign = 'or the page of another site asks, which http.allowedOrigins does not name';
  if (scope !== 'push') return { 401: unauthenticated, 403: `The key has not the scope ${scope}, ${foreign}` };
  return {
    401: unauthenticated,
    403: `The key has not the scope push, or may not push this, ${foreign}`,
    429: 'The key pushes more often than it may; Retry-After says when to come back',
  };
}

/** Handlers of the JSON API whose callers need a key with this scope. */
export function NeedsScope(scope: Scope): ClassDecorator & MethodDecorator {
  return applyDecorators(RequireScope(scope), ApiProblems(refusalsFor(scope)));
}
