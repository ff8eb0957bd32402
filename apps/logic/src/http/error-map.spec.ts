import { BadRequestException, NotFoundException, ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '#contracts';
import { toHttpFailure } from './error-map.js';

describe('toHttpFailure', () => {
  it.each([
    ['invalid-argument', 400, -400, 'why'],
    ['unauthenticated', 401, -400, 'why'],
    ['unavailable', 503, -500, 'why; the push was not confirmed, retry is safe'],
    ['queue-full', 503, -500, 'why; the push was not confirmed, retry is safe'],
  ] as const)('answers %s by %i and code %i', (code, status, goimCode, message) => {
    expect(toHttpFailure(new AppError(code, 'why'))).toEqual({
      status,
      body: { code: goimCode, message },
      unexpected: false,
    });
  });

  it("answers Nest's own exceptions by their status and message", () => {
    expect(toHttpFailure(new NotFoundException('no such path'))).toEqual({
      status: 404,
      body: { code: -400, message: 'no such path' },
      unexpected: false,
    });
    expect(toHttpFailure(new ServiceUnavailableException('later')).body.code).toBe(-500);
  });

  it('tells all that was wrong with a query', () => {
    expect(toHttpFailure(new BadRequestException(['type is missing', 'room is missing'])).body.message).toBe(
      'type is missing; room is missing',
    );
  });

  it("takes the status of Fastify's refusals", () => {
    const refusal = Object.assign(new Error('Request body is too large'), { statusCode: 413 });
    expect(toHttpFailure(refusal)).toEqual({
      status: 413,
      body: { code: -400, message: 'Request body is too large' },
      unexpected: false,
    });
  });

  it.each([
    ['a fault of ours', new TypeError('secret')],
    ['an internal error', new AppError('internal', 'secret')],
    ['a failure below that claims a status', Object.assign(new Error('secret'), { statusCode: 500 })],
    ['what is no error', 'secret'],
    ['nothing', undefined],
  ])('tells nothing of %s, and asks for a log line', (_, error) => {
    expect(toHttpFailure(error)).toEqual({
      status: 500,
      body: { code: -500, message: 'internal error' },
      unexpected: true,
    });
  });
});
