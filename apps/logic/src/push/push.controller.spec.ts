import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, PushType } from '#contracts';
import { Metrics } from '#observability';
import { FakeIdempotencyStore, FakeQueue } from '../../test/fake-push.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { Idempotency } from '../idempotency/idempotency.js';
import { PushController } from './push.controller.js';
import { PushBatch, PushToAll, PushToKeys, PushToMids, PushToRoom } from './push.schema.js';
import { PushService } from './push.service.js';

const CONTENT = { operation: 1000, message: 'hello' };

let queue: FakeQueue;
let push: PushController;

beforeEach(() => {
  const registry = new FakeRegistry();
  queue = new FakeQueue();
  const metrics = new Metrics({ processMetrics: false });
  const idempotency = new Idempotency(new FakeIdempotencyStore(), metrics);
  push = new PushController(new PushService(registry, queue, metrics), idempotency);
  registry.add(fakeSession('a', { mid: 1, room: 'live://1' }), fakeSession('b', { mid: 1, comet: 'comet-2' }));
});

describe('a push in JSON', () => {
  it('to keys tells how many were there, and who was not', async () => {
    const answer = await push.keys(PushToKeys.parse({ ...CONTENT, keys: ['a', 'x', 'b', 'x'] }));
    expect(answer).toEqual({ sessions: 2, offline: ['x'] });
    expect(queue.published.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
  });

  it('to members tells how many sessions they have, and who has none', async () => {
    const answer = await push.mids(PushToMids.parse({ ...CONTENT, mids: [1, 9] }));
    expect(answer).toEqual({ sessions: 2, offline: [9] });
  });

  it('to a room and to all tells how many are there', async () => {
    expect(await push.room(PushToRoom.parse({ ...CONTENT, room: 'live://1' }))).toEqual({ sessions: 1 });
    expect(await push.all(PushToAll.parse({ ...CONTENT, speed: 9 }))).toEqual({ sessions: 2 });
    expect(queue.published).toMatchObject([
      { type: PushType.Room, room: 'live://1', msg: 'hello' },
      { type: PushType.Broadcast, speed: 9, msg: 'hello' },
    ]);
  });

  it('may write its bytes in base64', async () => {
    await push.all(PushToAll.parse({ operation: 1, message: 'aGVsbG8=', encoding: 'base64' }));
    expect(queue.published[0]!.msg).toBe('hello');
  });

  it('may be one of many, each with an id of its own', async () => {
    const pushes = [
      { to: 'room', room: 'live://1', ...CONTENT },
      { to: 'keys', keys: ['a'], ...CONTENT },
      { to: 'mids', mids: [1], ...CONTENT },
      { to: 'all', ...CONTENT },
    ];
    expect(await push.batch(PushBatch.parse({ pushes }), { key: 'key', id: 'id', fingerprint: 'f' })).toEqual({
      accepted: 4,
    });
    const ids = queue.published.map(({ messageId }) => messageId!.slice(0, 7));
    expect(ids.toSorted()).toEqual(['id/f/0/', 'id/f/1/', 'id/f/2/', 'id/f/2/', 'id/f/3/']);
  });

  it('of a batch that is not stored fails the batch, after every other one was settled', async () => {
    queue.store = ({ room }) => {
      if (room === 'live://1') throw new AppError('queue-full', 'full');
    };
    const pushes = ['live://1', 'live://2'].map((room) => ({ to: 'room', room, ...CONTENT }));
    await expect(push.batch(PushBatch.parse({ pushes }))).rejects.toThrow('full');
    expect(queue.published.map(({ room }) => room)).toEqual(['live://2']);
  });
});

describe('the schemas of pushes', () => {
  it.each([
    [PushToKeys, { ...CONTENT, keys: [] }, 'keys'],
    [PushToKeys, { ...CONTENT, keys: ['x'.repeat(257)] }, 'keys.0'],
    [PushToKeys, { ...CONTENT, keys: Array.from({ length: 1_001 }, () => 'k') }, 'keys'],
    [PushToKeys, { ...CONTENT, keys: ['k'], to: 'keys' }, ''],
    [PushToMids, { ...CONTENT, mids: ['1'] }, 'mids.0'],
    [PushToMids, { ...CONTENT, mids: [2 ** 53] }, 'mids.0'],
    [PushToRoom, { ...CONTENT, room: '' }, 'room'],
    [PushToRoom, { ...CONTENT, room: 'r', operation: 0 }, 'operation'],
    [PushToRoom, { ...CONTENT, room: 'r', operation: 2 ** 31 }, 'operation'],
    [PushToRoom, { room: 'r', operation: 1 }, 'message'],
    [PushToAll, { ...CONTENT, speed: -1 }, 'speed'],
    [PushToAll, { operation: 1, message: 'no base64', encoding: 'base64' }, 'message'],
    [PushToAll, { operation: 1, message: 'aGVsbG8', encoding: 'base64' }, 'message'],
    [PushToAll, { operation: 1, message: '\ud800' }, 'message'],
    [PushToAll, { ...CONTENT, encoding: 'hex' }, 'encoding'],
    [PushBatch, { pushes: [{ to: 'all', operation: 1, message: '!', encoding: 'base64' }] }, 'pushes.0.message'],
  ])('name what is wrong (%#)', (schema, body, path) => {
    expect(schema.safeParse(body).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
