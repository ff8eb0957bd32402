import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { NobodyListens } from '#bus';
import { Disconnects, type RoomKey } from '#contracts';
import { encodeFrame } from '#protocol';
import { settled } from '../../../test/fake-client.js';
import { packet } from '../../../test/fake-outlet.js';
import {
  HANDSHAKE_TIMEOUT_MS,
  MAX_ACCEPTS,
  MAX_PER_MEMBER,
  MAX_ROOMS,
  SessionFixture,
} from '../../../test/session-fixture.js';

const ROOM = 'live://1' as RoomKey;
const OTHER_ROOM = 'live://2' as RoomKey;

let comet: SessionFixture;

beforeEach(() => {
  comet = new SessionFixture();
});

describe('the auth', () => {
  it('is answered with an empty body and the ver and seq of the client', async () => {
    const client = comet.client();
    client.sendBytes(encodeFrame(7, 42, Buffer.from('{}'), 3));
    await settled();
    expect(client.received).toEqual([{ ver: 3, op: 8, seq: 42, body: '' }]);
    expect(comet.counts.authenticated).toBe(1);
  });

  it('makes the client what logic says it is', async () => {
    const client = await comet.authenticated({ key: 'a', roomID: ROOM, accepts: [1000, 1001] });
    comet.hub.pushKeys(['a'], 1001, packet('by key'));
    comet.hub.pushRoom(ROOM, packet('by room'));
    comet.hub.pushAll(999, packet('not accepted'), 0);
    expect(client.received.map(({ body }) => body)).toEqual(['by key', 'by room']);
  });

  it('keeps at most so many operations as a client may have', async () => {
    const accepts = Array.from({ length: MAX_ACCEPTS + 1 }, (_, index) => 1000 + index);
    const client = await comet.authenticated({ key: 'a', accepts });
    for (const op of accepts) comet.hub.pushKeys(['a'], op, packet(String(op)));
    expect(client.received).toHaveLength(MAX_ACCEPTS);
  });

  it('that is refused closes the connection, and says so', async () => {
    comet.logic.fail('connect', 'unauthenticated');
    const client = comet.client();
    await client.authenticate();
    expect(client.closedAs).toEqual([{ ...Disconnects.authRefused, message: 'connect failed' }]);
    expect([comet.table.size, comet.hub.connections]).toEqual([0, 0]);
    expect(comet.logic.callsOf('disconnect')).toEqual([]);
    // It was counted as logic's, and an alarm said that no logic runs.
    expect(comet.logic.failed).toEqual({});
  });

  it('that is forbidden, as too many sessions are, is refused as well', async () => {
    comet.logic.fail('connect', 'forbidden');
    const client = comet.client();
    await client.authenticate();
    expect(client.isClosedAs).toBe('auth-refused');
  });

  it('is refused where its member has as many connections as may be, and taken when one of them has gone', async () => {
    const clients = [];
    for (let n = 0; n < MAX_PER_MEMBER; n++) clients.push(await comet.authenticated({ key: String(n) }));
    const refused = await comet.authenticated({ key: 'one more' });
    expect(refused.closedAs).toEqual([{ ...Disconnects.tooManyConnections, message: 'at most 10 of one member' }]);
    expect(comet.logic.callsOf('disconnect').map(({ request }) => request['key'])).toEqual(['one more']);
    // It comes back before its old connection is known to be gone.
    expect((await comet.authenticated({ key: '0' })).isClosedAs).toBeUndefined();
    expect(clients[0]!.isClosedAs).toBe('replaced');
    expect((await comet.authenticated({ mid: 8, key: 'of another' })).isClosedAs).toBeUndefined();
    clients[1]!.leave();
    await settled();
    expect((await comet.authenticated({ mid: 7, key: 'now' })).isClosedAs).toBeUndefined();
    expect((await comet.authenticated({ key: 'then' })).isClosedAs).toBe('too-many-connections');
  });

  it.each([
    ['without a member', { mid: 0 }],
    ['that only say which member they are', { isProven: false }],
  ])('does not count clients %s', async (_, granted) => {
    for (let n = 0; n <= MAX_PER_MEMBER; n++) {
      expect((await comet.authenticated({ ...granted, key: String(n) })).isClosedAs).toBeUndefined();
    }
  });

  it('puts the client into the extra rooms that logic names', async () => {
    const client = await comet.authenticated({ key: 'a', roomID: ROOM, joined: [OTHER_ROOM, 'live://3'] });
    for (const room of [ROOM, OTHER_ROOM, 'live://3']) comet.hub.pushRoom(room as RoomKey, packet(room));
    expect(client.received.map(({ body }) => body)).toEqual([ROOM, OTHER_ROOM, 'live://3']);
    expect(Object.fromEntries(comet.rooms.holders)).toEqual({ [ROOM]: 1, [OTHER_ROOM]: 1, 'live://3': 1 });
  });

  it('is answered once the pushes of all its rooms reach this comet', async () => {
    comet.rooms.holdBack(OTHER_ROOM);
    comet.logic.grant({ roomID: ROOM, joined: [OTHER_ROOM] });
    const client = comet.client();
    await client.authenticate();
    expect(client.received).toEqual([]);
    comet.rooms.letThrough(OTHER_ROOM);
    await settled();
    expect(client.receivedOperations).toEqual([8]);
  });

  // goim's fault 10: there a refused join leaves the session behind.
  it('to more rooms than a client may join is refused, and its session is reported as ended', async () => {
    comet.logic.grant({ joined: Array.from({ length: MAX_ROOMS + 1 }, (_, n) => `live://${n}`) });
    const client = comet.client();
    await client.authenticate();
    expect(client.closedAs).toEqual([
      { ...Disconnects.authRefused, message: `rooms: at most ${MAX_ROOMS} beside the one` },
    ]);
    await settled();
    expect(comet.logic.callsOf('disconnect').map(({ request }) => request['connection'])).toEqual([client.id]);
    expect([comet.hub.connections, comet.hub.roomCount, comet.rooms.holders.size]).toEqual([0, 0, 0]);
  });

  it.each(['unavailable', 'internal'] as const)(
    'closes the connection as unavailable where logic is %s',
    async (code) => {
      comet.logic.fail('connect', code);
      const client = comet.client();
      await client.authenticate();
      expect(client.closedAs).toEqual([Disconnects.unavailable]);
      expect(comet.logic.failed).toEqual({ connect: 1 });
    },
  );

  it('that nobody answered is reported as ended without a key, since logic may have stored it', async () => {
    comet.logic.fail('connect', 'unavailable');
    const reported: unknown[] = [];
    comet.ends.reportUnknown = (ended) => reported.push(ended);
    const client = comet.client();
    await client.authenticate();
    expect(reported).toEqual([{ mid: 0, key: '', connection: client.id }]);
  });

  it('by a token of a key that logic may know soon is refused for now, which is no failure of logic', async () => {
    comet.logic.fail('connect', 'unknown-key');
    const reported: unknown[] = [];
    comet.ends.reportUnknown = (ended) => reported.push(ended);
    const client = comet.client();
    await client.authenticate();
    expect(client.closedAs).toEqual([{ ...Disconnects.unknownKey, message: 'connect failed' }]);
    expect([reported, comet.logic.failed]).toEqual([[], {}]);
  });

  it('that no logic was there for is not reported: nobody can have stored it', async () => {
    jest.spyOn(comet.logic.client, 'connect').mockRejectedValue(new NobodyListens('goim.logic.connect'));
    const reported: unknown[] = [];
    comet.ends.reportUnknown = (ended) => reported.push(ended);
    const client = comet.client();
    await client.authenticate();
    expect(client.closedAs).toEqual([Disconnects.unavailable]);
    expect(reported).toEqual([]);
  });

  it('is asked for once: a second one is an operation that is not known', async () => {
    const client = await comet.authenticated();
    client.send(7, '{}');
    await settled();
    expect(comet.logic.callsOf('connect')).toHaveLength(1);
    expect(comet.counts.ignored.byLabel).toEqual({ 'unknown-operation': 1 });
  });

  // goim's fault 10: there a connection that is gone before its session begins leaves it behind.
  it('is reported as ended where the connection closed while logic answered', async () => {
    comet.logic.hold('connect');
    const client = comet.client();
    client.send(7, '{}');
    client.leave();
    expect(comet.logic.callsOf('disconnect')).toEqual([]);
    comet.logic.calls[0]!.answer({ mid: 7, key: 'key', roomID: ROOM, accepts: [], heartbeat: 0 });
    await settled();
    expect(comet.logic.callsOf('disconnect').map(({ request }) => ({ ...request }))).toEqual([
      { mid: 7, key: 'key', server: 'comet-1', connection: client.id },
    ]);
    expect([comet.hub.connections, comet.table.size, comet.rooms.holders.size]).toEqual([0, 0, 0]);
    expect(client.received).toEqual([]);
  });

  it('is reported as ended where the connection closed while the room was made ready', async () => {
    comet.rooms.holdBack(ROOM);
    comet.logic.grant({ roomID: ROOM });
    const client = comet.client();
    await client.authenticate();
    client.leave();
    comet.rooms.letThrough(ROOM);
    await settled();
    expect(comet.logic.callsOf('disconnect')).toHaveLength(1);
    expect([comet.hub.connections, comet.rooms.holders.size]).toEqual([0, 0]);
  });

  it('changes nothing for a connection that timed out, and reports its session', async () => {
    comet.logic.hold('connect');
    const client = comet.client();
    client.send(7, '{}');
    comet.pass(HANDSHAKE_TIMEOUT_MS);
    expect(client.isClosedAs).toBe('handshake-timeout');
    comet.logic.calls[0]!.answer();
    await settled();
    expect(comet.hub.connections).toBe(0);
    expect(comet.logic.callsOf('disconnect')).toHaveLength(1);
  });

  it('is answered once the pushes of the room reach this comet', async () => {
    comet.rooms.holdBack(ROOM);
    comet.logic.grant({ roomID: ROOM });
    const client = comet.client();
    await client.authenticate();
    expect(client.received).toEqual([]);
    comet.rooms.letThrough(ROOM);
    await settled();
    expect(client.receivedOperations).toEqual([8]);
    expect(comet.hub.room(ROOM)?.localOnline).toBe(1);
  });

  it('stops the reading; what the client sent behind it is handled in order afterwards', async () => {
    const client = comet.client();
    const frames = [
      encodeFrame(7, 1, Buffer.from('{}')),
      encodeFrame(14, 2, Buffer.from('1001')),
      encodeFrame(12, 3, Buffer.from(ROOM)),
      encodeFrame(2, 4, Buffer.alloc(0)),
    ];
    client.sendBytes(Buffer.concat(frames));
    expect(client.isReading).toBe(false);
    client.sendBytes(encodeFrame(16, 5, Buffer.from('1001')));
    expect(client.received).toEqual([]);
    await settled();
    expect(client.isReading).toBe(true);
    expect(client.received.map(({ op, seq }) => [op, seq])).toEqual([
      [8, 1],
      [15, 2],
      [13, 3],
      [3, 4],
      [17, 5],
    ]);
  });
});

