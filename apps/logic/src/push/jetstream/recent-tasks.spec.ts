import { describe, expect, it } from '@jest/globals';
import { RecentTasks, type StoredTask } from './recent-tasks.js';

const MEBIBYTE = 1024 * 1024;

function task(sequence: number, bytes = 10): StoredTask {
  return { sequence, subject: 'goim.push.1', data: new Uint8Array(bytes), messageId: undefined };
}

function sequences({ tasks }: { tasks: StoredTask[] }): number[] {
  return tasks.map(({ sequence }) => sequence);
}

describe('RecentTasks', () => {
  it('gives back, in their order, those that are not known to be worked, and forgets them', () => {
    const recent = new RecentTasks();
    for (let sequence = 1; sequence <= 10; sequence++) recent.add(task(sequence));
    recent.settledBelow(8);
    expect(sequences(recent.take())).toEqual([8, 9, 10]);
    expect(recent.take()).toEqual({ tasks: [], dropped: 0 });
  });

  it('keeps a hundred thousand, drops the oldest beyond, and tells how many', () => {
    const recent = new RecentTasks();
    for (let sequence = 1; sequence <= 100_003; sequence++) recent.add(task(sequence));
    const { tasks, dropped } = recent.take();
    expect([tasks.length, tasks[0]!.sequence, dropped]).toEqual([100_000, 4, 3]);
  });

  it('keeps 64 MiB', () => {
    const recent = new RecentTasks();
    for (let sequence = 1; sequence <= 70; sequence++) recent.add(task(sequence, MEBIBYTE));
    const { tasks, dropped } = recent.take();
    expect([tasks.length, dropped]).toEqual([64, 6]);
  });

  it('counts none as dropped that were worked in the end', () => {
    const recent = new RecentTasks();
    for (let sequence = 1; sequence <= 70; sequence++) recent.add(task(sequence, MEBIBYTE));
    recent.settledBelow(7);
    expect(recent.take().dropped).toBe(0);
  });
});
