import { BadRequestException, NotFoundException, ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '#contracts';
import { toHttpFailure } from './http-failure.js';
import { InvalidInput } from './invalid-input.js';
import { problemOf } from './problem.js';

const refusal = Object.assign(new Error('Request body is too large'), { statusCode: 413 });

describe('toHttpFailure', () => {
  it.each([
    ['invalid-argument', 400, false],
    ['unauthenticated', 401, false],
    ['not-found', 404, false],
    ['conflict', 409, false],
    ['idempotency-key-reused', 422, false],
    ['unavailable', 503, true],
    ['queue-full', 503, true],
  ] as const)('answers %s by %i; retryable: %s', (code, status, retryable) => {
    const failure = { status, code, message: 'why', problems: [], retryable, unexpected: false };
    expect(toHttpFailure(new AppError(code, 'why'))).toEqual(failure);
  });

  it("answers Nest's own exceptions by their status and message", () => {
    expect(toHttpFailure(new NotFoundException('no such path'))).toMatchObject({
      status: 404,
      code: 'not-found',
      message: 'no such path',
      unexpected: false,
    });
    expect(toHttpFailure(new ServiceUnavailableException('later'))).toMatchObject({ status: 503, code: 'unavailable' });
    expect(toHttpFailure(new BadRequestException(['one', 'two'])).message).toBe('one; two');
  });

  it('tells all that was wrong with a request', () => {
    const error = InvalidInput.from([
      { path: ['pushes', 0, { key: 'room' }], message: 'is missing' },
      { message: 'expected an object' },
    ]);
    expect(toHttpFailure(error)).toMatchObject({
      status: 400,
      message: 'pushes.0.room: is missing; expected an object',
      problems: [
        { path: 'pushes.0.room', message: 'is missing' },
        { path: '', message: 'expected an object' },
      ],
    });
  });

  it('tells twenty things that are wrong, and how many more there are', () => {
    const { problems } = InvalidInput.from(Array.from({ length: 1_000 }, () => ({ path: ['x'], message: 'no' })));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toEqual({ path: '', message: 'and 980 more' });
  });

  it("takes the status of Fastify's refusals", () => {
    expect(toHttpFailure(refusal)).toMatchObject({ status: 413, code: 'too-large', message: refusal.message });
  });

  it.each([
    ['a fault of ours', new TypeError('secret')],
    ['an internal error', new AppError('internal', 'secret')],
    ['a failure below that claims a status', Object.assign(new Error('secret'), { statusCode: 500 })],
    ['what is no error', 'secret'],
    ['nothing', undefined],
  ])('tells nothing of %s, and asks for a log line', (_, error) => {
    const failure = toHttpFailure(error);
    expect(failure).toMatchObject({ status: 500, code: 'internal', message: 'internal error', unexpected: true });
  });
});

describe('problem details', () => {
  it('name the kind of problem, what was wrong, and each field', () => {
    const failure = toHttpFailure(InvalidInput.from([{ path: ['operation'], message: 'must not be 0' }]));
    expect(problemOf(failure, '/v1/push/room?x=1')).toEqual({
      type: 'urn:goim:problem:invalid-argument',
      title: 'The request is wrong',
      status: 400,
      detail: 'operation: must not be 0',
      instance: '/v1/push/room',
      code: 'invalid-argument',
      errors: [{ path: 'operation', message: 'must not be 0' }],
    });
  });

  it('repeat no more than the beginning of what is long, in no way', () => {
    const long = `/${'😀'.repeat(60_000)}`;
    const failures = [
      toHttpFailure(new NotFoundException(`Cannot GET ${long}`)),
      toHttpFailure(new AppError('not-found', `no session ${long}`)),
      toHttpFailure(Object.assign(new Error(`'${long}' is not a valid url component`), { statusCode: 400 })),
      toHttpFailure(InvalidInput.from([{ path: [long], message: `${long} is none` }])),
    ];
    for (const failure of failures) {
      const problem = problemOf(failure, long);
      expect(problem.detail).toMatch(/^.*\/😀/);
      expect(problem.instance).toMatch(/^\/😀+…$/u);
      expect(JSON.stringify(problem).length).toBeLessThan(4_000);
      expect(JSON.stringify(problem)).not.toContain('\\ud83d');
    }
  });

  it('have no errors where no field is to blame', () => {
    expect(problemOf(toHttpFailure(refusal), '/v1/push/room')).not.toHaveProperty('errors');
  });
});
