import { expect, it } from '@jest/globals';
import { AppError, type AppErrorCode, type CometId } from '#contracts';
import { LogicHistory } from '../catch-up/logic-history.js';
import { LogicClient } from '../client/registration/logic-client.js';
import { LogicCalls } from './logic-calls.js';

const CONNECT = { cookie: '', token: new Uint8Array(), ip: '', connection: 1, version: 1, origin: '' };

function failing(error: unknown): { calls: LogicCalls; logic: LogicClient; history: LogicHistory } {
  const calls = new LogicCalls();
  const rpc = calls.through({ call: () => Promise.reject(error) });
  return { calls, logic: new LogicClient(rpc, 'comet-1' as CometId), history: new LogicHistory(rpc) };
}

it('counts each call that logic did not answer or failed on once, under its own name', async () => {
  const { calls, logic, history } = failing(new AppError('unavailable', 'nobody listens'));
  const ended = { mid: 1, key: 'k', connection: 1 };
  const all = [
    logic.connect(CONNECT),
    logic.disconnect(ended),
    logic.disconnect(ended),
    logic.heartbeat({ ...ended, roomID: '', ip: '', joined: [], platform: '' }),
    logic.renewOnline({}),
    history.positions(['all']),
    history.news({ epoch: 1, targets: ['all'], after: [0] }),
    history.catchUp({ target: 'all', epoch: 1, after: 0, upTo: 0, limit: 1 }),
    history.read({ mid: 1, epoch: 1, id: 1 }),
  ];
  const outcomes = await Promise.allSettled(all);
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  const once = { connect: 1, heartbeat: 1, renewOnline: 1, positions: 1, news: 1, catchUp: 1, read: 1 };
  expect(calls.failed).toEqual({ ...once, disconnect: 2 });
});

it.each<[AppErrorCode, boolean]>([
  ['unauthenticated', false],
  ['forbidden', false],
  ['banned', false],
  ['unknown-key', false],
  ['not-found', false],
  ['invalid-argument', false],
  ['history-off', false],
  ['history-unavailable', true],
  ['queue-full', true],
  ['internal', true],
])('takes what logic said for an answer, and its faults for none: %s', async (code, isCounted) => {
  const { calls, logic } = failing(new AppError(code, ''));
  await expect(logic.connect(CONNECT)).rejects.toMatchObject({ code });
  expect(calls.failed).toEqual(isCounted ? { connect: 1 } : {});
});

it('counts what is no error of ours', async () => {
  const { calls, logic } = failing(new RangeError('index out of range'));
  await expect(logic.connect(CONNECT)).rejects.toBeInstanceOf(RangeError);
  expect(calls.failed).toEqual({ connect: 1 });
});
