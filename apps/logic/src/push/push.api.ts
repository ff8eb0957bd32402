import { applyDecorators } from '@nestjs/common';
import { ApiAcceptedResponse, ApiConsumes, ApiHeader } from '@nestjs/swagger';
import type { z } from 'zod';
import { ApiProblems } from '../http/problem.api.js';

/** What the pushes of the JSON API have in common. */
export function ApiJsonPush(answer: z.ZodType): MethodDecorator {
  return applyDecorators(
    ApiConsumes('application/json'),
    ApiHeader({
      name: 'idempotency-key',
      required: false,
      description: 'The same request with the same key, within 2 minutes, is stored once, and answered as the first',
    }),
    ApiAcceptedResponse({ standardSchema: answer, description: 'The queue holds the push: delivered at least once' }),
    ApiProblems({
      400: 'The request is wrong; nothing was pushed',
      413: 'The body is longer than the server takes',
      422: 'The idempotency key came with another body before',
      503: 'The queue did not confirm; retry is safe',
    }),
  );
}
