import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { PROBLEM_JSON, PROBLEM_TITLES, type FailureCode } from '#problem-details';
import { z } from 'zod';

/** Problem details as the API documentation shows them. */
export const ProblemSchema = z
  .strictObject({
    type: z.string().describe('Names the kind of problem; `code` is its last part.'),
    title: z.string().describe('The kind of problem, in words.'),
    status: z.number().int().describe('The HTTP status.'),
    detail: z.string().describe('What was wrong this time.'),
    instance: z.string().describe('The path that was asked for.'),
    code: z.enum(Object.keys(PROBLEM_TITLES) as FailureCode[]).describe('Stable; programs decide by it.'),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .optional()
      .describe('Each wrong field, where the request breaks its schema.'),
  })
  .meta({
    id: 'Problem',
    example: {
      type: 'urn:goim:problem:invalid-argument',
      title: PROBLEM_TITLES['invalid-argument'],
      status: 400,
      detail: 'operation: must not be 0',
      instance: '/v1/push/room',
      code: 'invalid-argument',
      errors: [{ path: 'operation', message: 'must not be 0' }],
    },
  });

/** What an operation of the JSON API can fail with: each status, and when. */
export function ApiProblems(when: Readonly<Record<number, string>>): ClassDecorator & MethodDecorator {
  const content = { [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return applyDecorators(
    ...Object.entries(when).map(([status, description]) =>
      ApiResponse({ status: Number(status), description, content }),
    ),
  );
}
