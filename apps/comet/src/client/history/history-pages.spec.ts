import { beforeEach, describe, expect, it } from '@jest/globals';
import { roomTarget, type SessionKey } from '#contracts';
import { CatchingUpFixture, OTHER_ROOM, ROOM, TARGET } from '../../../test/catching-up-fixture.js';
import { settled } from '../../../test/fake-client.js';

let comet: CatchingUpFixture;

beforeEach(() => {
  comet = new CatchingUpFixture();
});

describe('a page of the history', () => {
  it.each([1, 2])('is answered to a client of version %i for what it may read', async (version) => {
    await comet.connect({ mid: 7, key: 'k', roomID: ROOM }, { version });
    comet.received();
    comet.logic.answerWith('history', () => ({ error: '', reason: '', page: Buffer.from('{"messages":[]}') }));
    comet.send(26, '');
    await settled();
    comet.send(26, { target: 'mid:7', before: '7:5', limit: 500 });
    await settled();
    comet.send(26, { target: 'mid:8' });
    comet.send(26, { target: roomTarget(OTHER_ROOM) });
    comet.send(26, { limit: 'x' });
    expect(comet.received()).toEqual([
      [27, { messages: [] }],
      [27, { messages: [] }],
      [27, { error: 'forbidden' }],
      [27, { error: 'forbidden' }],
      [27, { error: 'bad-body' }],
    ]);
    expect(comet.logic.callsOf('history').map(({ request }) => ({ ...request }))).toMatchObject([
      { target: TARGET, maxBytes: 65_536 },
      { target: 'mid:7', before: '7:5', limit: 100 },
    ]);
  });

  it('is for nobody who was taken out of the room while it was read', async () => {
    await comet.connect({ roomID: ROOM, key: 'k' });
    comet.received();
    comet.logic.hold('history');
    comet.send(26, '');
    await settled();
    comet.hub.leave(comet.hub.channel('k' as SessionKey)!, ROOM);
    comet.logic.callsOf('history')[0]!.answer({ error: '', reason: '', page: Buffer.from('{"messages":[]}') });
    await settled();
    expect(comet.received()).toEqual([[27, { error: 'forbidden' }]]);
  });

  it('is not there where logic does not answer', async () => {
    await comet.connect();
    comet.received();
    comet.logic.fail('history', 'unavailable');
    comet.send(26, '');
    await settled();
    expect(comet.received()).toEqual([[27, { error: 'unavailable' }]]);
  });
});

describe('what a member has read', () => {
  it('is noted, for itself alone', async () => {
    await comet.connect({ mid: 7 });
    comet.received();
    comet.send(24, { target: 'mid:7', cursor: '7:2048' });
    await settled();
    comet.send(24, { target: 'mid:8', cursor: '7:2048' });
    for (const cursor of ['x', '7:9223372036854775807']) comet.send(24, { target: 'mid:7', cursor });
    expect(comet.received()).toEqual([
      [25, {}],
      [25, { error: 'forbidden' }],
      [25, { error: 'bad-cursor' }],
      [25, { error: 'bad-cursor' }],
    ]);
    expect(comet.logic.callsOf('read').map(({ request }) => ({ ...request }))).toEqual([
      { mid: 7, epoch: 7, id: 2048 },
    ]);
  });

  it('is not noted at a place that logic says nothing was pushed at yet', async () => {
    await comet.connect({ mid: 7 });
    comet.received();
    comet.logic.fail('read', 'invalid-argument');
    comet.send(24, { target: 'mid:7', cursor: '2147483647:1' });
    await settled();
    expect([comet.received(), comet.logic.failed]).toEqual([[[25, { error: 'bad-cursor' }]], {}]);
  });

  it.each([
    ['history-off', {}],
    ['history-unavailable', { read: 1 }],
  ] as const)('is no failure of logic where it answers %s, unless that is one', async (code, failed) => {
    await comet.connect({ mid: 7 });
    comet.received();
    comet.logic.fail('read', code);
    comet.send(24, { target: 'mid:7', cursor: '7:2048' });
    await settled();
    expect([comet.received(), comet.logic.failed]).toEqual([[[25, { error: code }]], failed]);
  });
});
