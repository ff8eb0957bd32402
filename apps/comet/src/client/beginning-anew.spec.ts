import { beforeEach, describe, expect, it } from '@jest/globals';
import { CatchingUpFixture, EPOCH, found, ROOM, TARGET } from '../../test/catching-up-fixture.js';
import { settled } from '../../test/fake-client.js';
import { packet } from '../../test/fake-outlet.js';

const NEXT_EPOCH = 9;

let comet: CatchingUpFixture;

beforeEach(async () => {
  comet = new CatchingUpFixture();
  await comet.connect();
  comet.received();
  comet.pushRoom(100, 5);
});

function pushAnew(id: number, prev: number): void {
  comet.hub.pushRoom(ROOM, packet(`m${id}`), { epoch: NEXT_EPOCH, ids: [id], prev, transient: [] });
  comet.clock.advance(10);
}

describe('a client that goes on while the queue begins anew', () => {
  it('is told of that behind what it missed, and gets all that comes then, whatever ids that has', async () => {
    comet.logic.hold('catchUp');
    comet.send(22, { cursors: { [TARGET]: `${EPOCH}:6` } });
    await settled();
    pushAnew(1, 0);
    pushAnew(2, 1);
    comet.logic.callsOf('catchUp')[0]!.answer(found('recovered', [50, 100], 100));
    await settled();
    pushAnew(3, 2);
    expect(comet.received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'recovered', cursor: '7:100' } } }],
      [50, 0, TARGET, 'm50'],
      [100, 50, TARGET, 'm100'],
      [30, { target: TARGET, verdict: 'reset', cursor: '9:0' }],
      [1, 0, TARGET, 'm1'],
      [2, 1, TARGET, 'm2'],
      [3, 2, TARGET, 'm3'],
    ]);
  });

  it('is told of that once, where the verdict says it', async () => {
    pushAnew(1, 0);
    comet.logic.answerWith('news', () => ({ epoch: NEXT_EPOCH, verdicts: ['reset'], upTo: [0] }));
    comet.send(22, { cursors: { [TARGET]: `${EPOCH}:6` } });
    await settled();
    expect(comet.received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'reset', cursor: '9:0' } } }],
      [1, 0, TARGET, 'm1'],
    ]);
  });

  it('is not told of that again where it had the verdict while the notice waited, nor gets what is older than that', async () => {
    comet.send(22, { cursors: {} });
    await settled();
    comet.received();
    for (const [epoch, id, prev] of [
      [EPOCH, 101, 100],
      [EPOCH, 102, 101],
      [NEXT_EPOCH, 1, 0],
    ] as const) {
      comet.hub.pushRoom(ROOM, packet(`m${id}`), { epoch, ids: [id], prev, transient: [] });
    }
    comet.logic.answerWith('news', () => ({ epoch: NEXT_EPOCH, verdicts: ['reset'], upTo: [1] }));
    comet.send(22, { cursors: { [TARGET]: `${EPOCH}:101` } });
    await settled();
    comet.clock.advance(20);
    expect(comet.received()).toEqual([
      [101, 100, TARGET, 'm101'],
      [23, { targets: { [TARGET]: { verdict: 'reset', cursor: '9:1' } } }],
      [1, 0, TARGET, 'm1'],
    ]);
  });
});
