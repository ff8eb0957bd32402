import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, PushRoomMessage, PushKeysMessage, PushType, ReceiptNews, subjects } from '#contracts';
import { Dispatching } from '../../test/dispatching.js';

let job: Dispatching;

beforeEach(() => {
  job = new Dispatching();
});

function told(): ReceiptNews['dispatched'] {
  return job.bus.published
    .filter(({ subject }) => subject === subjects.receipts)
    .flatMap(({ data }) => ReceiptNews.decode(data).dispatched);
}

function roomMessages(): PushRoomMessage[] {
  return job.bus.published
    .filter(({ subject }) => subject.startsWith('goim.room.'))
    .map(({ data }) => PushRoomMessage.decode(data));
}

describe('a task whose pusher asked', () => {
  it('costs the others nothing: nothing is told, and no push says so', async () => {
    await job.dispatch(job.toRoom('live://1', 'a'), job.toKeys('c1', 'k'));
    expect(told()).toEqual([]);
    expect(job.bus.published.map(({ data }) => PushKeysMessage.decode(data).receipt)).not.toContain(true);
  });

  it('to a room is not joined with others, and keeps its order among them', async () => {
    const room = 'live://1';
    const followed = job.received({ type: PushType.Room, room, msg: Buffer.from('b'), receipt: true });
    const [before, behind] = [job.toRoom(room, 'a'), job.toRoom(room, 'c')];
    await job.dispatch(before, followed, behind);
    expect(roomMessages().map(({ ids, receipt }) => [ids, receipt])).toEqual([
      [[before.id], false],
      [[followed.id], true],
      [[behind.id], false],
    ]);
    expect(told()).toMatchObject([{ message: `${followed.epoch}:${followed.id}`, outcome: 'dispatched' }]);
  });

  it('to recipients tells which comets have how many of their sessions', async () => {
    const recipients = [
      { key: '', mid: 7, places: [{ server: 'c1', keys: ['a', 'b'] }] },
      { key: '', mid: 8, places: [{ server: 'c2', keys: ['c'] }] },
    ];
    await job.dispatch(job.toRecipients(recipients, [], { receipt: true }));
    expect(told()).toMatchObject([
      {
        shares: [
          { comet: 'c1', sessions: 2 },
          { comet: 'c2', sessions: 1 },
        ],
      },
    ]);
  });

  it('whose time is up is told as expired', async () => {
    await job.dispatch(job.received({ type: PushType.Room, room: 'live://1', expires: 1, receipt: true }));
    expect(told()).toMatchObject([{ outcome: 'expired' }]);
  });

  it('that a comet does not confirm is told as failed, with the reason', async () => {
    job.bus.answer = () => Promise.reject(new AppError('unavailable', 'nobody is there'));
    const recipients = [{ key: 'a', mid: 0, places: [{ server: 'c1', keys: [] }] }];
    await job.dispatch(job.toRecipients(recipients, [], { receipt: true }));
    expect(told()).toMatchObject([{ outcome: 'failed', reason: expect.stringContaining('nobody is there') }]);
  });
});
