import { describe, expect, it } from '@jest/globals';
import { StoreClock } from '#bus';
import type { Recipient, SessionKey } from '#contracts';
import { Metrics } from '#observability';
import { FakeQueue, FakeReceipts } from '../../test/fake-push.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import type { SessionRecord } from '../sessions/session-record.js';
import { MembersNow, slicesOf } from './member-slices.js';
import { PushService } from './push.service.js';

function sessions(count: number): SessionRecord[] {
  return Array.from({ length: count }, (_, n) =>
    fakeSession(`5f2a9c01-0000-4000-8000-${String(n).padStart(12, '0')}`, { mid: 7 }),
  );
}

describe('the sessions of a member', () => {
  it('are one part up to 250', () => {
    expect(slicesOf([])).toEqual([{ slice: null, sessions: [] }]);
    const some = sessions(250);
    expect(slicesOf(some)).toEqual([{ slice: null, sessions: some }]);
  });

  it.each([
    [251, 2],
    [400, 2],
    [401, 4],
    [3_000, 16],
    [20_000, 128],
  ])('where they are %i are shared out among %i slices of 200 at most, on average', (all, count) => {
    const slices = slicesOf(sessions(all));
    expect(slices.map(({ slice }) => slice)).toEqual(Array.from({ length: count }, (_, index) => ({ index, count })));
    expect(new Set(slices.flatMap((one) => one.sessions)).size).toBe(all);
    expect(Math.max(...slices.map((one) => one.sessions.length))).toBeLessThan(270);
  });

  it('stay in their slices, however many there are by now, and are looked up once', () => {
    let lookups = 0;
    const before = sessions(600);
    const now = before.filter((_, n) => n % 3 > 0);
    const members = new MembersNow({ byMid: () => (lookups++, now) });
    for (const { slice, sessions: own } of slicesOf(before)) {
      expect(members.sessionsOf(7, slice)).toEqual(own.filter((session) => now.includes(session)));
    }
    expect(lookups).toBe(1);
    expect(members.sessionsOf(7, null)).toBe(now);
  });
});

describe('a push to a member with very many sessions', () => {
  const keysOf = (recipients: readonly Recipient[]): string[] =>
    recipients.flatMap(({ places }) => places.flatMap(({ keys }) => keys)).toSorted();

  // JetStream leaves out what comes again under an id that it has: sessions that were in another task would not get the push.
  it('that is tried again has the id of a task before only where it has its sessions', async () => {
    const [registry, queue] = [new FakeRegistry(), new FakeQueue()];
    const metrics = new Metrics({ processMetrics: false });
    const push = new PushService(registry, queue, metrics, new StoreClock(), new FakeReceipts().asService);
    const tried = async (): Promise<string[]> => {
      queue.published.length = 0;
      await push.toMids(1000, [7], Buffer.from('hello'), { idempotencyKey: 'once' });
      return queue.published.map(({ messageId }) => messageId!);
    };
    registry.add(...sessions(400));
    const first = await tried();
    expect(await tried()).toEqual(first);
    registry.add(fakeSession('one-more', { mid: 7 }));
    expect((await tried()).filter((id) => first.includes(id))).toEqual([]);
  });

  // JetStream would take it for another one, and who is there would get it twice.
  it('that is tried again without being kept has the ids that it had, though others are there by now', async () => {
    const [registry, queue] = [new FakeRegistry(), new FakeQueue()];
    queue.partitionOf = () => 0;
    const metrics = new Metrics({ processMetrics: false });
    const push = new PushService(registry, queue, metrics, new StoreClock(), new FakeReceipts().asService);
    const keys = ['a', 'b', 'c', 'd'] as SessionKey[];
    const tried = async (): Promise<string[]> => {
      queue.published.length = 0;
      await push.toKeys(1000, keys, Buffer.from('hello'), { idempotencyKey: 'once', persist: false });
      return queue.published.map(({ messageId }) => messageId!);
    };
    registry.add(fakeSession('b'), fakeSession('c'));
    const first = await tried();
    registry.add(fakeSession('a'), fakeSession('d'));
    await registry.remove(fakeSession('c'));
    expect(await tried()).toEqual(first);
  });

  // A comet leaves out what comes again under the same id, and each slice may have another: what two of them name comes twice.
  it('is for each session once, and so where a comet has gone, whenever each of its tasks is worked', async () => {
    const [registry, queue] = [new FakeRegistry(), new FakeQueue()];
    const metrics = new Metrics({ processMetrics: false });
    const push = new PushService(registry, queue, metrics, new StoreClock(), new FakeReceipts().asService);
    const known = (): string[] => registry.byMid(1).map(({ key }) => key as string);
    const session = (n: number, comet = `comet-${n % 3}`) => fakeSession(`k${n}`, { mid: 1, comet });
    registry.add(...Array.from({ length: 600 }, (_, n) => session(n)));
    await push.toMids(1000, [1], Buffer.from('hello'));
    expect(keysOf(queue.published.flatMap(({ recipients }) => recipients))).toEqual(known().toSorted());
    // Of those of comet 2 every other one comes back by its key, the rest under new ones.
    for (let n = 2; n < 600; n += 3) {
      await registry.remove(session(n));
      registry.add(session(n % 2 === 0 ? n : n + 1_000, 'comet-0'));
    }
    const located = queue.published.flatMap(({ recipients }) => push.locate(recipients));
    expect(keysOf(located)).toEqual(known().toSorted());
  });
});
