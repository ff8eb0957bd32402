import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AppErrorCode, Grant, RoomKey } from '#contracts';
import { encodeFrame, TARGETED_HELLO_SEQ } from '#protocol';
import { settled, type FakeClient } from '../../../test/fake-client.js';
import { POSITIONS_SPACING_MS } from '../../../test/catching-up-fixture.js';
import { packet } from '../../../test/fake-outlet.js';
import { SessionFixture } from '../../../test/session-fixture.js';

const ROOM = 'private://1' as RoomKey;
const TARGET = `room:${ROOM}`;
const NAMED: Grant = { mayJoin: ['private://7', 'chat://*'], joinsAny: false, readsAny: false };

let comet: SessionFixture;
let keep: number;
let error: string;

beforeEach(() => {
  comet = new SessionFixture();
  [keep, error] = [0, ''];
  comet.logic.answerWith('authorize', () => ({ error, reason: error && 'not yours', keep }));
  comet.logic.answerWith('positions', ({ targets }) => ({ epoch: 7, ids: (targets as string[]).map(() => 10) }));
});

const asked = () => comet.logic.callsOf('authorize').map(({ request }) => request);

async function answerTo(client: FakeClient, op: number, body: string): Promise<unknown> {
  client.wire.writes.length = 0;
  client.send(op, body);
  await settled();
  // Where targets are is asked about so often.
  comet.clock.advance(POSITIONS_SPACING_MS);
  await settled();
  return client.received.at(-1)?.body;
}

async function versionTwo(grant: Grant = NAMED): Promise<FakeClient> {
  comet.logic.grant({ key: 'a', grant });
  const client = comet.client();
  client.sendBytes(encodeFrame(7, TARGETED_HELLO_SEQ, Buffer.from('{}'), 2));
  await settled();
  client.sendBytes(encodeFrame(22, 1, Buffer.from('{}'), 2));
  await settled();
  return client;
}

describe.each([
  [12, 'join'],
  [18, 'subscribe'],
])('a room that a client wants by operation %i', (op, action) => {
  it('is entered where logic lets it, which is told who asks, what it was granted and where it is', async () => {
    const client = await comet.authenticated({ key: 'a', roomID: 'chat://1', joined: ['chat://2'], grant: NAMED });
    expect(await answerTo(client, op, ROOM)).toBe(ROOM);
    expect(comet.hub.room(ROOM)?.localOnline).toBe(1);
    const { mayJoin } = NAMED;
    expect(asked()).toMatchObject([
      { action, object: ROOM, mid: 7, key: 'a', roomID: 'chat://1', joined: ['chat://2'], mayJoin, ip: client.ip },
    ]);
  });

  it('is not entered where logic refuses: the client is told why, it is counted, and the connection stays', async () => {
    error = 'forbidden';
    const client = await comet.authenticated({ grant: NAMED });
    expect(await answerTo(client, op, ROOM)).toBe('{"error":"forbidden","reason":"not yours"}');
    expect([comet.hub.room(ROOM), client.isClosedAs]).toEqual([undefined, undefined]);
    expect(comet.counts.ignored.byLabel).toEqual({ forbidden: 1 });
    expect(await answerTo(client, 2, '')).toBeDefined();
  });

  it.each<[AppErrorCode]>([['unavailable'], ['internal']])(
    'is not entered where logic cannot say: %s',
    async (code) => {
      const client = await comet.authenticated({ grant: NAMED });
      comet.logic.fail('authorize', code);
      expect(await answerTo(client, op, ROOM)).toBe(`{"error":"${code}"}`);
      expect([comet.hub.room(ROOM), comet.logic.failed]).toEqual([undefined, { authorize: 1 }]);
      comet.logic.fail('authorize', undefined);
      expect(await answerTo(client, op, ROOM)).toBe(ROOM);
    },
  );

  it('is asked about where logic said nothing of what the client may', async () => {
    error = 'forbidden';
    const client = await comet.authenticated({ grant: null });
    expect(await answerTo(client, op, ROOM)).toMatch(/forbidden/);
  });

  it('is entered at once by a client that may join any', async () => {
    const client = await comet.authenticated();
    client.wire.writes.length = 0;
    client.send(op, ROOM);
    await settled();
    expect([asked(), client.received.at(-1)!.body]).toEqual([[], ROOM]);
  });

  it('is asked about again when the decision is as old as logic said, and not before', async () => {
    [keep, error] = [1_000, 'forbidden'];
    const client = await comet.authenticated({ grant: NAMED });
    for (let n = 0; n < 2; n++) expect(await answerTo(client, op, ROOM)).toMatch(/forbidden/);
    expect(asked()).toHaveLength(1);
    comet.clock.advance(1_000);
    [keep, error] = [0, ''];
    expect(await answerTo(client, op, ROOM)).toBe(ROOM);
    expect(asked()).toHaveLength(2);
  });

  it('is decided by the newest token', async () => {
    [keep, error] = [60_000, 'forbidden'];
    const client = await comet.authenticated({ grant: NAMED });
    expect(await answerTo(client, op, ROOM)).toMatch(/forbidden/);
    const grant = { mayJoin: [ROOM], joinsAny: false, readsAny: false };
    comet.logic.answerWith('refresh', () => ({ expiresIn: 0, grant }));
    await answerTo(client, 32, '{"token":"t"}');
    error = '';
    expect(await answerTo(client, op, ROOM)).toBe(ROOM);
    expect(asked().at(-1)!['mayJoin']).toEqual([ROOM]);
  });
});

