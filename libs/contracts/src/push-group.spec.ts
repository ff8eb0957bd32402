import { describe, expect, it } from '@jest/globals';
import { PushGroup, PushTask, PushType, pushTask } from './messages.js';
import { encodeGroup, maxGroupBytes, tasksIn } from './push-group.js';

function task(room: string): Uint8Array {
  return PushTask.encode(pushTask({ type: PushType.Room, operation: 1000, room, msg: Buffer.from('hi') })).finish();
}

function hex(tasks: readonly Uint8Array[]): string[] {
  return tasks.map((one) => Buffer.from(one).toString('hex'));
}

describe('a message of the push queue', () => {
  it('is a group of tasks, which come out in their order as they were put in', () => {
    const tasks = ['a://1', 'b://2', 'a://1'].map(task);
    expect(hex(tasksIn(encodeGroup(tasks)))).toEqual(hex(tasks));
  });

  it('is one task, of any kind, as goim stores it', () => {
    const alone = [
      task('a://1'),
      PushTask.encode(pushTask({ type: PushType.Broadcast, operation: 101, speed: 101 })).finish(),
      PushTask.encode(pushTask({ type: PushType.Keys, operation: 101, keys: ['k'], server: 'c' })).finish(),
      new Uint8Array(0),
    ];
    for (const one of alone) expect(hex(tasksIn(one))).toEqual(hex([one]));
  });

  it('is refused where it begins as a group and is none', () => {
    expect(() => tasksIn(Buffer.from('0865da0605ff', 'hex'))).toThrow(Error);
  });

  it('is a task of no known type to whoever does not know groups', () => {
    const read = PushTask.decode(encodeGroup([task('a://1')]));
    expect(Object.values(PushType)).not.toContain(read.type);
    expect(PushGroup.decode(encodeGroup([])).type).toBe(read.type);
  });

  it('has tasks of 32 KiB at most, and fewer where the bus takes less', () => {
    expect([1_048_576, 65_536, 8 * 1_048_576].map(maxGroupBytes)).toEqual([32_768, 4_096, 32_768]);
  });
});
