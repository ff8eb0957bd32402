import { expect, it } from '@jest/globals';
import { RoomPushes } from './room-pushes.js';

it('tells the rooms that most was pushed to since it was asked last, a second', () => {
  let now = 0;
  const pushes = new RoomPushes(() => now);
  for (const room of ['a', 'b', 'b']) pushes.count(room, 1);
  now = 2_000;
  expect(pushes.take()).toEqual([
    { room: 'b', pushes: 1 },
    { room: 'a', pushes: 0.5 },
  ]);
  now = 4_000;
  expect(pushes.take()).toEqual([]);
});

it('counts no more than 10,000 rooms at once, and tells 20', () => {
  let now = 0;
  const pushes = new RoomPushes(() => now);
  for (let n = 0; n < 10_000; n++) pushes.count(`room ${n}`, 1);
  for (let n = 0; n < 3; n++) pushes.count('late', 1);
  pushes.count('room 7', 1);
  now = 1_000;
  const told = pushes.take();
  expect(told).toHaveLength(20);
  expect(told[0]).toEqual({ room: 'room 7', pushes: 2 });
  expect(told.some(({ room }) => room === 'late')).toBe(false);
});