describe('a newer connection with the same key', () => {
  // goim's fault 1: there the older one's end deletes the session of the newer.
  it('closes the older one as replaced, whose end is not reported', async () => {
    const older = await comet.authenticated({ key: 'a' });
    const newer = await comet.authenticated({ key: 'a' });
    expect(older.closedAs).toEqual([Disconnects.replaced]);
    older.leave();
    await settled();
    expect(comet.logic.callsOf('disconnect')).toEqual([]);
    comet.hub.pushKeys(['a'], 1000, packet('one'));
    expect([older.received.length, newer.received.length]).toEqual([0, 1]);
    expect([comet.hub.connections, comet.table.size]).toEqual([1, 1]);
  });

  it('gives way where the other was stored later, though its own answer came last', async () => {
    const stored = await comet.authenticated({ key: 'a', revision: 8 });
    comet.logic.replaceAll();
    const outrun = await comet.authenticated({ key: 'a', revision: 7 });
    expect([outrun.closedAs, stored.closedAs]).toEqual([[Disconnects.replaced], []]);
    await settled();
    // It was the other one that logic removed it for.
    expect(comet.logic.callsOf('disconnect')).toEqual([]);
    comet.hub.pushKeys(['a'], 1000, packet('one'));
    expect([stored.received.length, comet.hub.connections]).toEqual([1, 1]);
  });

  it('closes the older one where logic says so, whatever the revisions: the store may have begun anew', async () => {
    const older = await comet.authenticated({ key: 'a', revision: 8 });
    const newer = await comet.authenticated({ key: 'a', revision: 1 });
    expect([older.closedAs, newer.closedAs]).toEqual([[Disconnects.replaced], []]);
  });

  it('is itself reported when it ends', async () => {
    await comet.authenticated({ key: 'a' });
    const newer = await comet.authenticated({ key: 'a' });
    newer.leave();
    expect(comet.logic.callsOf('disconnect').map(({ request }) => request['connection'])).toEqual([newer.id]);
  });
});
