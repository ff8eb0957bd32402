import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/fake-clock.js';
import { fakeChannel } from '../../test/fake-outlet.js';
import type { Channel } from './channel.js';
import { systemClock, visitSlice } from './slices.js';

const SLICE_MS = 2;

function channels(count: number): Channel[] {
  return Array.from({ length: count }, (_, index) => fakeChannel(String(index)).channel);
}

describe('visitSlice', () => {
  it('visits all where there is time', () => {
    const all = channels(100);
    const visited: Channel[] = [];
    expect(visitSlice(all, all.length, SLICE_MS, new FakeClock(), (channel) => visited.push(channel))).toBe(0);
    expect(new Set(visited)).toEqual(new Set(all));
    expect(visited).toHaveLength(100);
  });

  it('stops when its time is over, and goes on with those that are left', () => {
    const all = channels(1_000);
    const clock = new FakeClock();
    const visited: Channel[] = [];
    const slices: number[] = [];
    for (let left = all.length; left > 0;) {
      const before = left;
      left = visitSlice(all, left, SLICE_MS, clock, (channel) => {
        visited.push(channel);
        clock.spend(0.05);
      });
      slices.push(before - left);
    }
    expect(visited).toHaveLength(1_000);
    expect(new Set(visited).size).toBe(1_000);
    // 2 ms are 40 visits; the clock is looked at every 32.
    expect(Math.max(...slices)).toBeLessThanOrEqual(40 + 32);
    expect(slices.length).toBeGreaterThan(10);
  });

  it('lets a visit take its own channel out of the list', () => {
    const all = channels(10);
    const list = [...all];
    const visited: Channel[] = [];
    visitSlice(list, list.length, SLICE_MS, new FakeClock(), (channel) => {
      visited.push(channel);
      const index = list.indexOf(channel);
      const last = list.pop()!;
      if (last !== channel) list[index] = last;
    });
    expect([list, new Set(visited)]).toEqual([[], new Set(all)]);
  });
});

describe('systemClock', () => {
  it('runs what is to run at once only after the event loop has turned', async () => {
    let ran = false;
    systemClock.after(0, () => (ran = true));
    expect(ran).toBe(false);
    await nextTurn();
    expect(ran).toBe(true);
  });
});
