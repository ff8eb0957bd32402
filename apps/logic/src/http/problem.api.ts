import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { PROBLEM_JSON } from './problem.js';

/** What an operation of the JSON API can fail with: each status, and when. */
export function ApiProblems(when: Readonly<Record<number, string>>): MethodDecorator {
  const content = { [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return applyDecorators(
    ...Object.entries(when).map(([status, description]) =>
      ApiResponse({ status: Number(status), description, content }),
    ),
  );
}
