import { describe, expect, it } from '@jest/globals';
import { AppError } from '#contracts';
import { toHttpFailure } from '#problem-details';
import { failureEnvelope } from './envelope.js';
import { v1Failure } from './goim-v1-answer.js';

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

describe("goim v1's answer", () => {
  it.each([
    [new AppError('invalid-argument', 'why'), 65534, 'why'],
    [new AppError('unavailable', 'why'), 65535, 'why'],
    [new TypeError('secret'), 65535, 'internal error'],
  ])('to %s', (error, ret, message) => {
    expect(v1Failure(toHttpFailure(error))).toEqual({ ret, message });
  });
});
