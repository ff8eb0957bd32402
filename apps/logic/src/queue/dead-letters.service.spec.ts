import { describe, expect, it } from '@jest/globals';
import { PushAllowance, type ApiKey } from '#callers';
import { StoreClock, type DeadLetter, type DeadLetters } from '#bus';
import type { Caller } from '#callers/nest';
import { PushTask, pushTask, PushType, subjects } from '#contracts';
import { newCallers } from '../../test/fake-callers.js';
import { EPOCH, FakeQueue } from '../../test/fake-push.js';
import type { PushService } from '../push/push.service.js';
import { DeadLettersService } from './dead-letters.service.js';

const OPERATION = 1000;

function letterOf(sequence: number, task: Partial<PushTask>): DeadLetter {
  const data = PushTask.encode(pushTask({ operation: OPERATION, msg: Buffer.from('hello'), ...task })).finish();
  const subject = subjects.pushPartition(0);
  return { sequence, partition: 0, time: 1, reason: 'it took too long', tries: 5, subject, messageId: 1, data };
}

/** One letter to each kind of target, in their order. */
const LETTERS = [
  letterOf(1, { type: PushType.Room, room: 'live://1' }),
  letterOf(2, { type: PushType.Room, room: 'chat://1' }),
  letterOf(3, { type: PushType.Broadcast }),
  letterOf(4, { type: PushType.Keys, keys: ['a'] }),
];

class FakeLetters {
  readonly letters = new Map(LETTERS.map((letter) => [letter.sequence, letter]));

  epoch(): Promise<number> {
    return Promise.resolve(EPOCH);
  }

  get(sequence: number): Promise<DeadLetter | null> {
    return Promise.resolve(this.letters.get(sequence) ?? null);
  }

  remove(sequence: number): Promise<boolean> {
    return Promise.resolve(this.letters.delete(sequence));
  }
}

/** Where everybody is now. */
const NOW = [{ server: 'c2', keys: ['now'] }];

function serviceOf(letters: FakeLetters, queue: FakeQueue): DeadLettersService {
  const locate: PushService['locate'] = (recipients) =>
    recipients.map(({ key, mid, slice = null }) => ({ key, mid, slice, places: NOW }));
  const push = { locate } as PushService;
  return new DeadLettersService(letters as unknown as DeadLetters, queue, push, new StoreClock(), newCallers());
}

function withKey(push: ApiKey['push']): Caller {
  return { address: '192.0.2.1', key: { id: '0123456789ab', name: 'a test', scopes: new Set(['admin']), push } };
}

describe('a dead letter that is pushed again', () => {
  const queue = new FakeQueue();
  const letters = new FakeLetters();
  const service = serviceOf(letters, queue);
  const again = (sequence: number, caller: Caller) => service.pushAgain(`${EPOCH}:${sequence}`, caller);

  it('is a push of the caller: what its key may not push stays where it is', async () => {
    const live = withKey({ roomTypes: new Set(['live']) });
    for (const sequence of [2, 3, 4]) await expect(again(sequence, live)).rejects.toMatchObject({ code: 'forbidden' });
    const others = withKey({ operations: new Set([OPERATION + 1]) });
    await expect(again(1, others)).rejects.toMatchObject({ code: 'forbidden' });
    expect([letters.letters.size, queue.published]).toEqual([LETTERS.length, []]);
    await again(1, live);
    expect([[...letters.letters.keys()], queue.published.map(({ room }) => room)]).toEqual([[2, 3, 4], ['live://1']]);
  });

  it('is refused where NATS takes less than what job makes of it, and stays where it is', async () => {
    const narrow = new FakeQueue();
    narrow.maxTaskBytes = 200;
    const all = new FakeLetters();
    const there = serviceOf(all, narrow);
    await expect(there.pushAgain(`${EPOCH}:1`, withKey({}))).rejects.toMatchObject({ code: 'invalid-argument' });
    expect([all.letters.size, narrow.published]).toEqual([LETTERS.length, []]);
  });

  // Pushes to keys and members may be of operation 0, as in goim.
  it('may be of operation 0 where it names its sessions; what says nothing of whom it is for is no push', async () => {
    const task = { operation: 0, recipients: [{ key: 'a', mid: 0, places: [], slice: null }] };
    letters.letters.set(8, letterOf(8, task));
    letters.letters.set(9, letterOf(9, { operation: 0 }));
    expect(await service.one(`${EPOCH}:8`)).toMatchObject({
      isPush: true,
      targets: ['key:a'],
      operation: 0,
      body: 'hello',
    });
    await again(8, withKey({}));
    expect(queue.published.at(-1)!.recipients).toMatchObject([{ key: 'a', places: NOW }]);
    expect(await service.one(`${EPOCH}:9`)).toMatchObject({ isPush: false, operation: null });
    letters.letters.delete(9);
  });

  // They were sent it where they had been, often days before: who had gone from there got nothing, and it counted as sent.
  it('is for its recipients where they are now, also those that had it', async () => {
    const before = [{ server: 'c1', keys: ['before'] }];
    const recipients = [{ key: '', mid: 7, places: before, slice: null }];
    letters.letters.set(8, letterOf(8, { recipients, former: { epoch: 1, id: 2 }, receipt: true }));
    await again(8, withKey({}));
    expect(queue.published.at(-1)).toMatchObject({
      recipients: [{ mid: 7, places: NOW }],
      former: null,
      receipt: false,
    });
  });

  it('names each target once: a member with very many sessions is several recipients', async () => {
    const slices = [0, 1].map((index) => ({ key: '', mid: 7, places: [], slice: { index, count: 2 } }));
    letters.letters.set(8, letterOf(8, { operation: OPERATION, recipients: slices }));
    expect(await service.one(`${EPOCH}:8`)).toMatchObject({ targets: ['mid:7'], targetCount: 1 });
    letters.letters.delete(8);
  });

  it('counts for the rate of the key', async () => {
    const slow = withKey({ allowance: new PushAllowance(0.001, performance.now()) });
    await again(2, slow);
    await expect(again(3, slow)).rejects.toMatchObject({ retryAfter: expect.any(Number) });
    await again(3, { address: '127.0.0.1' });
  });
});
