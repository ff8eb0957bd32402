import type { FailureCode, HttpFailure } from './http-failure.js';
import type { InputProblem } from './invalid-input.js';
import { shortened } from './shortened.js';

export const PROBLEM_JSON = 'application/problem+json';

export const PROBLEM_TITLES: Readonly<Record<FailureCode, string>> = {
  'invalid-argument': 'The request is wrong',
  unauthenticated: 'The credentials were refused',
  'unknown-key': 'The credentials are signed by a key that is not known yet; retry is safe',
  forbidden: 'Not allowed',
  banned: 'Whoever asks is banned',
  'not-found': 'Not found',
  'method-not-allowed': 'The path does not take this method',
  conflict: 'Not possible as things are',
  'idempotency-key-reused': 'The idempotency key belongs to another request',
  'too-large': 'The request is too long',
  'unsupported-media-type': 'The body is of a type that is not taken',
  misdirected: 'No server of this name is here',
  'rate-limited': 'Too many requests',
  unavailable: 'A part that is needed does not answer; retry is safe',
  'queue-full': 'The queue is full; retry is safe',
  'history-off': 'No history of messages is kept here',
  'history-unavailable': 'The history cannot be read now; retry is safe',
  internal: 'A fault of the server',
};

/** How a failed request is answered: RFC 9457, with a stable code. */
export interface Problem<Code extends string = FailureCode> {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What was wrong this time. */
  readonly detail: string;
  /** The path of the request, or how it begins; its query is left out, since it may hold a token. */
  readonly instance: string;
  readonly code: Code;
  /** Each wrong field, where the request broke its schema. */
  readonly errors?: readonly InputProblem[];
}

/** @param url of the request */
export function newProblem<Code extends string>(
  { code, title, status, message }: { code: Code; title: string; status: number; message: string },
  url: string,
): Problem<Code> {
  return { type: `urn:goim:problem:${code}`, title, status, detail: message, instance: pathOf(url), code };
}

/** @param url of the request */
export function problemOf(failure: HttpFailure, url: string): Problem {
  const { code, problems } = failure;
  const problem = newProblem({ ...failure, title: PROBLEM_TITLES[code] }, url);
  return problems.length > 0 ? { ...problem, errors: problems } : problem;
}

/** As answers and the log show it. */
export function pathOf(url: string): string {
  return shortened(url.split('?', 1)[0]!);
}
