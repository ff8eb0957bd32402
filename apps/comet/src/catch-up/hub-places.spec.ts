import { beforeEach, expect, it } from '@jest/globals';
import type { RoomKey } from '#contracts';
import { settled } from '../../test/fake-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeLogic } from '../../test/fake-logic.js';
import { fakeChannel, packet } from '../../test/fake-outlet.js';
import type { Channel } from '../hub/channel.js';
import { Hub } from '../hub/hub.js';
import { CatchUps } from './catch-ups.js';

const EPOCH = 7;
const PAUSE_MS = 250;
const AGAIN_MS = 1_000;
const BEHIND: RoomKey = 'live://pushed-to' as RoomKey;
const CLOSED: RoomKey = 'live://closed' as RoomKey;
const QUIET: RoomKey = 'live://quiet' as RoomKey;

let clock: FakeClock;
let logic: FakeLogic;
let hub: Hub;
let channel: Channel;

beforeEach(() => {
  clock = new FakeClock();
  logic = new FakeLogic();
  logic.fail('positions', 'unavailable');
  hub = new Hub(
    { current: { buckets: 4, flushInterval: 5, slice: 2 } },
    { current: { maxPending: 100, onOverflow: 'disconnect' } },
    { hold: () => Promise.resolve(), drop: () => undefined },
    new CatchUps(logic.history, { current: { maxMessages: 300, concurrency: 32 } }, clock),
    clock,
  );
  ({ channel } = fakeChannel('a', { accepts: [1] }));
  hub.add(channel);
});

async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await settled();
}

async function logicIsBack(): Promise<void> {
  logic.fail('positions', undefined);
  logic.answerWith('positions', ({ targets }) => ({ epoch: EPOCH, ids: (targets as string[]).map(() => 5) }));
  await pass(AGAIN_MS);
  await pass(PAUSE_MS);
}

const asked = (): unknown[] => logic.callsOf('positions').map(({ request }) => request['targets']);

it('a comet that logic did not answer when it started sees a hole in the broadcasts all the same', async () => {
  await pass(PAUSE_MS);
  await logicIsBack();
  hub.pushAll(1, packet('8'), 0, { epoch: EPOCH, ids: [8], prev: 7, transient: [] });
  await settled();
  expect(logic.callsOf('catchUp').map(({ request: { target, after, upTo } }) => [target, after, upTo])).toEqual([
    ['all', 5, 7],
  ]);
});

it('where a room stands is asked again while it is open, until it is pushed to', async () => {
  for (const room of [BEHIND, CLOSED, QUIET]) hub.join(channel, room);
  await settled();
  await pass(PAUSE_MS);
  hub.leave(channel, CLOSED);
  hub.pushRoom(BEHIND, packet('8'), { epoch: EPOCH, ids: [8], prev: 7, transient: [] });
  await logicIsBack();
  expect(asked()).toEqual([
    ['all', `room:${BEHIND}`, `room:${CLOSED}`, `room:${QUIET}`],
    ['all', `room:${QUIET}`],
  ]);
});

it('where a room stands that was opened anew is asked for as it is now', async () => {
  hub.join(channel, CLOSED);
  await settled();
  await pass(PAUSE_MS);
  hub.leave(channel, CLOSED);
  hub.join(channel, CLOSED);
  await settled();
  await logicIsBack();
  hub.pushRoom(CLOSED, packet('8'), { epoch: EPOCH, ids: [8], prev: 7, transient: [] });
  await settled();
  expect(logic.callsOf('catchUp').length).toBe(1);
});
