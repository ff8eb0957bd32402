import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiOkResponse,
  ApiPayloadTooLargeResponse,
  ApiServiceUnavailableResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { EnvelopeDto } from './envelope.js';
import { MESSAGE_ID_HEADER } from './goim-pushes.js';

/** What the body parser gives: the bytes as they came, or nothing where the request had no body. */
export type RawBody = Buffer | null | undefined;

const NO_MESSAGE = Buffer.alloc(0);

export function bytesOf(body: RawBody): Buffer {
  return body ?? NO_MESSAGE;
}

/** What goim's pushes have in common: the raw body, and the answers with what they promise. */
export function ApiPush(answer: Type = EnvelopeDto): MethodDecorator {
  return applyDecorators(
    ApiConsumes('text/plain', 'application/json', 'application/octet-stream'),
    ApiBody({
      description: 'The message: any bytes, of any content type, delivered untouched',
      schema: { type: 'string', example: 'hello' },
    }),
    ApiPushAnswers(answer),
  );
}

/** @param answer the form that every answer has */
export function ApiPushAnswers(answer: Type): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'idempotency-key',
      required: false,
      description: 'The same request with the same key, within 2 minutes, is stored once, and answered as the first',
    }),
    ApiOkResponse({
      type: answer,
      description: 'The queue holds the push: it is delivered at least once',
      headers: {
        [MESSAGE_ID_HEADER]: {
          description: "The message's ids, int64s in decimal, with commas between them",
          schema: { type: 'string', example: '1048576' },
        },
      },
    }),
    ApiBadRequestResponse({ type: answer, description: 'A parameter is wrong; message says which' }),
    ApiPayloadTooLargeResponse({ type: answer, description: 'The message is longer than the server takes' }),
    ApiUnprocessableEntityResponse({
      type: answer,
      description: 'The idempotency key came with another message before',
    }),
    ApiServiceUnavailableResponse({
      type: answer,
      description: 'The queue did not confirm the push within 2 s; retry is safe',
    }),
  );
}
