import { beforeEach, describe, expect, it } from '@jest/globals';
import { StoreClock } from '#bus';
import { PushTask, type AppError, type RoomKey, type SessionKey } from '#contracts';
import { Metrics } from '#observability';
import { FakeQueue, FakeReceipts } from '../../test/fake-push.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { LONGEST_MESSAGE } from '../config/logic.config.js';
import { PushService } from './push.service.js';

const OPERATION = 1000;
const ROOM = 'live://1' as RoomKey;

let registry: FakeRegistry;
let queue: FakeQueue;
let push: PushService;

beforeEach(() => {
  registry = new FakeRegistry();
  queue = new FakeQueue();
  const metrics = new Metrics({ processMetrics: false });
  push = new PushService(registry, queue, metrics, new StoreClock(), new FakeReceipts().asService);
});

// What job cannot send to the comets was accepted, failed at every try, and was a dead letter.
describe('a push that NATS takes only without what job puts around it', () => {
  const OPTIONS = { persist: false, idempotencyKey: 'id' };

  /** Of the longest message that the push can have. */
  async function longest(send: (msg: Buffer) => Promise<unknown>): Promise<number> {
    let [fits, tooLong] = [0, queue.maxTaskBytes];
    while (tooLong - fits > 1) {
      const half = Math.floor((fits + tooLong) / 2);
      await send(Buffer.alloc(half)).then(
        () => (fits = half),
        (error: AppError) => {
          expect(error).toMatchObject({ code: 'invalid-argument', retryable: false });
          tooLong = half;
        },
      );
    }
    return fits;
  }

  beforeEach(() => {
    queue.maxTaskBytes = 64 * 1_024;
    registry.add(fakeSession('a', { mid: 1 }));
  });

  it.each([
    ['keys', 24 * 1_024, (msg: Buffer) => push.toKeys(OPERATION, ['a'] as SessionKey[], msg, OPTIONS)],
    ['members', 24 * 1_024, (msg: Buffer) => push.toMids(OPERATION, [1], msg, OPTIONS)],
    ['a room', 256, (msg: Buffer) => push.toRoom(OPERATION, ROOM, msg, OPTIONS)],
    ['all', 256, (msg: Buffer) => push.toAll(OPERATION, 0, msg, OPTIONS)],
  ])('to %s is refused, and leaves %i bytes for that where it is accepted', async (_, envelope, send) => {
    const length = await longest(send);
    queue.published.length = 0;
    await send(Buffer.alloc(length));
    const { msg, partition: _partition, messageId: _id, ...task } = queue.published[0]!;
    const { length: bytes } = PushTask.encode({ ...task, msg: Buffer.from(msg) }).finish();
    expect(bytes + envelope).toBe(queue.maxTaskBytes);
    await expect(send(Buffer.alloc(length + 1))).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(queue.published).toHaveLength(1);
  });

  it('leaves room for the header with its id as well', async () => {
    const idempotencyKey = 'i'.repeat(1_000);
    const long = await longest((msg) =>
      push.toRoom(OPERATION, ROOM, msg, { ...OPTIONS, idempotencyKey, givenKey: 'k' }),
    );
    const short = await longest((msg) => push.toRoom(OPERATION, ROOM, msg, { ...OPTIONS, givenKey: 'k' }));
    expect(short - long).toBeGreaterThan(700);
  });

  it('is not stored for some of those it is for and refused for the others', async () => {
    const names = Array.from({ length: 250 }, (_, n) => `session-${n}`.padEnd(60, '-'));
    registry.add(...names.map((name) => fakeSession(name, { mid: 2 })));
    await expect(push.toMids(OPERATION, [1, 2], Buffer.alloc(30 * 1_024))).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    expect(queue.published).toEqual([]);
  });

  it('is accepted at the longest that the configuration allows where NATS takes 1 MiB', async () => {
    queue.maxTaskBytes = 1_048_576;
    const names = Array.from({ length: 1_000 }, (_, n) => `${n}`.padStart(256, 'k'));
    registry.add(...names.map((name) => fakeSession(name)));
    await push.toKeys(OPERATION, names as SessionKey[], Buffer.alloc(LONGEST_MESSAGE));
    expect(queue.published.reduce((sum, { recipients }) => sum + recipients.length, 0)).toBe(1_000);
  });
});
