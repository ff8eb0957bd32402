import { beforeEach, describe, expect, it } from '@jest/globals';
import { StoreClock } from '#bus';
import { AppError, PushType } from '#contracts';
import { Metrics } from '#observability';
import { EPOCH, FakeIdempotencyStore, FakeQueue, FakeReceipts } from '../../test/fake-push.js';
import { newCallers } from '../../test/fake-callers.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import type { Caller } from '#callers/nest';
import { Idempotency } from '../idempotency/idempotency.js';
import { PushController } from './push.controller.js';
import { PushBatch, PushToAll, PushToKeys, PushToMids, PushToRoom } from './push.schema.js';
import { PushService } from './push.service.js';

const CALLER: Caller = { address: '127.0.0.1' };
const CONTENT = { operation: 1000, message: 'hello' };

let queue: FakeQueue;
let receipts: FakeReceipts;
let push: PushController;

beforeEach(() => {
  const registry = new FakeRegistry();
  queue = new FakeQueue();
  receipts = new FakeReceipts();
  const metrics = new Metrics({ processMetrics: false });
  const idempotency = new Idempotency(new FakeIdempotencyStore(), metrics);
  push = new PushController(
    new PushService(registry, queue, metrics, new StoreClock(), receipts.asService),
    idempotency,
    newCallers(),
  );
  registry.add(fakeSession('a', { mid: 1, room: 'live://1' }), fakeSession('b', { mid: 1, comet: 'comet-2' }));
});

describe('a push in JSON', () => {
  it('to keys tells how many were there, and who was not', async () => {
    const answer = await push.keys(PushToKeys.parse({ ...CONTENT, keys: ['a', 'x', 'b', 'x'] }), CALLER);
    const { ids, ...more } = answer;
    expect(more).toEqual({ sessions: 2, offline: ['x'], epoch: String(EPOCH) });
    expect(ids).toEqual(queue.published.map((_, index) => String((index + 1) * 1_024)));
  });

  it('to members tells how many sessions they have, and who has none', async () => {
    const answer = await push.mids(PushToMids.parse({ ...CONTENT, mids: [1, 9] }), CALLER);
    expect(answer).toMatchObject({ sessions: 2, offline: [9], epoch: String(EPOCH) });
  });

  it('to a room and to all tells how many are there', async () => {
    expect(await push.room(PushToRoom.parse({ ...CONTENT, room: 'live://1' }), CALLER)).toEqual({
      sessions: 1,
      id: '1024',
      epoch: String(EPOCH),
    });
    expect(await push.all(PushToAll.parse({ ...CONTENT, speed: 9 }), CALLER)).toEqual({
      sessions: 2,
      id: '2048',
      epoch: String(EPOCH),
    });
    expect(queue.published).toMatchObject([
      { type: PushType.Room, room: 'live://1', msg: 'hello' },
      { type: PushType.Broadcast, speed: 9, msg: 'hello' },
    ]);
  });

  it('may be kept for a time, or not at all', async () => {
    await push.room(PushToRoom.parse({ ...CONTENT, room: 'live://1', persist: false, ttl: 9 }), CALLER);
    const [task] = queue.published;
    expect(task!.transient).toBe(true);
    expect(task!.expires).toBeGreaterThan(Date.now());
  });

  it('may write its bytes in base64', async () => {
    await push.all(PushToAll.parse({ operation: 1, message: 'aGVsbG8=', encoding: 'base64' }), CALLER);
    expect(queue.published[0]!.msg).toBe('hello');
  });

  it('may be one of many, each with an id of its own', async () => {
    const pushes = [
      { to: 'room', room: 'live://1', ...CONTENT },
      { to: 'keys', keys: ['a'], ...CONTENT },
      { to: 'mids', mids: [1], ...CONTENT },
      { to: 'all', ...CONTENT },
    ];
    expect(await push.batch(PushBatch.parse({ pushes }), CALLER, { key: 'key', id: 'id', fingerprint: 'f' })).toEqual({
      accepted: 4,
      ids: [['1024'], ['2048'], ['3072'], ['4096']],
      epoch: String(EPOCH),
    });
    const ids = queue.published.map(({ messageId }) => messageId!.slice(0, 7));
    expect(ids).toEqual(['id/f/0/', 'id/f/1/', 'id/f/2/', 'id/f/3/']);
    expect(queue.published.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['key', 'key', 'key', 'key']);
  });

  it('of a batch that is not stored fails the batch, after every other one was settled', async () => {
    queue.store = ({ room }) => {
      if (room === 'live://1') throw new AppError('queue-full', 'full');
    };
    const pushes = ['live://1', 'live://2'].map((room) => ({ to: 'room', room, ...CONTENT }));
    await expect(push.batch(PushBatch.parse({ pushes }), CALLER)).rejects.toThrow('full');
    expect(queue.published.map(({ room }) => room)).toEqual(['live://2']);
  });

  // The caller, who is told that nothing was pushed, sends the batch again: the others' clients had the first one already.
  it.each(['room', 'keys', 'mids', 'all'])(
    'to %s that is too long for NATS has nothing of its batch stored',
    async (to) => {
      queue.maxTaskBytes = 64 * 1_024;
      const whom = { room: { room: 'live://1' }, keys: { keys: ['a'] }, mids: { mids: [1] }, all: {} }[to];
      const pushes = [
        { to: 'room', room: 'live://2', ...CONTENT },
        { to, ...whom, ...CONTENT, message: 'x'.repeat(queue.maxTaskBytes - 100) },
      ];
      await expect(push.batch(PushBatch.parse({ pushes }), CALLER)).rejects.toMatchObject({ code: 'invalid-argument' });
      expect(queue.published).toEqual([]);
    },
  );
});

