import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, PushKeysMessage, type Recipient } from '#contracts';
import { Dispatching, PUSH } from '../../test/dispatching.js';
import type { ReceivedTask } from './received-task.js';

const WAITED_MS = 1_000;

let on: Dispatching;
/** Comets on the bus that confirm nothing. */
let broken: Set<string>;

beforeEach(() => {
  on = new Dispatching();
  on.directory.comets.push('g1');
  on.directory.goims.add('g1');
  broken = new Set();
  on.bus.answer = async (subject) => {
    for (const comet of broken) if (subject === PUSH(comet)) throw new AppError('unavailable', 'no answer');
  };
});

function at(server: string, key: string): Recipient {
  return { key, mid: 0, places: [{ server, keys: [] }], slice: null };
}

/** It has waited, so that logic is asked where its recipients are. */
function waited(...recipients: Recipient[]): ReceivedTask {
  return { ...on.toRecipients(recipients), storedAt: Date.now() - WAITED_MS };
}

/** Says where sessions are from now on. */
function moved(places: Record<string, string>): void {
  for (const [key, server] of Object.entries(places)) on.logic.places.set(key, [{ server, keys: [] }]);
}

/** @returns the keys that each comet was sent by one try, and whether some missed it */
async function tried(task: ReceivedTask): Promise<[sent: string[], isMissed: boolean]> {
  on.bus.published.length = 0;
  on.calls.requests.length = 0;
  const [reason] = await on.dispatch(task);
  const sent = on.bus.published.map(({ subject, data }) => {
    return `${subject.split('.')[2]!} ${PushKeysMessage.decode(data).keys.join()}`;
  });
  for (const [, { keys }] of on.calls.requests as unknown as [string, PushKeysMessage][])
    sent.push(`g1 ${keys.join()}`);
  return [sent, reason !== undefined];
}

