import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AppError, type CometId } from '#contracts';
import { Dispatching, PUSH } from '../../test/dispatching.js';
import { EPOCH } from '../../test/received.js';
import type { ReceivedTask } from '../dispatch/received-task.js';
import { Misses } from './comet-link.js';
import { Debts } from './debts.js';

const [G1, G2] = ['g1', 'g2'] as CometId[];

let misses: Misses;
let debts: Debts;

beforeEach(() => {
  misses = new Misses();
  debts = new Debts();
});

describe('Misses', () => {
  it('say why a task was missed first', () => {
    misses.note(7, 'away', G1);
    misses.note(7, 'full', G2);
    expect([misses.reasonOf(7), misses.reasonOf(8)]).toEqual(['away', undefined]);
  });

  it('name the comets that a task is owed to, where there are any', () => {
    misses.note(7, 'away', G1);
    misses.note(7, 'full', G2);
    misses.note(8, 'no comet is registered');
    expect([...misses.owed(false)]).toEqual([[7, new Set([G1, G2])]]);
  });
});

describe('Debts', () => {
  const named = (id: number, epoch = EPOCH) => ({ epoch, id });

  it('are taken once', () => {
    misses.note(7, 'away', G1);
    debts.note(misses, EPOCH);
    expect(debts.take(named(8))).toBeUndefined();
    expect(debts.take(named(7))).toEqual({ comets: new Set([G1]) });
    expect(debts.take(named(7))).toBeUndefined();
  });

  // Else the push that has the same id in the queue that was made anew went to this comet alone, or to nobody.
  it('are not those of the task with the same id in another queue', () => {
    misses.note(7, 'away', G1);
    debts.note(misses, EPOCH);
    expect(debts.take(named(7, EPOCH + 1))).toBeUndefined();
  });

  it('are forgotten above 10,000, the oldest first', () => {
    for (let sequence = 0; sequence <= 10_000; sequence++) misses.note(sequence, 'away', G1);
    debts.note(misses, EPOCH);
    expect(debts.take(named(0))).toBeUndefined();
    expect(debts.take(named(1))).toEqual({ comets: new Set([G1]) });
  });
});

describe('Debts that say where recipients were sent a task', () => {
  it('are forgotten above 100,000 recipients, the oldest first', () => {
    const recipients = Array.from({ length: 1_000 }, () => ({ key: 'a', mid: 0, places: [], slice: null }));
    const sent = new Map<number, typeof recipients>();
    for (let id = 0; id < 101; id++) {
      misses.note(id, 'away', G1);
      sent.set(id, recipients);
    }
    debts.note(misses, EPOCH, false, sent);
    expect([0, 1].map((id) => debts.of({ epoch: EPOCH, id })?.sent?.length)).toEqual([undefined, 1_000]);
    for (let id = 1; id < 101; id++) debts.take({ epoch: EPOCH, id });
    debts.note(misses, EPOCH, false, sent);
    expect(debts.of({ epoch: EPOCH, id: 1 })?.sent).toHaveLength(1_000);
  });
});

describe('what is kept of a task that comes no more', () => {
  let on: Dispatching;
  let kept: jest.SpiedFunction<Debts['of']>;

  beforeEach(() => {
    on = new Dispatching();
    kept = jest.spyOn(Debts.prototype, 'of');
  });

  afterEach(() => {
    kept.mockRestore();
  });

  it.each([
    ['that was given up', async (task: ReceivedTask) => on.dispatcher.forget(task, on.lease)],
    [
      'whose time is up',
      async (task: ReceivedTask) => {
        task.task.expires = 1;
        await on.dispatch(task);
      },
    ],
  ])('is nothing of one %s', async (_, ends) => {
    on.bus.answer = async () => {
      throw new AppError('unavailable', 'no answer');
    };
    const task = on.toKeys('c1', 'a');
    await on.dispatch(task);
    await ends(task);
    expect((kept.mock.contexts[0] as Debts).of(task)).toBeUndefined();
  });
});

describe('what a comet is owed of a queue that was lost', () => {
  let on: Dispatching;

  beforeEach(() => {
    on = new Dispatching();
  });

  // Ids begin anew: a push of the new queue went to the comets that an older one with its id was owed to, or to none.
  it('holds back none of the pushes that have the same ids in the new one', async () => {
    on.bus.answer = async () => {
      throw new AppError('unavailable', 'no answer');
    };
    const lost = [on.toKeys('c1', 'a'), on.toKeys('c1', 'b'), on.toKeys('c1', 'c')];
    await on.dispatch(...lost);
    on.bus.answer = async () => undefined;
    on.bus.log.length = 0;
    const again = [on.toRoom('r', '1'), on.toKeys('c2', 'z'), on.toAll(0)].map((task, n) => {
      return { ...task, id: lost[n]!.id, epoch: EPOCH + 1 };
    });
    expect(await on.dispatch(...again)).toEqual([undefined, undefined, undefined]);
    expect(on.bus.log).toEqual(['goim.broadcast', 'goim.room.r', `request ${PUSH('c2')}`]);
    expect(on.dispatcher.counts).toMatchObject({ keys: 4, room: 1, all: 1 });
  });

  it('is forgotten where the lease of the partition ended: another job may have sent the rest', async () => {
    on.bus.answer = async (subject) => {
      if (subject === PUSH('c1')) throw new AppError('unavailable', 'no answer');
    };
    const recipients = ['c1', 'c2'].map((server) => ({ key: server, mid: 0, places: [{ server, keys: [] }] }));
    const task = on.toRecipients(recipients);
    await on.dispatch(task);
    on.bus.answer = async () => undefined;
    on.bus.log.length = 0;
    await on.dispatcher.dispatch([task], { ...on.lease });
    expect(on.bus.log).toEqual([`request ${PUSH('c1')}`, `request ${PUSH('c2')}`]);
  });
});
