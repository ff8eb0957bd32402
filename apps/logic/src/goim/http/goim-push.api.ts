import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { MESSAGE_ID_HEADER } from '../../http/answer-headers.js';
import { ApiGoimFailures, ENVELOPE, type AnswerForm } from './envelope.js';

/** What the body parser gives: the bytes as they came, or nothing where the request had no body. */
export type RawBody = Buffer | null | undefined;

const NO_MESSAGE = Buffer.alloc(0);

export function bytesOf(body: RawBody): Buffer {
  return body ?? NO_MESSAGE;
}

/** What goim's pushes have in common: the raw body, and the answers with what they promise. */
export function ApiPush(form: AnswerForm = ENVELOPE): MethodDecorator {
  return applyDecorators(
    ApiConsumes('text/plain', 'application/json', 'application/octet-stream'),
    ApiBody({
      description: 'The message: any bytes, of any content type, delivered untouched',
      schema: { type: 'string', example: 'hello' },
    }),
    ApiPushAnswers(form),
  );
}

export function ApiPushAnswers(form: AnswerForm): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'idempotency-key',
      required: false,
      description: 'The same request with the same key, within 2 minutes, is stored once, and answered as the first',
    }),
    ApiOkResponse({
      type: form.type,
      example: form.success,
      description: 'The queue holds the push: it is delivered at least once',
      headers: {
        [MESSAGE_ID_HEADER]: {
          description: "The message's ids, int64s in decimal, with commas between them",
          schema: { type: 'string', example: '1048576' },
        },
      },
    }),
    ApiGoimFailures(
      {
        400: 'A parameter is wrong; message says which',
        413: 'The message is longer than the server takes',
        422: 'The idempotency key came with another message before',
        503: 'The queue did not confirm the push within 2 s',
      },
      form,
    ),
  );
}
