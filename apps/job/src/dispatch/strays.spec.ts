import { beforeEach, describe, expect, it } from '@jest/globals';
import { StoreClock } from '#bus';
import { AppError, PushType, type CometId, type LocateRequest, type Recipient, type RpcContract } from '#contracts';
import { FakeDirectory } from '../../test/fake-bus.js';
import { received } from '../../test/received.js';
import { Misses } from '../comets/comet-link.js';
import type { ReceivedTask } from './received-task.js';
import { Strays, type Found } from './strays.js';

/** Of each request, the members that it was for. */
let asked: number[][];
/** What logic answers for some members, in the place of where they are. */
let answer: (mids: readonly number[]) => void;
/** Members that have no session now. */
let offline: Set<number>;
let misses: Misses;
let sequence: number;
let strays: Strays;

beforeEach(() => {
  asked = [];
  answer = () => undefined;
  offline = new Set();
  misses = new Misses();
  sequence = 0;
  const logic = {
    async call<Request, Reply>(_contract: RpcContract<Request, Reply>, request: Request): Promise<Reply> {
      const { recipients } = request as LocateRequest;
      const mids = recipients.map(({ mid }) => mid as number);
      asked.push(mids);
      answer(mids);
      const placesOf = (mid: number): Recipient['places'] =>
        offline.has(mid) ? [] : [{ server: 'c1', keys: ['now'] }];
      return {
        recipients: recipients.map(({ key, mid, slice }) => ({ key, mid, places: placesOf(mid as number), slice })),
      } as Reply;
    },
  };
  strays = new Strays(new FakeDirectory(['c1', 'c2']).asDirectory, logic, new StoreClock());
});

function member(mid: number, sessions = 1, slice: Recipient['slice'] = null): Recipient {
  const keys = Array.from({ length: sessions }, (_, n) => `k${n}`);
  return { key: '', mid, places: [{ server: 'gone', keys }], slice };
}

function to(...recipients: Recipient[]): ReceivedTask {
  return received(++sequence, { type: PushType.Keys, recipients });
}

/** The members of a task that were found, and why it is to be tried again. */
function outcomeOf(task: ReceivedTask, found: Found | undefined): unknown[] {
  const reason = misses.reasonOf(task.id);
  const located = found!.get(task)!.filter(({ places }) => places.every(({ server }) => server !== 'gone'));
  return [located.map(({ mid }) => mid), misses.isDeferred(task.id) ? `no try: ${reason}` : reason];
}

describe('recipients a comet of which has gone', () => {
  it('are asked for by the slice of the sessions that the task is for, and are of that one', async () => {
    const task = to(member(7, 200, { index: 0, count: 2 }));
    const found = await strays.find([task], misses);
    expect(found!.get(task)).toMatchObject([
      { mid: 7, places: [{ server: 'c1', keys: ['now'] }], slice: { index: 0, count: 2 } },
    ]);
  });

  it('are asked for 200 at a time', async () => {
    await strays.find([to(...Array.from({ length: 401 }, (_, n) => member(n)))], misses);
    expect(asked.map(({ length }) => length)).toEqual([200, 200, 1]);
  });

  // 200 members with 250 sessions each were 2 MB, which NATS does not take.
  it('are asked for fewer at a time where they have many sessions', async () => {
    const many = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((mid) => member(mid, 400));
    await strays.find([to(...many), to(member(11, 2_500), member(12))], misses);
    expect(asked).toEqual([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11], [12]]);
  });
});

