import { beforeEach, expect, it } from '@jest/globals';
import { StoreClock } from '#bus';
import type { RoomKey, SessionKey } from '#contracts';
import { Metrics } from '#observability';
import { FakeQueue, FakeReceipts } from '../../test/fake-push.js';
import { FakeRegistry } from '../../test/fake-sessions.js';
import { PushService } from './push.service.js';

const MESSAGE = Buffer.from('hello');
const ROOM = 'live://1' as RoomKey;

let queue: FakeQueue;
let push: PushService;

beforeEach(() => {
  queue = new FakeQueue();
  const metrics = new Metrics({ processMetrics: false });
  push = new PushService(new FakeRegistry(), queue, metrics, new StoreClock(), new FakeReceipts().asService);
});

/** As an extension that is JavaScript gives it. */
function anything(value: unknown): never {
  return value as never;
}

it.each(['SGk=', undefined, null, 5, new Date(0), {}, [1, 2], new ArrayBuffer(2), new Uint16Array([1000])])(
  'a message that is no bytes is refused, and none is stored: %p',
  async (message) => {
    const refusal = /message is no Uint8Array/;
    await expect(push.toRoom(1000, ROOM, anything(message))).rejects.toThrow(refusal);
    await expect(push.toKeys(1000, ['a' as SessionKey], anything(message))).rejects.toThrow(refusal);
    await expect(push.toMids(1000, [1], anything(message))).rejects.toThrow(refusal);
    await expect(push.toAll(1000, 0, anything(message))).rejects.toThrow(refusal);
    expect(queue.published).toEqual([]);
  },
);

it.each([['1000'], [1.5], [Number.NaN], [2 ** 40], [undefined]])('an operation of %p is refused', async (operation) => {
  await expect(push.toRoom(anything(operation), ROOM, MESSAGE)).rejects.toThrow(/operation is no int32/);
  expect(queue.published).toEqual([]);
});

it.each([
  ['room', (): Promise<unknown> => push.toRoom(1000, anything(undefined), MESSAGE)],
  ['room', (): Promise<unknown> => push.toRoom(1000, anything(''), MESSAGE)],
  ['keys', (): Promise<unknown> => push.toKeys(1000, anything('key-1'), MESSAGE)],
  ['keys', (): Promise<unknown> => push.toKeys(1000, anything(['']), MESSAGE)],
  ['keys', (): Promise<unknown> => push.toKeys(1000, anything([7]), MESSAGE)],
  ['mids', (): Promise<unknown> => push.toMids(1000, anything(['7']), MESSAGE)],
  ['mids', (): Promise<unknown> => push.toMids(1000, [7n], MESSAGE)],
  ['mids', (): Promise<unknown> => push.toMids(1000, [1.5], MESSAGE)],
  ['speed', (): Promise<unknown> => push.toAll(1000, -1, MESSAGE)],
  ['speed', (): Promise<unknown> => push.toAll(1000, anything('5'), MESSAGE)],
  ['ttl', (): Promise<unknown> => push.toAll(1000, 0, MESSAGE, { ttl: Number.NaN })],
  ['sender', (): Promise<unknown> => push.toAll(1000, 0, MESSAGE, { sender: anything('abc') })],
])('what can be no %s is refused: %s', async (name, attempt) => {
  await expect(attempt()).rejects.toThrow(new RegExp(`the push's ${name} `));
  expect(queue.published).toEqual([]);
});

it('members beyond what a number has, and bytes of any kind, are taken', async () => {
  await push.toMids(-1, [2n ** 60n, 0], new Uint8Array([1]), { sender: 2n ** 60n, ttl: 0.5 });
  expect(queue.published).not.toEqual([]);
});
