import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { FailedRequests } from './failed-requests.js';
import { toHttpFailure } from './http-failure.js';

describe('FailedRequests', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('counts each request that fails by a fault of ours, and leaves it to the lines which of them are written', () => {
    const written = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const counted: number[] = [];
    const kinds: string[] = [];
    const lines = {
      tell: (kind: string, write: (leftOut: object) => void): void => {
        kinds.push(kind);
        if (kinds.length === 1) write({ leftOut: 7 });
      },
    };
    const counter = { inc: ({ status }: { status: number }) => counted.push(status) };
    const failed = new FailedRequests({ counter: () => counter }, 'Failures.', lines);
    const request = { method: 'GET', url: '/v1/rooms/a?token=secret', routeOptions: { url: '/v1/rooms/:room' } };
    const reply = { header: () => reply, status: () => reply } as unknown as FastifyReply;
    const error = new TypeError('wrong');
    for (let n = 0; n < 3; n++) failed.begin(toHttpFailure(error), error, request as never, reply);
    expect(counted).toEqual([500, 500, 500]);
    expect(kinds).toEqual(Array(3).fill('GET /v1/rooms/:room'));
    expect(written.mock.calls).toEqual([
      ['a request failed', { method: 'GET', path: '/v1/rooms/a', err: error, leftOut: 7 }],
    ]);
  });
});
