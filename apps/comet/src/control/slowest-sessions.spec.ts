import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { Channel } from '../hub/channel.js';
import { slowestSessions } from './slowest-sessions.js';

function hubOf(pending: readonly number[], slow: readonly number[] = []) {
  const channels = pending.map((pendingBytes, n) => ({ key: `k${n}`, pendingBytes }) as unknown as Channel);
  return {
    looks: 0,
    *everybody() {
      for (const channel of channels) {
        this.looks++;
        yield channel;
      }
    },
    isSlow: (channel: Channel) => slow.includes(channels.indexOf(channel)),
  };
}

it('tells for whom most waits, and for nobody for whom nothing does', async () => {
  expect(await slowestSessions(hubOf([0, 5, 9, 0], [2, 3]))).toEqual([
    { key: 'k2', pendingBytes: 9, slow: true },
    { key: 'k1', pendingBytes: 5, slow: false },
    { key: 'k3', pendingBytes: 0, slow: true },
  ]);
});

it('tells of 20 at most, wherever they are', async () => {
  const told = await slowestSessions(hubOf(Array.from({ length: 500 }, (_, n) => (n * 7) % 500)));
  expect(told.map(({ pendingBytes }) => pendingBytes)).toEqual(Array.from({ length: 20 }, (_, n) => 499 - n));
});

it('looks at some at a time', async () => {
  const hub = hubOf(Array.from({ length: 30 }, () => 1));
  const told = slowestSessions(hub, 10);
  const looks = [hub.looks];
  for (let turns = 0; turns < 2; turns++) {
    await turn();
    looks.push(hub.looks);
  }
  expect(looks).toEqual([11, 21, 30]);
  expect(await told).toHaveLength(20);
});