describe('what is kept of a target', () => {
  const PAGE = Buffer.from('{"messages":[]}');

  beforeEach(() => {
    comet.logic.answerWith('history', () => ({ error: '', reason: '', page: PAGE }));
    comet.logic.answerWith('catchUp', () => ({
      verdict: 'recovered',
      epoch: 7,
      upTo: 10,
      gaps: [],
      messages: [],
      last: 10,
    }));
  });

  it('comes in pages to a client that logic lets read it', async () => {
    const client = await comet.authenticated({ roomID: ROOM, grant: NAMED });
    expect(await answerTo(client, 26, '')).toBe(PAGE.toString());
    expect(asked()).toMatchObject([{ action: 'read', object: TARGET }]);
    error = 'forbidden';
    expect(await answerTo(client, 26, '')).toBe('{"error":"forbidden","reason":"not yours"}');
  });

  it('is resumed where logic lets a client, and begins anew at where the target is where it does not', async () => {
    const client = await versionTwo();
    await answerTo(client, 18, `{"room":"${ROOM}"}`);
    const cursors = { cursors: { [TARGET]: '7:5' } };
    const resume = async () => JSON.parse(String(await answerTo(client, 22, JSON.stringify(cursors)))) as object;
    expect(await resume()).toMatchObject({ targets: { [TARGET]: { verdict: 'recovered' } } });
    error = 'forbidden';
    expect(await resume()).toEqual({ targets: { [TARGET]: { verdict: 'reset', cursor: '7:10' } } });
    comet.hub.pushRoom(ROOM, packet('one'), { epoch: 7, ids: [11], prev: 10, transient: [] });
    expect(await resume()).toEqual({ targets: { [TARGET]: { verdict: 'reset', cursor: '7:11' } } });
    comet.logic.fail('authorize', 'unavailable');
    expect(await resume()).toEqual({ targets: { [TARGET]: { verdict: 'unavailable' } } });
  });

  it('is not joined by version 2 where logic refuses', async () => {
    const client = await versionTwo();
    error = 'forbidden';
    for (const op of [12, 18]) {
      expect(await answerTo(client, op, `{"room":"${ROOM}","cursor":"7:5"}`)).toBe(
        '{"error":"forbidden","reason":"not yours"}',
      );
    }
    expect(comet.hub.room(ROOM)).toBeUndefined();
  });
});
