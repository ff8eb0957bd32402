import { beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects, type RoomKey } from '#contracts';
import { settled } from '../../../test/fake-client.js';
import { packet } from '../../../test/fake-outlet.js';
import { MAX_ROOMS, SessionFixture } from '../../../test/session-fixture.js';

const ROOM = 'live://1' as RoomKey;
const OTHER_ROOM = 'live://2' as RoomKey;
/** live://房间 */
const GBK_ROOM = Buffer.from('6c6976653a2f2fb7bfbce4', 'hex');

let comet: SessionFixture;

beforeEach(() => {
  comet = new SessionFixture();
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
    const message = 'a room key has at most 256 bytes of UTF-8';
    expect(client.closedAs).toEqual([{ ...Disconnects.malformed, message }]);
    expect(comet.counts.malformed.byLabel).toEqual({ 'bad-body': 1 });
  });

  it('to a name that is no UTF-8 closes it as well: as text, two such rooms would be one', async () => {
    const client = await comet.authenticated({ roomID: OTHER_ROOM });
    client.send(12, GBK_ROOM);
    expect(client.isClosedAs).toBe('malformed');
    expect(comet.hub.roomCount).toBe(0);
  });
});

describe('extra rooms', () => {
  const error = (body: string): unknown => (JSON.parse(body) as { error: unknown }).error;

  it('are joined by operation 18, which is echoed, and of which logic is notified', async () => {
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

  it('are left by operation 20, as is the primary room', async () => {
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

  it("do not count for the heartbeat: it is answered with the primary room's count", async () => {
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
    client.send(op, `live://${'x'.repeat(250)}`);
    client.send(op, GBK_ROOM);
    await settled();
    expect(client.received.map(({ body }) => error(body))).toEqual(['bad-room', 'bad-room']);
    expect([client.receivedOperations, client.isClosedAs]).toEqual([[op + 1, op + 1], undefined]);
    expect(comet.counts.ignored.byLabel).toEqual({ 'bad-room': 2 });
  });

  it('become the primary room by operation 12, instead of the one before', async () => {
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
