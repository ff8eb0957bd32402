import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ACK_WAIT_MS, type Bus, type QueuedTask } from '#bus';
import { BatchLoop } from './batch-loop.js';

describe('a loop over the batches of a consumer', () => {
  let isAllowed: boolean;
  let extensions: number;
  let worked: () => void;
  let loop: BatchLoop;

  beforeEach(async () => {
    jest.useFakeTimers();
    isAllowed = true;
    extensions = 0;
    const task = { working: () => extensions++ } as unknown as QueuedTask;
    loop = new BatchLoop({
      bus: new EventEmitter() as unknown as Bus,
      consumer: {
        unacknowledged: async () => 0,
        start: async (_prefetch, onTask) => onTask(task),
        stop: () => undefined,
      },
      mayGoOnFor: () => (isAllowed ? 5_000 : 0),
      prefetch: () => 1,
      linger: () => 0,
      ready: async () => undefined,
      work: () => new Promise((resolve) => (worked = resolve)),
      onError: () => undefined,
    });
    await jest.advanceTimersByTimeAsync(1);
  });

  afterEach(async () => {
    worked();
    await loop.stop();
    jest.useRealTimers();
  });

  it('keeps what it works for longer from being given out again', async () => {
    await jest.advanceTimersByTimeAsync(2 * ACK_WAIT_MS);
    expect(extensions).toBeGreaterThanOrEqual(4);
  });

  it('lets go of it when it may not go on: somebody else waits for it', async () => {
    isAllowed = false;
    await jest.advanceTimersByTimeAsync(2 * ACK_WAIT_MS);
    expect(extensions).toBe(0);
  });
});
