import { beforeEach, describe, expect, it } from '@jest/globals';
import { NobodyListens } from '#bus';
import { AppError, PushKeysMessage } from '#contracts';
import { Dispatching, PUSH } from '../../test/dispatching.js';
import { EPOCH } from '../../test/received.js';

let on: Dispatching;

beforeEach(() => {
  on = new Dispatching();
});

describe('pushes to recipients', () => {
  const SESSION = (key: string, server: string) => ({ key, mid: 0, places: [{ server, keys: [] }] });
  const MEMBER = (mid: number, ...places: [server: string, ...keys: string[]][]) => ({
    key: '',
    mid,
    places: places.map(([server, ...keys]) => ({ server, keys })),
  });

  function published(): object[] {
    return on.bus.published.map(({ subject, data }) => {
      const { epoch, id, keys, mids, prevs, transient } = PushKeysMessage.decode(data);
      return { subject, epoch, id, keys, mids, prevs, transient };
    });
  }

  it('are one message a comet, with the member and the message before of each key', async () => {
    const task = on.toRecipients(
      [MEMBER(7, ['c1', 'a', 'b'], ['c2', 'c']), MEMBER(8, ['c1', 'd']), MEMBER(9)],
      [5, 6, 7],
    );
    expect(await on.dispatch(task)).toEqual([undefined]);
    const common = { epoch: EPOCH, id: 1_024, transient: false };
    expect(published()).toEqual([
      { subject: PUSH('c1'), keys: ['a', 'b', 'd'], mids: [7, 7, 8], prevs: [5, 5, 6], ...common },
      { subject: PUSH('c2'), keys: ['c'], mids: [7], prevs: [5], ...common },
    ]);
    expect(on.dispatcher.counts).toMatchObject({ keys: 1, messages: 2 });
  });

  it('name no members where they are to keys, and say that nothing is kept', async () => {
    await on.dispatch(on.toRecipients([SESSION('a', 'c1'), SESSION('b', 'c1')], [], { transient: true }));
    const common = { epoch: EPOCH, id: 1_024, transient: true };
    expect(published()).toEqual([{ subject: PUSH('c1'), keys: ['a', 'b'], mids: [], prevs: [0, 0], ...common }]);
  });

  it('are owed to the comet alone that did not confirm', async () => {
    on.bus.answer = async (subject) => {
      if (subject === PUSH('c1')) throw new AppError('unavailable', 'no answer');
    };
    const task = on.toRecipients([MEMBER(7, ['c1', 'a'], ['c2', 'c'])]);
    expect(await on.dispatch(task)).toEqual(['comet c1 did not confirm: no answer']);
    on.bus.answer = async () => undefined;
    on.bus.published.length = 0;
    expect(await on.dispatch(task)).toEqual([undefined]);
    expect(on.bus.published.map(({ subject }) => subject)).toEqual([PUSH('c1')]);
  });

  it('go to the sessions of a member that came since, and not again to those of a comet that has taken them', async () => {
    on.bus.answer = async (subject) => {
      if (subject === PUSH('c1')) throw new NobodyListens(subject);
    };
    const task = on.toRecipients([MEMBER(7, ['c1', 'a'], ['c2', 'c'])]);
    await on.dispatch(task);
    on.bus.published.length = 0;
    on.logic.places.set('mid:7', [{ server: 'c2', keys: ['c', 'a'] }]);
    expect(await on.dispatch(task)).toEqual([undefined]);
    expect(published()).toMatchObject([{ subject: PUSH('c2'), keys: ['a'], mids: [7] }]);
  });

  it('go to all sessions that a member has by now where one of its comets has gone', async () => {
    on.logic.places.set('mid:7', [{ server: 'c2', keys: ['c', 'new'] }]);
    await on.dispatch(on.toRecipients([MEMBER(8, ['c1', 'd']), MEMBER(7, ['gone', 'a'], ['c2', 'c'])], [1, 2]));
    expect(on.logic.asked).toEqual(['mid:7']);
    expect(published()).toMatchObject([
      { subject: PUSH('c1'), keys: ['d'], prevs: [1] },
      { subject: PUSH('c2'), keys: ['c', 'new'], mids: [7, 7], prevs: [2, 2] },
    ]);
  });

  it('who are all offline are done, without a message', async () => {
    expect(await on.dispatch(on.toRecipients([MEMBER(7), MEMBER(8)]))).toEqual([undefined]);
    expect([on.bus.published, on.logic.asked]).toEqual([[], []]);
  });
});