describe('the next try of a push by key that went where logic said', () => {
  // The comet that the task names was taken for one that had it, and nobody ever sent it to the session.
  it('is for whoever went to the comet that missed it, beside others who were there', async () => {
    const task = waited(at('c1', 'a'), at('c2', 'b'));
    moved({ a: 'c2', b: 'c2' });
    broken.add('c2');
    expect(await tried(task)).toEqual([['c2 a,b'], true]);
    broken.clear();
    expect(await tried(task)).toEqual([['c2 a,b'], false]);
  });

  it('is for whoever has gone back meanwhile to the comet that the task names', async () => {
    const task = waited(at('c1', 'a'));
    moved({ a: 'c2' });
    broken.add('c2');
    expect(await tried(task)).toEqual([['c2 a'], true]);
    moved({ a: 'c1' });
    broken.add('c1');
    expect(await tried(task)).toEqual([['c1 a'], true]);
    broken.clear();
    moved({ a: 'c2' });
    expect(await tried(task)).toEqual([['c2 a'], false]);
  });

  // Legacy comets can't tell that they have it: their clients got it again with each try.
  it('is not for those who have it by then', async () => {
    const task = waited(at('gone', 'a'), at('gone', 'b'));
    moved({ a: 'g1', b: 'c2' });
    broken.add('c2');
    expect(await tried(task)).toEqual([['c2 b', 'g1 a'], true]);
    moved({ b: 'c1' });
    broken.add('c1');
    expect(await tried(task)).toEqual([['c1 b'], true]);
    broken.clear();
    expect(await tried(task)).toEqual([['c1 b'], false]);
  });

  it('is not for those who had it from a comet that has gone since', async () => {
    const task = waited(at('g1', 'a'), at('c2', 'b'));
    moved({ a: 'g1', b: 'c2' });
    broken.add('c2');
    expect(await tried(task)).toEqual([['c2 b', 'g1 a'], true]);
    on.directory.comets.pop();
    moved({ a: 'c1' });
    broken.clear();
    expect(await tried(task)).toEqual([['c2 b'], false]);
  });

  // They got it a second time, from the comet that they went to.
  it.each([
    [{ c1: ['a', 'new', 'b'] }, ['c1 new,b']],
    [{ c1: ['b'], c2: ['a', 'new'] }, ['c1 b', 'c2 new']],
  ])('is not for a session of a member that had it and has moved with its key: %j', async (now, others) => {
    const places = [
      { server: 'g1', keys: ['a'] },
      { server: 'c2', keys: ['b'] },
    ];
    const task = waited({ key: '', mid: 7, places, slice: null });
    broken.add('c2');
    expect(await tried(task)).toEqual([['c2 b', 'g1 a'], true]);
    on.directory.comets.pop();
    broken = new Set(['c1', 'c2']);
    on.logic.places.set(
      'mid:7',
      Object.entries(now).map(([server, keys]) => ({ server, keys })),
    );
    expect((await tried(task))[0].toSorted()).toEqual(others);
    // The second of these does not ask logic.
    on.logic.failure = new AppError('unavailable', 'nobody answers');
    for (let tries = 0; tries < 2; tries++) expect((await tried(task))[0].toSorted()).toEqual(others);
  });

  // That comet was owed it again, so that its session got it twice, and the push waited for logic.
  it('is not for a comet that had it and has gone, where logic is away', async () => {
    const places = ['g1', 'c2'].map((server) => ({ server, keys: [`of ${server}`] }));
    const task = on.toRecipients([{ key: '', mid: 7, places, slice: null }]);
    broken.add('c2');
    expect(await tried(task)).toEqual([['c2 of c2', 'g1 of g1'], true]);
    on.directory.comets.pop();
    broken.clear();
    on.logic.failure = new AppError('unavailable', 'nobody answers');
    expect(await tried(task)).toEqual([['c2 of c2'], false]);
  });

  // Logic was not asked, since the comet that the task names was back.
  it('is for whoever moves on, also of a push that names its comet and keys', async () => {
    const task = { ...on.toKeys('gone', 'a'), storedAt: Date.now() - WAITED_MS };
    moved({ a: 'c2' });
    broken.add('c2');
    expect(await tried(task)).toEqual([['c2 a'], true]);
    on.directory.join('gone');
    moved({ a: 'c1' });
    expect(await tried(task)).toEqual([['c1 a'], false]);
  });

  it('is for a comet that was not known alone, as soon as it is', async () => {
    const task = waited(at('g1', 'a'), at('c2', 'b'));
    moved({ a: 'g1', b: 'new' });
    expect(await tried(task)).toEqual([['g1 a'], true]);
    expect(await tried(task)).toEqual([[], true]);
    on.directory.join('new');
    expect(await tried(task)).toEqual([['new b'], false]);
  });

  // For as long as logic was away, clients of legacy comets got it with each try, a second apart.
  it.each([
    ['unavailable', 'no try: '],
    ['internal', ''],
  ] as const)('is for those alone whose comet has gone, where logic says %s', async (code, isNone) => {
    const task = waited(at('g1', 'a'), at('gone', 'b'), at('c2', 'c'));
    on.logic.failure = new AppError(code, 'nobody answers');
    const why = `${isNone}a comet is gone, and its sessions can't be located: nobody answers`;
    expect(await on.dispatch(task)).toEqual([why]);
    for (let tries = 0; tries < 3; tries++) expect(await tried(task)).toEqual([[], true]);
    on.logic.failure = undefined;
    moved({ a: 'c1', b: 'g1', c: 'c1' });
    expect(await tried(task)).toEqual([['g1 b'], false]);
    // Each try was counted as another.
    expect(on.dispatcher.counts.keys).toBe(1);
  });

  it('is for a comet that was gone alone, once it is back and logic is not', async () => {
    const task = waited(at('g1', 'a'), at('back', 'b'));
    on.logic.failure = new AppError('unavailable', 'nobody answers');
    expect(await tried(task)).toEqual([['g1 a'], true]);
    on.directory.join('back');
    expect(await tried(task)).toEqual([['back b'], false]);
  });
});

// Nobody was sent it, and it was acknowledged.
describe('a push by key whose comet goes while logic is asked', () => {
  it.each([false, true])('is tried again, also where that comet missed it before: %p', async (isMissedBefore) => {
    const task = { ...on.toRecipients([at('c1', 'a')]), storedAt: Date.now() };
    const other = waited(at('c2', 'b'));
    if (isMissedBefore) {
      broken.add('c1');
      await tried(task);
    }
    on.logic.onAsked = () => on.directory.comets.splice(0, 1);
    expect(await on.dispatch(task, other)).toEqual(['comet c1 is not known', undefined]);
    on.logic.onAsked = () => undefined;
    moved({ a: 'c2' });
    expect(await tried(task)).toEqual([['c2 a'], false]);
  });
});
