import { describe, expect, it } from '@jest/globals';
import { adviceFor, problemFrom, problemOf } from './problem.js';

const UNAVAILABLE = {
  code: 'unavailable',
  title: 'A part that is needed does not answer',
  status: 503,
  detail: 'no NATS',
};

describe('the advice for a problem', () => {
  it('is about the message bus where the server says that something does not answer', () => {
    expect(adviceFor(problemOf(UNAVAILABLE, 503))).toContain('The message bus');
  });

  it('is not where it is the server that cannot be reached', () => {
    const problem = problemFrom(new TypeError('Failed to fetch'));
    expect(problem.details.detail).toContain('logic is not running');
    expect(adviceFor(problem)).toBeUndefined();
  });
});