describe('an answer that is an error', () => {
  it('is no try of the tasks where logic is away', async () => {
    answer = () => {
      throw new AppError('unavailable', 'nobody listens');
    };
    const tasks = [to(member(1)), to(member(2))];
    const found = await strays.find(tasks, misses);
    const reason = "no try: a comet is gone, and its sessions can't be located: nobody listens";
    expect(tasks.map((task) => outcomeOf(task, found))).toEqual([
      [[], reason],
      [[], reason],
    ]);
    expect(asked).toEqual([[1, 2]]);
  });

  // Else they came back for ever, and never were dead letters.
  it('is a try of the task alone whose recipient it is for, and the others of the request are found', async () => {
    answer = (mids) => {
      if (mids.includes(3)) throw new AppError('internal', 'the answer has 1400000 bytes');
    };
    const tasks = [to(member(1), member(2)), to(member(3), member(4)), to(member(5))];
    const found = await strays.find(tasks, misses);
    expect(tasks.map((task) => outcomeOf(task, found))).toEqual([
      [[1, 2], undefined],
      [[4], "a comet is gone, and its sessions can't be located: the answer has 1400000 bytes"],
      [[5], undefined],
    ]);
    expect(asked).toEqual([[1, 2, 3, 4, 5], [1, 2, 3], [4, 5], [1, 2], [3]]);
  });
});

describe('recipients whose comet is there', () => {
  const at = (mid: number, server: string): Recipient => ({
    key: '',
    mid,
    places: [{ server, keys: ['before'] }],
    slice: null,
  });
  const placesIn = (found: Found | undefined, task: ReceivedTask): unknown =>
    found!.get(task)!.map(({ places }) => places);
  const NOW = [{ server: 'c1', keys: ['now'] }];
  const BEFORE = [{ server: 'c2', keys: ['before'] }];

  it('are asked for where their push has waited, since they may have gone to another one, or come', async () => {
    offline.add(2);
    const task = to(at(1, 'c2'), at(2, 'c2'), { key: '', mid: 3, places: [], slice: null });
    // Who is nowhere, as far as is known, is where he was.
    expect(placesIn(await strays.find([task], misses), task)).toEqual([NOW, BEFORE, NOW]);
    const fresh = { ...to(at(1, 'c2')), storedAt: Date.now() };
    const named = received(++sequence, { type: PushType.Keys, server: 'c2', keys: ['before'] });
    expect(await strays.find([fresh, named], misses)).toBeUndefined();
    expect(asked).toEqual([[1, 2, 3]]);
  });

  // It was sent to where they had been before the queue was lost.
  it('are asked for where their push was stored again, however short a time ago', async () => {
    const push = { type: PushType.Keys, recipients: [at(1, 'c2')], former: { epoch: 1, id: 2 } };
    const task = { ...received(++sequence, push), storedAt: Date.now() };
    expect(placesIn(await strays.find([task], misses), task)).toEqual([NOW]);
  });

  it('are where they were where logic does not answer, which is not asked again for some seconds', async () => {
    answer = () => {
      throw new AppError('unavailable', 'it took too long');
    };
    const task = to(at(1, 'c2'));
    expect(placesIn(await strays.find([task], misses), task)).toEqual([BEFORE]);
    expect([misses.isAny, await strays.find([task], misses)]).toEqual([false, undefined]);
    expect(asked).toEqual([[1]]);
  });

  it('are asked for again where that comet alone did not take it', async () => {
    const task = to(at(1, 'c2'), at(2, 'c1'));
    const found = await strays.find([task], misses, () => ({ comets: new Set(['c2' as CometId]) }));
    expect([placesIn(found, task), asked]).toEqual([[NOW, [{ server: 'c1', keys: ['before'] }]], [[1]]]);
  });

  it('are asked for again where one that logic named did not take it, and are there where logic is away', async () => {
    const task = to(at(1, 'gone'));
    const owed = () => ({ comets: new Set(['c2' as CometId]), sent: [at(1, 'c2')] });
    expect(placesIn(await strays.find([task], misses, owed), task)).toEqual([NOW]);
    answer = () => {
      throw new AppError('unavailable', 'it took too long');
    };
    expect(placesIn(await strays.find([task], misses, owed), task)).toEqual([BEFORE]);
    expect([misses.isAny, await strays.find([task], misses, owed)]).toEqual([false, undefined]);
  });
});
