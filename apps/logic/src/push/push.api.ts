import { applyDecorators } from '@nestjs/common';
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
import { EnvelopeDto } from '../http/envelope.js';

/** What the body parser gives: the bytes as they came, or nothing where the request had no body. */
export type RawBody = Buffer | null | undefined;

const NO_MESSAGE = Buffer.alloc(0);

export function messageOf(body: RawBody): Buffer {
  return body ?? NO_MESSAGE;
}

/** What the four pushes have in common: the raw body, and the answers with what they promise. */
export function ApiPush(): MethodDecorator {
  return applyDecorators(
    ApiConsumes('text/plain', 'application/json', 'application/octet-stream'),
    ApiBody({
      description: 'The message: any bytes, of any content type, delivered untouched',
      schema: { type: 'string', example: 'hello' },
    }),
    ApiHeader({
      name: 'idempotency-key',
      required: false,
      description: 'The same request with the same key, within 2 minutes, is stored once, and answered as the first',
    }),
    ApiOkResponse({ type: EnvelopeDto, description: 'The queue holds the push: it is delivered at least once' }),
    ApiBadRequestResponse({ type: EnvelopeDto, description: 'A parameter is wrong; message says which (code -400)' }),
    ApiPayloadTooLargeResponse({ type: EnvelopeDto, description: 'The message is longer than the server takes' }),
    ApiUnprocessableEntityResponse({
      type: EnvelopeDto,
      description: 'The idempotency key came with another message before (code -400)',
    }),
    ApiServiceUnavailableResponse({
      type: EnvelopeDto,
      description: 'The queue did not confirm the push within 2 s; retry is safe (code -500)',
    }),
  );
}
