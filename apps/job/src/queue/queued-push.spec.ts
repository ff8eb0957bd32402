import { describe, expect, it } from '@jest/globals';
import { PushTask, pushTask, PushType } from '#contracts';
import { untilRoomHas } from './queued-push.js';

function queued(task: Partial<PushTask>): { data: Uint8Array } {
  return { data: PushTask.encode(pushTask({ type: PushType.Room, operation: 1000, ...task })).finish() };
}

describe('tasks that wait for more to join', () => {
  it('wait until one room has as many as are joined', () => {
    const isEnough = untilRoomHas(3);
    const rooms = ['a', 'b', 'a', 'b', 'c', 'b'];
    expect(rooms.map((room) => isEnough(queued({ room })))).toEqual([false, false, false, false, false, true]);
  });

  it('count no pushes that are not joined, nor what is none', () => {
    const isEnough = untilRoomHas(1);
    expect(isEnough(queued({ type: PushType.Broadcast }))).toBe(false);
    expect(isEnough({ data: Buffer.from('no task') })).toBe(false);
    expect(isEnough(queued({ room: 'a' }))).toBe(true);
  });
});
