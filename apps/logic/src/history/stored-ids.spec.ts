import { afterEach, expect, it } from '@jest/globals';
import type { Bus } from '#bus';
import type { Cursor } from '#contracts';
import { HistoryUnavailable, type HistoryDatabase, type HistoryStore } from '#history';
import { eventually } from '#test-support';
import type { PushQueue } from '../push/push-queue.js';
import { StoredIds } from './stored-ids.js';

const NEWEST = 5n;
const told: Cursor[] = [];
const queue = { wasAt: async (place: Cursor) => void told.push(place) } as PushQueue;
let ids: StoredIds | undefined;

afterEach(() => {
  ids?.beforeApplicationShutdown();
  told.length = 0;
});

function begin(opened: Promise<void>, newestId: () => Promise<bigint | undefined>): Promise<void> {
  const bus = {} as Bus;
  ids = new StoredIds(bus, queue, { opened: () => opened } as HistoryDatabase, { newestId } as unknown as HistoryStore);
  return ids.onApplicationBootstrap();
}

it('the push queue knows at the start which ids the history has', async () => {
  await begin(Promise.resolve(), async () => NEWEST);
  expect(told).toEqual([{ epoch: 0, id: NEWEST }]);
});

it('a database that is away does not keep logic from starting, and is asked when it is back', async () => {
  let open = (): void => undefined;
  await begin(new Promise((resolve) => (open = resolve)), async () => NEWEST);
  expect(told).toEqual([]);
  open();
  await eventually('it is told', 10_000, () => expect(told).toEqual([{ epoch: 0, id: NEWEST }]));
});

it('a database that fails is asked again, and one that has nothing is not', async () => {
  const answers = [Promise.reject(new HistoryUnavailable('on purpose')), Promise.resolve(undefined)];
  answers[0]!.catch(() => undefined);
  await begin(Promise.resolve(), async () => answers.shift());
  await eventually('both were asked for', 10_000, () => expect(answers).toEqual([]));
  expect(told).toEqual([]);
});

it('without a history nothing is told', async () => {
  await new StoredIds({} as Bus, queue, undefined, undefined).onApplicationBootstrap();
  expect(told).toEqual([]);
});
