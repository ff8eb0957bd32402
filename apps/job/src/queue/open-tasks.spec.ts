import { describe, expect, it } from '@jest/globals';
import { encodeGroup, numericId, PushTask, pushTask, PushType } from '#contracts';
import { FakeQueuedTask } from '../../test/fake-queued-task.js';
import { openTasks, tasksOf, untilRoomHas } from './open-tasks.js';

function encoded(task: Partial<PushTask>): Uint8Array {
  return PushTask.encode(pushTask({ type: PushType.Room, operation: 1000, ...task })).finish();
}

function queued(...tasks: Partial<PushTask>[]): FakeQueuedTask {
  const each = tasks.map(encoded);
  return new FakeQueuedTask(7, { data: each.length === 1 ? each[0]! : encodeGroup(each) });
}

function all(): boolean {
  return true;
}

describe('a message of the queue', () => {
  it('is one task', () => {
    const message = queued({ room: 'a' });
    const { data, epoch, storedAt } = message;
    const received = {
      task: expect.objectContaining({ room: 'a' }),
      epoch,
      storedAt,
      bytes: data.length,
      prevs: [],
      isLastTry: false,
    };
    const only = { position: 0, data, received: { id: numericId(7), ...received } };
    expect(openTasks(message, all)).toEqual({ queued: message, tasks: [only] });
  });

  it('is a group of tasks, each with an id and a length of its own', () => {
    const tasks = [{ room: 'a' }, { room: 'longer' }];
    const open = openTasks(queued(...tasks), all).tasks.map(({ position, data, received }) => {
      return [position, data.length, received?.id, received?.bytes, received?.task.room];
    });
    const lengths = tasks.map((task) => encoded(task).length);
    expect(open).toEqual([
      [0, lengths[0], numericId(7, 0), lengths[0], 'a'],
      [1, lengths[1], numericId(7, 1), lengths[1], 'longer'],
    ]);
  });

  it('that came before has those that are still to be worked', () => {
    const { tasks } = openTasks(queued({ room: 'a' }, { room: 'b' }, { room: 'c' }), (position) => position !== 1);
    expect(tasks.map(({ position, received }) => [position, received?.task.room])).toEqual([
      [0, 'a'],
      [2, 'c'],
    ]);
  });

  it('may have tasks that cannot be decoded, beside others', () => {
    // Of a type that there is not.
    const other = Buffer.from([8, 7]);
    const group = encodeGroup([encoded({ room: 'a' }), Buffer.from('no task'), other]);
    const { tasks } = openTasks(new FakeQueuedTask(7, { data: group }), all);
    expect(tasks.map(({ received }) => received?.task.room)).toEqual(['a', undefined, undefined]);
  });

  it('may be nothing of that', () => {
    const broken = Buffer.from('0865da0605ff', 'hex');
    const { tasks } = openTasks(new FakeQueuedTask(7, { data: broken }), all);
    expect(tasks).toEqual([{ position: 0, data: broken, received: undefined }]);
  });
});

describe('how many tasks a message of the queue holds', () => {
  it('is 1 for a task and for what is nothing, and for a group as many as it has', () => {
    const broken = new FakeQueuedTask(7, { data: Buffer.from('0865da0605ff', 'hex') });
    expect([queued({}), queued({}, {}, {}), broken].map(tasksOf)).toEqual([1, 3, 1]);
  });
});

describe('tasks that wait for more to join', () => {
  it('wait until one room has as many as are joined', () => {
    const isEnough = untilRoomHas(3);
    const rooms = ['a', 'b', 'a', 'b', 'c', 'b'];
    expect(rooms.map((room) => isEnough(queued({ room })))).toEqual([false, false, false, false, false, true]);
  });

  it('wait no longer where a group has as many', () => {
    const isEnough = untilRoomHas(3);
    const groups = [queued({ room: 'a' }, { room: 'b' }), queued({ room: 'b' }, { room: 'b' }, { room: 'c' })];
    expect(groups.map(isEnough)).toEqual([false, true]);
  });

  it('count no pushes that are not joined, nor what is none', () => {
    const isEnough = untilRoomHas(1);
    expect(isEnough(queued({ type: PushType.Broadcast }))).toBe(false);
    expect(isEnough({ data: Buffer.from('no task') })).toBe(false);
    expect(isEnough(queued({ room: 'a' }))).toBe(true);
  });
});
