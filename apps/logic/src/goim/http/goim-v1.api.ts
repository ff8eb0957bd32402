import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { V1AnswerDto } from './goim-v1-answer.js';
import { ApiPushAnswers } from './goim-push.api.js';

/** The push whose body is `V1Pushs`; goim's paths take raw bodies, so no schema tells Swagger of it. */
export function ApiV1Pushs(): MethodDecorator {
  return applyDecorators(
    ApiConsumes('application/json'),
    ApiBody({
      schema: {
        type: 'object',
        required: ['u', 'm'],
        properties: {
          u: { type: 'array', minItems: 1, items: { type: 'integer', format: 'int64' }, description: 'The members' },
          m: { description: 'The message: any JSON value, pushed as it is written here' },
        },
        example: { u: [1, 2], m: { test: 1 } },
      },
    }),
    ApiPushAnswers(V1AnswerDto),
  );
}
