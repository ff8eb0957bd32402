import { applyDecorators } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { EnvelopeDto, envelopeOf } from './envelope.js';

/** What goim's questions have in common: their answers are in its envelope. */
export function ApiGoimGet(data: z.ZodType, description: string): MethodDecorator {
  return ApiOkResponse({ standardSchema: envelopeOf(data), description });
}

/** The same, where parameters can be wrong. */
export function ApiGoimQuery(data: z.ZodType, description: string): MethodDecorator {
  return applyDecorators(
    ApiGoimGet(data, description),
    ApiBadRequestResponse({ type: EnvelopeDto, description: 'A parameter is wrong; message says which (code -400)' }),
  );
}
