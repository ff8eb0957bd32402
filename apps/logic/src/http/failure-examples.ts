import { HttpException } from '@nestjs/common';
import { AppError, type AppErrorCode } from '#contracts';
import { InvalidInput, problemOf, PROBLEM_JSON, toHttpFailure, type HttpFailure } from '#problem-details';

/** By status, where a code of our own is behind it. */
const CODES: Readonly<Record<number, AppErrorCode>> = {
  409: 'conflict',
  422: 'idempotency-key-reused',
  501: 'history-off',
  503: 'unavailable',
};
/** Where the first reason of a failure is the history, the code says so. */
const HISTORY_AWAY = /^The history/;
const UNAVAILABLE = 503;
const WRONG_REQUEST = 400;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly example?: string | number;
  readonly schema?: { readonly example?: string | number };
}

/** An operation of the API's document. */
export interface DescribedOperation {
  readonly tags?: readonly string[];
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  responses: Record<string, object>;
}

/** A failure as the server would have it. @param description when the status comes, for people */
export function exampleFailure(status: number, description: string): HttpFailure {
  if (status === WRONG_REQUEST) {
    return toHttpFailure(new InvalidInput([{ path: 'operation', message: 'must not be 0' }]));
  }
  const code = CODES[status];
  // Of several reasons, the first.
  const [reason] = description.split('\n', 1) as [string];
  const message = reason.charAt(0).toLowerCase() + reason.slice(1);
  return toHttpFailure(code ? new AppError(code, message) : new HttpException(message, status));
}

/** Gives every refusal of an operation of the JSON API an example: what this path answers with this status. */
export function giveExamples(path: string, operation: DescribedOperation): void {
  const instance = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(exampleOf(operation, name)));
  const responses = Object.entries(operation.responses).map(([status, response]) => {
    const { description, content } = response as { description: string; content?: Record<string, object> };
    const problem = content?.[PROBLEM_JSON];
    if (!problem) return [status, response] as const;
    const example = exampleOfProblem(operation, Number(status), description, instance);
    return [status, { ...response, content: { ...content, [PROBLEM_JSON]: { ...problem, example } } }] as const;
  });
  operation.responses = Object.fromEntries(responses);
}

function exampleOfProblem(
  operation: DescribedOperation,
  status: number,
  description: string,
  instance: string,
): object {
  const failure = exampleFailure(status, description);
  if (status === WRONG_REQUEST && !operation.requestBody) {
    const misspelt = [{ path: 'limmit', message: 'is no parameter of this path' }];
    return problemOf(toHttpFailure(new InvalidInput(misspelt)), instance);
  }
  const isAway = status === UNAVAILABLE && HISTORY_AWAY.test(description);
  return problemOf(isAway ? { ...failure, code: 'history-unavailable' } : failure, instance);
}

function exampleOf({ parameters = [] }: DescribedOperation, name: string): string {
  const found = (parameters as readonly Parameter[]).find((one) => one.in === 'path' && one.name === name);
  return String(found?.example ?? found?.schema?.example ?? name);
}
