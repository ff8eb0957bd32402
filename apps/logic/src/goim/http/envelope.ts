import { applyDecorators, type Type } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import type { HttpFailure } from '#problem-details';
import type { Scope } from '#callers';
import { Public, RequireScope } from '../../callers/require-scope.js';
import { BROWSER_REFUSALS } from '../../http/browser-refusals.js';
import { exampleFailure } from '../../http/failure-examples.js';
import { refusalsFor } from '../../http/needs-scope.js';

/** goim's answer around everything. */
export interface Envelope {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

const GoimCode = { Ok: 0, BadRequest: -400, ServerError: -500 } as const;

export const SUCCESS: Envelope = Object.freeze({ code: GoimCode.Ok, message: '' });

export function successEnvelope(data: unknown): Envelope {
  return { ...SUCCESS, data };
}

export function failureEnvelope({ status, message, retryable }: HttpFailure): Envelope {
  const code = status < 500 ? GoimCode.BadRequest : GoimCode.ServerError;
  return { code, message: retryable ? `${message}; the push was not confirmed, retry is safe` : message };
}

/** Documents goim's answer with data in it. */
function envelopeOf(data: z.ZodType): z.ZodType {
  return z.object({ code: z.literal(GoimCode.Ok), message: z.literal(''), data });
}

/** The envelope for the API documentation. */
class EnvelopeDto implements Envelope {
  @ApiProperty({ enum: Object.values(GoimCode), description: '0 = done, -400 = bad request, -500 = server error' })
  code!: number;

  @ApiProperty({ description: 'What was wrong; empty when done', example: '' })
  message!: string;
}

/** The form that all answers of a dialect have. */
export interface AnswerForm {
  readonly type: Type;
  readonly success: object;
  readonly failure: (failure: HttpFailure) => object;
}

export const ENVELOPE: AnswerForm = { type: EnvelopeDto, success: SUCCESS, failure: failureEnvelope };

/** When requests fail, by status, each with an example. */
export function ApiGoimFailures(
  when: Readonly<Record<number, string>>,
  { type, failure }: AnswerForm = ENVELOPE,
): ClassDecorator & MethodDecorator {
  return applyDecorators(
    ...Object.entries(when).map(([code, description]) => {
      const status = Number(code);
      return ApiResponse({ status, type, description, example: failure(exampleFailure(status, description)) });
    }),
  );
}

/** What goim's questions have in common: their answers are in its envelope. */
export function ApiGoimGet(data: z.ZodType, description: string): MethodDecorator {
  return ApiOkResponse({ standardSchema: envelopeOf(data), description });
}

/** The same, where parameters can be wrong. */
export function ApiGoimQuery(data: z.ZodType, description: string): MethodDecorator {
  return applyDecorators(
    ApiGoimGet(data, description),
    ApiGoimFailures({ 400: 'A parameter is wrong; message says which (code -400)' }),
  );
}

/** Handlers whose callers need a key with this scope. */
export function GoimNeedsScope(scope: Scope, form: AnswerForm = ENVELOPE): ClassDecorator & MethodDecorator {
  return applyDecorators(RequireScope(scope), ApiGoimFailures({ ...BROWSER_REFUSALS, ...refusalsFor(scope) }, form));
}

/** Handlers whose callers need no key. */
export function GoimPublic(): ClassDecorator & MethodDecorator {
  return applyDecorators(Public(), ApiGoimFailures(BROWSER_REFUSALS));
}
