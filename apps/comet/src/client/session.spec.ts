import { beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects, type RoomKey } from '#contracts';
import { encodeFrame } from '#protocol';
import { eventually } from '#test-support';
import { settled } from '../../test/fake-client.js';
import { packet } from '../../test/fake-outlet.js';
import {
  HANDSHAKE_TIMEOUT_MS,
  MAX_ACCEPTS,
  MAX_ROOMS,
  MAX_UPSTREAM,
  RENEW_INTERVAL_MS,
  SessionFixture,
  UPSTREAM_BURST,
  UPSTREAM_RATE,
} from '../../test/session-fixture.js';

const ROOM = 'live://1' as RoomKey;
const OTHER_ROOM = 'live://2' as RoomKey;
const IDLE_MS = 60_000;

let comet: SessionFixture;

beforeEach(() => {
  comet = new SessionFixture();
});

describe('before the auth', () => {
  it('every other packet is ignored', async () => {
    const client = comet.client();
    for (const op of [2, 4, 12, 14, 1000, 0, -1]) client.send(op, 'x');
    await settled();
    expect(client.received).toEqual([]);
    expect(comet.logic.calls).toEqual([]);
    expect(comet.counts.ignored.byLabel).toEqual({ 'before-auth': 7 });
    expect(client.isClosedAs).toBeUndefined();
  });

  it('the client has the time of the handshake, and no packet lengthens it', () => {
    const client = comet.client();
    comet.pass(HANDSHAKE_TIMEOUT_MS - 1);
    client.send(2);
    expect(client.isClosedAs).toBeUndefined();
    comet.pass(1);
    expect(client.isClosedAs).toBe('handshake-timeout');
    expect(comet.table.size).toBe(0);
  });

  it('logic is told what it needs to decide', async () => {
    const client = comet.client({ ip: '10.1.2.3', cookie: 'a=b' });
    client.send(7, '{"mid":1}');
    const [call] = comet.logic.callsOf('connect');
    expect({ ...call!.request, token: (call!.request['token'] as Buffer).toString() }).toEqual({
      server: 'comet-1',
      cookie: 'a=b',
      token: '{"mid":1}',
      ip: '10.1.2.3',
      connection: client.id,
    });
    await settled();
  });
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
  });

  it('that is forbidden, as too many sessions are, is refused as well', async () => {
    comet.logic.fail('connect', 'forbidden');
    const client = comet.client();
    await client.authenticate();
    expect(client.isClosedAs).toBe('auth-refused');
  });

  it('puts the client into the rooms beside its one that logic names', async () => {
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
      expect(comet.counts.failedCalls.byLabel).toEqual({ connect: 1 });
    },
  );

  it('that nobody answered is reported as ended without a key, since logic may have stored it', async () => {
    comet.logic.fail('connect', 'unavailable');
    const reported: unknown[] = [];
    comet.ends.reportUnknown = (ended) => reported.push(ended);
    const client = comet.client();
    await client.authenticate();
    expect(reported).toEqual([{ mid: 0, key: '', server: 'comet-1', connection: client.id }]);
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

describe('a heartbeat', () => {
  it("is answered with the online count of the client's room", async () => {
    const first = await comet.authenticated({ key: 'a', roomID: ROOM });
    await comet.authenticated({ key: 'b', roomID: ROOM });
    first.send(2);
    comet.hub.room(ROOM)!.clusterOnline = 0x01020304;
    first.send(2);
    expect(first.wire.writes.map((bytes) => bytes.toString('hex'))).toEqual([
      '00000014' + '0010' + '0001' + '00000003' + '00000002' + '00000002',
      '00000014' + '0010' + '0001' + '00000003' + '00000003' + '01020304',
    ]);
    expect(comet.counts.heartbeats).toBe(2);
  });

  it('is answered with 0 outside of a room', async () => {
    const client = await comet.authenticated();
    client.send(2);
    expect(client.wire.writes[0]!.subarray(16).toString('hex')).toBe('00000000');
  });

  it('alone keeps the connection from being idle', async () => {
    const client = await comet.authenticated({ heartbeat: IDLE_MS * 1_000_000 });
    comet.pass(IDLE_MS - 1);
    client.send(2);
    comet.pass(IDLE_MS - 1);
    expect(client.isClosedAs).toBeUndefined();
    for (const [op, body] of [
      [4, 'x'],
      [12, ROOM],
      [14, '1001'],
      [16, '1001'],
      [1000, 'x'],
      [99, ''],
    ] as const) {
      client.send(op, body);
    }
    await settled();
    comet.pass(1);
    expect(client.closedAs).toEqual([Disconnects.idle]);
  });
});

describe('the renewal of a session', () => {
  // goim's fault 2: there it can come after the session has expired.
  it('comes with the heartbeats, within the interval and not before four fifths of it', async () => {
    const client = await comet.authenticated({ key: 'a', roomID: ROOM, heartbeat: 10 * RENEW_INTERVAL_MS * 1_000_000 });
    comet.clock.advance(RENEW_INTERVAL_MS * 0.8 - 1);
    client.send(2);
    expect(comet.logic.callsOf('heartbeat')).toEqual([]);
    comet.clock.advance(RENEW_INTERVAL_MS * 0.2 + 1);
    client.send(2);
    client.send(2);
    await settled();
    expect(comet.logic.callsOf('heartbeat').map(({ request }) => ({ ...request }))).toEqual([
      {
        mid: 7,
        key: 'a',
        server: 'comet-1',
        roomID: ROOM,
        joined: [],
        ip: '10.0.0.1',
        connection: client.id,
        platform: 'web',
      },
    ]);
  });

  it('that failed is tried again with the first heartbeat after 10 s', async () => {
    const client = await comet.authenticated({ heartbeat: 10 * RENEW_INTERVAL_MS * 1_000_000 });
    comet.logic.fail('heartbeat', 'unavailable');
    comet.clock.advance(RENEW_INTERVAL_MS);
    client.send(2);
    await settled();
    comet.clock.advance(9_999);
    client.send(2);
    await settled();
    expect(comet.logic.callsOf('heartbeat')).toHaveLength(1);
    comet.clock.advance(1);
    client.send(2);
    await settled();
    expect(comet.logic.callsOf('heartbeat')).toHaveLength(2);
    expect([client.isClosedAs, comet.counts.failedCalls.byLabel]).toEqual([undefined, { heartbeat: 2 }]);
  });

  it('comes at once with a change of room, one after another, each with the room of its time', async () => {
    comet.logic.hold('heartbeat');
    const client = await comet.authenticated();
    client.send(12, ROOM);
    await settled();
    client.send(12, OTHER_ROOM);
    await settled();
    expect(comet.logic.callsOf('heartbeat').map(({ request }) => request['roomID'])).toEqual([ROOM]);
    comet.logic.callsOf('heartbeat')[0]!.answer();
    await settled();
    expect(comet.logic.callsOf('heartbeat').map(({ request }) => request['roomID'])).toEqual([ROOM, OTHER_ROOM]);
  });

  // Each was queued once: a client that changed between two rooms took a gigabyte of comet's heap in 10 s.
  it('waits after another, and then tells all that has changed since', async () => {
    Object.assign(comet.environment.options, { renewSpacing: 50 });
    const client = await comet.authenticated();
    for (const room of [ROOM, OTHER_ROOM, '', OTHER_ROOM]) {
      client.send(12, room);
      await settled();
    }
    const rooms = (): unknown[] => comet.logic.callsOf('heartbeat').map(({ request }) => request['roomID']);
    expect(rooms()).toEqual([ROOM]);
    await eventually('it tells again', 10_000, () => expect(rooms()).toEqual([ROOM, OTHER_ROOM]));
  });

  it('is one behind the one under way, however often the room changes meanwhile', async () => {
    comet.logic.hold('heartbeat');
    const client = await comet.authenticated();
    client.send(12, ROOM);
    await settled();
    for (let n = 0; n < 10; n++) {
      client.send(12, n % 2 === 0 ? OTHER_ROOM : ROOM);
      await settled();
    }
    client.send(12, '');
    for (let n = 0; n < 2; n++) {
      comet.logic.callsOf('heartbeat')[n]!.answer();
      await settled();
    }
    expect(comet.logic.callsOf('heartbeat').map(({ request }) => request['roomID'])).toEqual([ROOM, '']);
  });

  it.each(['answer', 'fail'] as const)('that is under way puts off the report of the end until its %s', async (how) => {
    comet.logic.hold('heartbeat');
    const client = await comet.authenticated();
    client.send(12, ROOM);
    await settled();
    client.leave();
    await settled();
    expect(comet.logic.callsOf('disconnect')).toEqual([]);
    const [renewal] = comet.logic.callsOf('heartbeat');
    if (how === 'answer') renewal!.answer();
    else renewal!.fail('unavailable');
    await settled();
    expect(comet.logic.callsOf('disconnect')).toHaveLength(1);
  });

  it('that logic answers with another owner of the key closes the connection as replaced', async () => {
    const client = await comet.authenticated({ key: 'a' });
    comet.logic.replaceAll();
    client.send(12, ROOM);
    await settled();
    expect(client.closedAs).toEqual([Disconnects.replaced]);
    expect(comet.hub.connections).toBe(0);
  });

  it('that was not answered makes the end one to be reported again: logic may work it later', async () => {
    const unknown: unknown[] = [];
    comet.ends.reportUnknown = (ended) => unknown.push(ended);
    const [doubtful, certain] = [
      await comet.authenticated({ key: 'doubtful' }),
      await comet.authenticated({ key: 'certain' }),
    ];
    comet.logic.fail('heartbeat', 'unavailable');
    doubtful.send(12, ROOM);
    certain.send(12, ROOM);
    await settled();
    comet.logic.fail('heartbeat', undefined);
    certain.send(12, OTHER_ROOM);
    await settled();
    doubtful.leave();
    certain.leave();
    expect(comet.logic.callsOf('disconnect').map(({ request }) => request['key'])).toEqual(['doubtful', 'certain']);
    expect(unknown).toEqual([{ mid: 7, key: 'doubtful', server: 'comet-1', connection: doubtful.id }]);
  });

  it('that waited is not sent any more after the end', async () => {
    comet.logic.hold('heartbeat');
    const client = await comet.authenticated();
    client.send(12, ROOM);
    await settled();
    client.send(12, OTHER_ROOM);
    await settled();
    client.leave();
    comet.logic.callsOf('heartbeat')[0]!.answer();
    await settled();
    expect(comet.logic.calls.map(({ name }) => name)).toEqual(['connect', 'heartbeat', 'disconnect']);
  });
});

describe('a change of room', () => {
  it('is echoed, and moves the client', async () => {
    const client = await comet.authenticated({ roomID: OTHER_ROOM });
    const seq = client.send(12, ROOM);
    await settled();
    expect(client.received).toEqual([{ ver: 1, op: 13, seq, body: ROOM }]);
    expect([comet.hub.room(ROOM)?.localOnline, comet.hub.room(OTHER_ROOM)]).toEqual([1, undefined]);
    expect([...comet.rooms.holders]).toEqual([[ROOM, 1]]);
  });

  it('to nowhere leaves the room', async () => {
    const client = await comet.authenticated({ roomID: ROOM });
    client.send(12, '');
    await settled();
    expect(client.received).toMatchObject([{ op: 13, body: '' }]);
    expect(comet.hub.roomCount).toBe(0);
    expect(comet.logic.callsOf('heartbeat')[0]!.request['roomID']).toBe('');
  });

  it('to the same room is echoed and renews nothing', async () => {
    const client = await comet.authenticated({ roomID: ROOM });
    client.send(12, ROOM);
    await settled();
    expect(client.receivedOperations).toEqual([13]);
    expect(comet.hub.room(ROOM)?.localOnline).toBe(1);
    expect(comet.logic.callsOf('heartbeat')).toEqual([]);
  });

  it('into a room whose pushes do not reach this comet yet waits for them, and the client behind it', async () => {
    comet.rooms.holdBack(ROOM);
    const client = await comet.authenticated({ roomID: OTHER_ROOM });
    client.send(12, ROOM);
    client.send(2);
    await settled();
    expect([client.isReading, client.received, comet.hub.room(OTHER_ROOM)?.localOnline]).toEqual([false, [], 1]);
    comet.rooms.letThrough(ROOM);
    await settled();
    expect([client.isReading, client.receivedOperations]).toEqual([true, [13, 3]]);
  });

  it('that a client does not wait for leaves nothing behind', async () => {
    comet.rooms.holdBack(ROOM);
    const client = await comet.authenticated();
    client.send(12, ROOM);
    client.leave();
    comet.rooms.letThrough(ROOM);
    await settled();
    expect([comet.hub.roomCount, comet.rooms.holders.size, client.received]).toEqual([0, 0, []]);
  });

  it('to a name that is too long closes the connection as malformed', async () => {
    const client = await comet.authenticated();
    client.send(12, 'x'.repeat(257));
    expect(client.closedAs).toEqual([Disconnects.malformed]);
    expect(comet.counts.malformed.byLabel).toEqual({ 'bad-body': 1 });
  });
});

describe('rooms beside the one', () => {
  const error = (body: string): unknown => (JSON.parse(body) as { error: unknown }).error;

  it('are joined by operation 18, which is echoed, and told to logic', async () => {
    const client = await comet.authenticated({ roomID: OTHER_ROOM });
    const seq = client.send(18, ROOM);
    await settled();
    expect(client.received).toEqual([{ ver: 1, op: 19, seq, body: ROOM }]);
    comet.hub.pushRoom(ROOM, packet('one'));
    comet.hub.pushRoom(OTHER_ROOM, packet('two'));
    expect(client.received.slice(1).map(({ body }) => body)).toEqual(['one', 'two']);
    expect(comet.logic.callsOf('heartbeat').map(({ request }) => [request['roomID'], request['joined']])).toEqual([
      [OTHER_ROOM, [ROOM]],
    ]);
  });

  it('are joined once the pushes of the room reach this comet', async () => {
    comet.rooms.holdBack(ROOM);
    const client = await comet.authenticated();
    client.send(18, ROOM);
    await settled();
    expect([client.isReading, client.received, comet.hub.roomCount]).toEqual([false, [], 0]);
    comet.rooms.letThrough(ROOM);
    await settled();
    expect([client.isReading, client.receivedOperations]).toEqual([true, [19]]);
    expect([...comet.rooms.holders]).toEqual([[ROOM, 1]]);
  });

  it('are left by operation 20, as is the one', async () => {
    const client = await comet.authenticated({ roomID: OTHER_ROOM });
    client.send(18, ROOM);
    await settled();
    client.send(20, ROOM);
    client.send(20, OTHER_ROOM);
    await settled();
    expect(client.received.slice(1)).toMatchObject([
      { op: 21, body: ROOM },
      { op: 21, body: OTHER_ROOM },
    ]);
    expect([comet.hub.roomCount, comet.rooms.holders.size]).toEqual([0, 0]);
    expect(comet.logic.callsOf('heartbeat').at(-1)!.request).toMatchObject({ roomID: '', joined: [] });
  });

  it('renew nothing where nothing changes', async () => {
    const client = await comet.authenticated({ roomID: ROOM });
    client.send(18, ROOM);
    client.send(20, OTHER_ROOM);
    await settled();
    expect(client.received).toMatchObject([
      { op: 19, body: ROOM },
      { op: 21, body: OTHER_ROOM },
    ]);
    expect(comet.logic.callsOf('heartbeat')).toEqual([]);
  });

  it('do not count for the heartbeat: it tells of the one', async () => {
    const client = await comet.authenticated({ key: 'a' });
    await comet.authenticated({ key: 'b', roomID: ROOM });
    client.send(18, ROOM);
    await settled();
    client.send(2);
    expect(client.wire.writes.at(-1)!.readInt32BE(16)).toBe(0);
    client.send(12, ROOM);
    client.send(2);
    expect(client.wire.writes.at(-1)!.readInt32BE(16)).toBe(2);
  });

  it('are bounded: one more is refused with the reason, and the connection stays', async () => {
    const client = await comet.authenticated({ roomID: 'live://one' });
    for (let n = 0; n < MAX_ROOMS; n++) client.send(18, `live://${n}`);
    await settled();
    client.wire.writes.length = 0;
    client.send(18, 'live://more');
    // Those that it is in need no place.
    client.send(18, 'live://one');
    client.send(18, 'live://0');
    await settled();
    expect(client.received.map(({ op }) => op)).toEqual([19, 19, 19]);
    expect(error(client.received[0]!.body)).toBe('too-many-rooms');
    expect(client.received.slice(1).map(({ body }) => body)).toEqual(['live://one', 'live://0']);
    expect([client.isClosedAs, comet.counts.ignored.byLabel]).toEqual([undefined, { 'too-many-rooms': 1 }]);
    client.send(20, 'live://0');
    client.send(18, 'live://more');
    await settled();
    expect(client.received.at(-1)).toMatchObject({ op: 19, body: 'live://more' });
  });

  it.each([18, 20])('whose key can be none are refused with the reason by operation %i', async (op) => {
    const client = await comet.authenticated();
    client.send(op, '');
    client.send(op, 'x'.repeat(257));
    await settled();
    expect(client.received.map(({ body }) => error(body))).toEqual(['bad-room', 'bad-room']);
    expect([client.receivedOperations, client.isClosedAs]).toEqual([[op + 1, op + 1], undefined]);
    expect(comet.counts.ignored.byLabel).toEqual({ 'bad-room': 2 });
  });

  it('become the one by operation 12, out of the one before', async () => {
    const client = await comet.authenticated({ roomID: OTHER_ROOM });
    client.send(18, ROOM);
    await settled();
    client.send(12, ROOM);
    await settled();
    expect(comet.logic.callsOf('heartbeat').at(-1)!.request).toMatchObject({ roomID: ROOM, joined: [] });
    expect([comet.hub.room(ROOM)?.localOnline, comet.hub.room(OTHER_ROOM)]).toEqual([1, undefined]);
  });

  it('are left with the connection, whose end is reported', async () => {
    const client = await comet.authenticated();
    client.send(18, ROOM);
    await settled();
    client.leave();
    await settled();
    expect([comet.hub.roomCount, comet.rooms.holders.size]).toEqual([0, 0]);
    expect(comet.logic.callsOf('disconnect')).toHaveLength(1);
  });
});

describe('operations that a client subscribes to', () => {
  it('are echoed, and are pushed to it until it unsubscribes', async () => {
    const client = await comet.authenticated({ key: 'a', accepts: [] });
    const subscribed = client.send(14, '1001,1002');
    comet.hub.pushKeys(['a'], 1002, packet('one'));
    const unsubscribed = client.send(16, '1002');
    comet.hub.pushKeys(['a'], 1002, packet('two'));
    expect(client.received).toEqual([
      { ver: 1, op: 15, seq: subscribed, body: '1001,1002' },
      { ver: 1, op: 1000, seq: 0, body: 'one' },
      { ver: 1, op: 17, seq: unsubscribed, body: '1002' },
    ]);
  });

  // As goim answers: its clients wait for the reply.
  it.each([14, 16])('that can not be read change nothing and are echoed, by operation %i', async (op) => {
    const client = await comet.authenticated({ key: 'a', accepts: [1000] });
    client.send(op, '1000;1001');
    expect(client.received).toMatchObject([{ op: op + 1, body: '1000;1001' }]);
    comet.hub.pushKeys(['a'], 1001, packet('not subscribed'));
    comet.hub.pushKeys(['a'], 1000, packet('as before'));
    expect(client.received.slice(1).map(({ body }) => body)).toEqual(['as before']);
    expect([client.isClosedAs, comet.counts.ignored.byLabel]).toEqual([undefined, { 'bad-operations': 1 }]);
  });

  it('are bounded', async () => {
    const client = await comet.authenticated({ accepts: [1, 2, 3] });
    client.send(14, '4,5');
    expect(client.isClosedAs).toBeUndefined();
    client.send(14, '6');
    expect(client.received.map(({ body }) => body)).toEqual(['4,5', '{"error":"too-many-operations"}']);
    expect([client.isClosedAs, comet.counts.ignored.byLabel]).toEqual([undefined, { 'too-many-operations': 1 }]);
  });
});

describe("a client's messages", () => {
  it('go to logic with who sent them, and are answered when it has taken them', async () => {
    const client = await comet.authenticated({ key: 'a', roomID: ROOM });
    comet.logic.hold('receive');
    const seq = client.send(4, 'hello');
    const [call] = comet.logic.callsOf('receive');
    expect(call!.request).toMatchObject({ mid: 7, key: 'a', server: 'comet-1', roomID: ROOM, ip: '10.0.0.1' });
    const { proto } = call!.request as { proto: { ver: number; op: number; seq: number; body: Buffer } };
    expect({ ...proto, body: proto.body.toString() }).toEqual({ ver: 1, op: 4, seq, body: 'hello' });
    expect(client.received).toEqual([]);
    call!.answer();
    await settled();
    expect(client.received).toEqual([{ ver: 1, op: 5, seq, body: '' }]);
  });

  it('of an application operation are answered by the same operation', async () => {
    const client = await comet.authenticated();
    const seq = client.send(1000, 'hello');
    await settled();
    expect(client.received).toEqual([{ ver: 1, op: 1000, seq, body: '' }]);
  });

  it('that logic could not take are answered with why', async () => {
    const client = await comet.authenticated();
    comet.logic.fail('receive', 'unavailable');
    client.send(4, 'hello');
    await settled();
    expect(client.received.map(({ op, body }) => [op, JSON.parse(body)])).toEqual([[5, { error: 'unavailable' }]]);
    expect(client.isClosedAs).toBeUndefined();
  });

  it.each([0, 1, 3, 5, 6, 8, 9, 10, 11, 13, 15, 17, 19, 21, 22, 999, -1])('of operation %i are ignored', async (op) => {
    const client = await comet.authenticated();
    client.send(op, 'x');
    await settled();
    expect([client.received, comet.logic.callsOf('receive')]).toEqual([[], []]);
    expect(comet.counts.ignored.byLabel).toEqual({ 'unknown-operation': 1 });
  });

  it('stop the reading where too many wait for logic', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    for (let n = 1; n < MAX_UPSTREAM; n++) client.send(4, String(n));
    expect(client.isReading).toBe(true);
    client.send(4, 'last');
    client.send(4, 'one more');
    expect([client.isReading, comet.logic.callsOf('receive').length]).toEqual([false, 1]);
    for (let n = 0; n < MAX_UPSTREAM; n++) {
      comet.logic.callsOf('receive')[n]!.answer();
      await settled();
    }
    expect([client.isReading, comet.logic.callsOf('receive').length]).toEqual([true, MAX_UPSTREAM + 1]);
  });

  it('go to logic one after another, each with the room of its time', async () => {
    const client = await comet.authenticated({ roomID: ROOM });
    comet.logic.hold('receive');
    client.sendBytes(
      Buffer.concat([
        encodeFrame(1000, 1, Buffer.from('one')),
        encodeFrame(4, 2, Buffer.from('two')),
        encodeFrame(12, 3, Buffer.alloc(0)),
      ]),
    );
    const calls = (): unknown[] =>
      comet.logic.callsOf('receive').map(({ request }) => {
        const { op, body } = request['proto'] as { op: number; body: Buffer };
        return [op, body.toString(), request['roomID']];
      });
    await settled();
    expect(calls()).toEqual([[1000, 'one', ROOM]]);
    comet.logic.callsOf('receive')[0]!.answer();
    await settled();
    expect(calls()).toEqual([
      [1000, 'one', ROOM],
      [4, 'two', ROOM],
    ]);
  });

  it('are answered with what logic answers', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    client.send(1000, '/time');
    comet.logic.callsOf('receive')[0]!.answer({ body: Buffer.from('noon') });
    await settled();
    expect(client.received).toMatchObject([{ op: 1000, body: 'noon' }]);
  });

  it('that logic refuses are answered with why', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    client.send(4, 'x');
    comet.logic.callsOf('receive')[0]!.answer({ error: 'refused', reason: 'no shouting', body: Buffer.from('-') });
    await settled();
    expect(client.received).toMatchObject([{ op: 5, body: '{"error":"refused","reason":"no shouting"}' }]);
    expect(comet.counts.refusedMessages.byLabel).toEqual({ refused: 1 });
  });

  it('that wait behind one that logic did not get are refused with it, and later ones are not', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    client.send(1000, 'lost');
    client.send(1000, 'behind');
    comet.logic.callsOf('receive')[0]!.fail('unavailable');
    await settled();
    expect(client.received.map(({ body }) => body)).toEqual(['{"error":"unavailable"}', '{"error":"unavailable"}']);
    expect(comet.logic.callsOf('receive')).toHaveLength(1);
    client.send(1000, 'later');
    comet.logic.callsOf('receive')[1]!.answer();
    await settled();
    expect(client.received.at(-1)!.body).toBe('');
  });

  it('that one failed on for another reason does not hold up', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    client.send(1000, 'bad');
    client.send(1000, 'good');
    comet.logic.callsOf('receive')[0]!.fail('internal');
    await settled();
    comet.logic.callsOf('receive')[1]!.answer();
    await settled();
    expect(client.received.map(({ body }) => body)).toEqual(['{"error":"internal"}', '']);
  });

  it('are refused above the rate, and taken again when there is room', async () => {
    const client = await comet.authenticated();
    for (let n = 0; n <= UPSTREAM_BURST; n++) {
      client.send(1000, String(n));
      await settled();
    }
    expect(client.received.filter(({ body }) => body === '')).toHaveLength(UPSTREAM_BURST);
    expect(JSON.parse(client.received.at(-1)!.body)).toEqual({
      error: 'rate-limited',
      reason: `more than ${UPSTREAM_RATE} messages a second`,
    });
    expect(comet.counts.refusedMessages.byLabel).toEqual({ 'rate-limited': 1 });
    comet.clock.advance(1_000 / UPSTREAM_RATE);
    client.send(1000, 'again');
    await settled();
    expect(client.received.at(-1)!.body).toBe('');
  });

  it('go to logic also when the client leaves before their turn', async () => {
    const client = await comet.authenticated({ roomID: ROOM });
    comet.logic.hold('receive');
    client.send(1000, 'one');
    client.send(1000, 'goodbye');
    client.leave();
    comet.logic.callsOf('receive')[0]!.answer();
    await settled();
    expect(comet.logic.callsOf('receive')[1]!.request).toMatchObject({ key: 'key', roomID: ROOM });
  });

  it('are not answered after the end', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    client.send(4, 'hello');
    client.leave();
    comet.logic.callsOf('receive')[0]!.answer();
    await settled();
    expect(client.received).toEqual([]);
  });
});

describe('the end of a connection', () => {
  it('is reported once, and takes it out of everything', async () => {
    const client = await comet.authenticated({ key: 'a', roomID: ROOM });
    client.close(Disconnects.idle);
    client.leave();
    await settled();
    expect(comet.logic.callsOf('disconnect').map(({ request }) => ({ ...request }))).toEqual([
      { mid: 7, key: 'a', server: 'comet-1', connection: client.id },
    ]);
    expect([comet.hub.connections, comet.hub.roomCount, comet.table.size]).toEqual([0, 0, 0]);
    expect(comet.counts.closed.byLabel).toEqual({ idle: 1 });
    comet.hub.pushKeys(['a'], 1000, packet('late'));
    expect(client.received).toEqual([]);
  });

  it('before the auth is reported to nobody', async () => {
    comet.client().leave();
    await settled();
    expect(comet.logic.calls).toEqual([]);
    expect(comet.counts.closed.byLabel).toEqual({ client: 1 });
  });
});
