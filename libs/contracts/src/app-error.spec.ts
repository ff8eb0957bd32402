import { describe, expect, it } from '@jest/globals';
import { AppError } from './app-error.js';

describe('AppError', () => {
  it.each([
    ['unavailable', true],
    ['queue-full', true],
    ['unknown-key', true],
    ['invalid-argument', false],
    ['unauthenticated', false],
    ['not-found', false],
    ['conflict', false],
    ['idempotency-key-reused', false],
    ['internal', false],
  ] as const)('%s: whether to try again is %s', (code, retryable) => {
    expect(new AppError(code, 'why').retryable).toBe(retryable);
  });

  it('keeps its cause', () => {
    const cause = new Error('below');
    expect(new AppError('internal', 'above', { cause })).toMatchObject({ name: 'AppError', message: 'above', cause });
  });
});