describe('the schemas of pushes', () => {
  it.each([
    [PushToKeys, { ...CONTENT, keys: [] }, 'keys'],
    [PushToKeys, { ...CONTENT, keys: ['x'.repeat(257)] }, 'keys.0'],
    [PushToKeys, { ...CONTENT, keys: Array.from({ length: 1_001 }, () => 'k') }, 'keys'],
    [PushToKeys, { ...CONTENT, keys: ['k'], to: 'keys' }, ''],
    [PushToMids, { ...CONTENT, mids: ['x'] }, 'mids.0'],
    [PushToMids, { ...CONTENT, mids: [2 ** 53] }, 'mids.0'],
    [PushToMids, { ...CONTENT, mids: ['9223372036854775808'] }, 'mids.0'],
    [PushToMids, { ...CONTENT, mids: [1.5] }, 'mids.0'],
    [PushToRoom, { ...CONTENT, room: '' }, 'room'],
    [PushToRoom, { ...CONTENT, room: 'r', operation: 0 }, 'operation'],
    [PushToRoom, { ...CONTENT, room: 'r', operation: 2 ** 31 }, 'operation'],
    [PushToRoom, { room: 'r', operation: 1 }, 'message'],
    [PushToAll, { ...CONTENT, speed: -1 }, 'speed'],
    [PushToAll, { ...CONTENT, ttl: 0 }, 'ttl'],
    [PushToAll, { ...CONTENT, persist: 'no' }, 'persist'],
    [PushToAll, { operation: 1, message: 'no base64', encoding: 'base64' }, 'message'],
    [PushToAll, { operation: 1, message: 'aGVsbG8', encoding: 'base64' }, 'message'],
    [PushToAll, { operation: 1, message: '\ud800' }, 'message'],
    [PushToAll, { ...CONTENT, encoding: 'hex' }, 'encoding'],
    [PushBatch, { pushes: [{ to: 'all', operation: 1, message: '!', encoding: 'base64' }] }, 'pushes.0.message'],
  ])('name what is wrong (%#)', (schema, body, path) => {
    expect(schema.safeParse(body).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
