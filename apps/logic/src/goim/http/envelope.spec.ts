import { describe, expect, it } from '@jest/globals';
import { AppError } from '#contracts';
import { toHttpFailure } from '#problem-details';
import { failureEnvelope } from './envelope.js';

const refusal = Object.assign(new Error('Request body is too large'), { statusCode: 413 });

describe("goim's envelope", () => {
  it.each([
    [new AppError('invalid-argument', 'why'), -400, 'why'],
    [refusal, -400, 'Request body is too large'],
    [new AppError('unavailable', 'why'), -500, 'why; the push was not confirmed, retry is safe'],
    [new TypeError('secret'), -500, 'internal error'],
  ])('of %s', (error, code, message) => {
    expect(failureEnvelope(toHttpFailure(error))).toEqual({ code, message });
  });
});
