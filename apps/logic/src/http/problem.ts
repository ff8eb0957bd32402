import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import type { FailureCode, HttpFailure } from './http-failure.js';

export const PROBLEM_JSON = 'application/problem+json';

const TITLE: Record<FailureCode, string> = {
  'invalid-argument': 'The request is wrong',
  unauthenticated: 'The credentials were refused',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  'method-not-allowed': 'The path does not take this method',
  conflict: 'Not possible as things are',
  'idempotency-key-reused': 'The idempotency key belongs to another request',
  'too-large': 'The request is too long',
  unavailable: 'A part that is needed does not answer; retry is safe',
  'queue-full': 'The queue is full; retry is safe',
  internal: 'A fault of the server',
};

/** How the JSON API answers what fails: RFC 9457, with a stable code and each wrong field. */
export const Problem = z
  .strictObject({
    type: z.string().describe('Names the kind of problem; `code` is its last part.'),
    title: z.string().describe('The kind of problem, in words.'),
    status: z.number().int().describe('The HTTP status.'),
    detail: z.string().describe('What was wrong this time.'),
    instance: z.string().describe('The path that was asked for.'),
    code: z.enum(Object.keys(TITLE) as FailureCode[]).describe('Stable; programs decide by it.'),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .optional()
      .describe('Each wrong field, where the request breaks its schema.'),
  })
  .meta({
    id: 'Problem',
    example: {
      type: 'urn:goim:problem:invalid-argument',
      title: TITLE['invalid-argument'],
      status: 400,
      detail: 'operation: must not be 0',
      instance: '/v1/push/room',
      code: 'invalid-argument',
      errors: [{ path: 'operation', message: 'must not be 0' }],
    },
  });
type Problem = z.output<typeof Problem>;

/** @param url of the request; its query is left out */
export function toProblem({ status, code, message, problems }: HttpFailure, url: string): Problem {
  return {
    type: `urn:goim:problem:${code}`,
    title: TITLE[code],
    status,
    detail: message,
    instance: url.split('?', 1)[0]!,
    code,
    ...(problems.length > 0 && { errors: [...problems] }),
  };
}

/** What an operation of the JSON API can fail with: each status, and when. */
export function ApiProblems(when: Readonly<Record<number, string>>): MethodDecorator {
  const content = { [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return applyDecorators(
    ...Object.entries(when).map(([status, description]) =>
      ApiResponse({ status: Number(status), description, content }),
    ),
  );
}
