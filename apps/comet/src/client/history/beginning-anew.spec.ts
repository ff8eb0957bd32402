import { beforeEach, describe, expect, it } from '@jest/globals';
import { Operation } from '#protocol';
import {
  CatchingUpFixture,
  EPOCH,
  found,
  POSITIONS_SPACING_MS,
  ROOM,
  TARGET,
} from '../../../test/catching-up-fixture.js';
import { settled } from '../../../test/fake-client.js';
import { packet } from '../../../test/fake-outlet.js';

const NEXT_EPOCH = 9;
const LATER_EPOCH = 11;

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

  it('is not told of that again either where what it missed can be read no more by then', async () => {
    comet.send(22, { cursors: {} });
    await settled();
    comet.hub.pushRoom(ROOM, packet('m101'), { epoch: EPOCH, ids: [101], prev: 100, transient: [] });
    comet.hub.pushRoom(ROOM, packet('m102'), { epoch: EPOCH, ids: [102], prev: 101, transient: [] });
    comet.hub.pushRoom(ROOM, packet('m1'), { epoch: NEXT_EPOCH, ids: [1], prev: 0, transient: [] });
    comet.logic.answerWith('news', () => ({ epoch: NEXT_EPOCH, verdicts: ['reset'], upTo: [1] }));
    comet.send(22, { cursors: { [TARGET]: `${EPOCH}:101` } });
    await settled();
    comet.received();
    // Its reply names no epoch, and so says nothing of the one that the client was told of.
    comet.logic.fail('news', 'unavailable');
    comet.send(22, { cursors: { [TARGET]: `${NEXT_EPOCH}:1` } });
    await settled();
    comet.clock.advance(20);
    expect(comet.received()).toEqual([
      [23, { targets: { [TARGET]: { verdict: 'unavailable' } } }],
      [1, 0, TARGET, 'm1'],
    ]);
  });

  it('gets what comes in a later queue where it left the room before the notice', async () => {
    comet.send(22, { cursors: {} });
    await settled();
    comet.hub.pushRoom(ROOM, packet('m101'), { epoch: EPOCH, ids: [101], prev: 100, transient: [] });
    comet.hub.pushRoom(ROOM, packet('m102'), { epoch: EPOCH, ids: [102], prev: 101, transient: [] });
    comet.hub.pushRoom(ROOM, packet('m1'), { epoch: NEXT_EPOCH, ids: [1], prev: 0, transient: [] });
    comet.logic.answerWith('news', () => ({ epoch: NEXT_EPOCH, verdicts: ['reset'], upTo: [1] }));
    comet.send(22, { cursors: { [TARGET]: `${EPOCH}:101` } });
    await settled();
    comet.send(Operation.ChangeRoom, { room: '' });
    await settled();
    comet.clock.advance(20);
    comet.logic.answerWith('positions', () => ({ epoch: LATER_EPOCH, ids: [4] }));
    comet.send(Operation.ChangeRoom, { room: ROOM });
    await settled();
    comet.clock.advance(POSITIONS_SPACING_MS);
    await settled();
    comet.received();
    comet.hub.pushRoom(ROOM, packet('m5'), { epoch: LATER_EPOCH, ids: [5], prev: 4, transient: [] });
    comet.clock.advance(10);
    expect(comet.received()).toEqual([[5, 4, TARGET, 'm5']]);
  });
});
