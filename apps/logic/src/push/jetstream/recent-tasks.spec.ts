import { describe, expect, it } from '@jest/globals';
import { encodeGroup, numericId, PushTask, pushTask, tasksIn } from '#contracts';
import { RecentTasks, withFormerPlaces, type RecentMessage } from './recent-tasks.js';

const EPOCH = 1_764_360_000;
const MEBIBYTE = 1024 * 1024;

function task(sequence: number, bytes = 10): RecentMessage {
  const data = new Uint8Array(bytes);
  return { epoch: EPOCH, sequence, subject: 'goim.push.1', data, tasks: 1, messageId: undefined };
}

function group(sequence: number, tasks: number): RecentMessage {
  return { ...task(sequence), tasks };
}

function sequences({ messages }: { messages: RecentMessage[] }): number[] {
  return messages.map(({ sequence }) => sequence);
}

describe('RecentTasks', () => {
  it('gives back, in their order, those that are not known to be worked, and forgets them', () => {
    const recent = new RecentTasks();
    for (let sequence = 1; sequence <= 10; sequence++) recent.add(task(sequence));
    recent.settledBelow(8);
    expect(sequences(recent.take())).toEqual([8, 9, 10]);
    expect(recent.take()).toEqual({ messages: [], tasks: 0, dropped: 0 });
  });

  it('gives back those from a sequence on, and keeps the others', () => {
    const recent = new RecentTasks();
    for (const sequence of [1, 2, 4, 3, 5]) recent.add(group(sequence, 2));
    const taken = recent.takeLost((sequence) => sequence >= 3);
    expect([sequences(taken), taken.tasks]).toEqual([[4, 3, 5], 6]);
    expect([recent.takeLost((sequence) => sequence >= 3).messages, sequences(recent.take())]).toEqual([[], [1, 2]]);
  });

  it('still knows what it had no room for', () => {
    const recent = new RecentTasks();
    for (let sequence = 1; sequence <= 100_003; sequence++) recent.add(task(sequence));
    recent.takeLost((sequence) => sequence >= 100_000);
    expect(recent.take().dropped).toBe(3);
  });

  it('keeps a hundred thousand, drops the oldest beyond, and tells how many', () => {
    const recent = new RecentTasks();
    for (let sequence = 1; sequence <= 100_003; sequence++) recent.add(task(sequence));
    const { messages, tasks, dropped } = recent.take();
    expect([messages.length, messages[0]!.sequence, tasks, dropped]).toEqual([100_000, 4, 100_000, 3]);
  });

  it('counts the tasks of a group, and keeps or drops it as a whole', () => {
    const recent = new RecentTasks();
    recent.add(group(1, 300));
    recent.add(group(2, 700));
    recent.settledBelow(2);
    expect(recent.take()).toMatchObject({ tasks: 700, dropped: 0 });
    for (let sequence = 3; sequence <= 103; sequence++) recent.add(group(sequence, 1_000));
    const { messages, tasks, dropped } = recent.take();
    expect([messages.length, messages[0]!.sequence, tasks, dropped]).toEqual([100, 4, 100_000, 1_000]);
  });

  it('keeps 64 MiB', () => {
    const recent = new RecentTasks();
    for (let sequence = 1; sequence <= 70; sequence++) recent.add(task(sequence, MEBIBYTE));
    const { messages, dropped } = recent.take();
    expect([messages.length, dropped]).toEqual([64, 6]);
  });

  it('counts none as dropped that were worked in the end', () => {
    const recent = new RecentTasks();
    for (let sequence = 1; sequence <= 70; sequence++) recent.add(task(sequence, MEBIBYTE));
    recent.settledBelow(7);
    expect(recent.take().dropped).toBe(0);
  });
});

describe('a message that is stored again', () => {
  const encoded = ['a', 'b', 'c'].map((room) => PushTask.encode(pushTask({ room, operation: 7 })).finish());

  function placesIn(data: Uint8Array): unknown[] {
    return tasksIn(data).map((one) => {
      const { room, operation, former } = PushTask.decode(one);
      return [room, operation, former?.epoch, former?.id];
    });
  }

  it('says of each of its tasks where it was', () => {
    const alone = withFormerPlaces({ ...task(5), data: encoded[0]! });
    expect(placesIn(alone)).toEqual([['a', 7, EPOCH, numericId(5)]]);
    const lost = { ...group(6, 3), data: encodeGroup(encoded) };
    const stored = withFormerPlaces(lost);
    expect(placesIn(stored)).toEqual(['a', 'b', 'c'].map((room, n) => [room, 7, EPOCH, numericId(6, n)]));
    // And once more, by where it was last.
    const again = withFormerPlaces({ ...lost, epoch: EPOCH + 1, sequence: 1, data: stored });
    expect(placesIn(again)).toEqual(['a', 'b', 'c'].map((room, n) => [room, 7, EPOCH + 1, numericId(1, n)]));
  });
});
