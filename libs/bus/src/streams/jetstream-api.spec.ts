import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { streamInfo } from './jetstream-api.js';

interface Answer {
  give(info: Partial<StreamInfo>): void;
  refuse(error: Error): void;
}

let asked: Answer[];
let manager: JetStreamManager;

beforeEach(() => {
  jest.useFakeTimers();
  asked = [];
  const info = (): Promise<unknown> => new Promise((give, refuse) => asked.push({ give, refuse }));
  manager = { streams: { info } } as unknown as JetStreamManager;
});

afterEach(() => {
  jest.useRealTimers();
});

describe('streamInfo', () => {
  it('asks again while it is not answered, and takes the first answer', async () => {
    const info = streamInfo(manager, 'GOIM_PUSH');
    jest.advanceTimersByTime(1_200);
    expect(asked).toHaveLength(3);
    asked[2]!.give({ created: 'now' });
    await expect(info).resolves.toEqual({ created: 'now' });
    // Of a question that the server had taken before there was a leader.
    asked[0]!.refuse(new Error('timeout'));
    expect(jest.getTimerCount()).toBe(0);
  });

  it('fails as the first question that fails', async () => {
    const info = streamInfo(manager, 'GOIM_PUSH');
    jest.advanceTimersByTime(600);
    asked[0]!.refuse(new Error('stream not found'));
    await expect(info).rejects.toThrow('stream not found');
    expect(jest.getTimerCount()).toBe(0);
  });
});
