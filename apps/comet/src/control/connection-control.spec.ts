import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AppError, RoomKey } from '#contracts';
import { settled } from '../../test/fake-client.js';
import { packet } from '../../test/fake-outlet.js';
import { MAX_ROOMS, SessionFixture } from '../../test/session-fixture.js';
import { ConnectionControl } from './connection-control.js';

const KICK = { key: 'a', connection: 0, reason: 'kicked', message: '' };

let comet: SessionFixture;
let control: ConnectionControl;

beforeEach(() => {
  comet = new SessionFixture();
  control = new ConnectionControl(comet.hub, comet.table, comet.rooms, { current: { maxRooms: MAX_ROOMS } });
});

describe('a connection that is to be closed', () => {
  it('is, for the reason that was given, and its end is reported', async () => {
    const client = await comet.authenticated({ key: 'a' });
    expect(control.close({ ...KICK, message: 'spam' })).toBe(true);
    expect(client.closedAs).toEqual([{ code: 4504, reason: 'kicked', reconnect: false, message: 'spam' }]);
    // Whatever an operator writes, the metrics keep their few labels.
    expect(comet.counts.closed.byLabel).toEqual({ kicked: 1 });
    await settled();
    expect(comet.logic.callsOf('disconnect')).toHaveLength(1);
  });

  it('is left alone where its number is another: it is a newer one', async () => {
    const client = await comet.authenticated({ key: 'a' });
    expect(control.close({ ...KICK, connection: client.id + 1 })).toBe(false);
    expect(client.closedAs).toEqual([]);
    expect(control.close({ ...KICK, connection: client.id })).toBe(true);
    expect(client.isClosedAs).toBe('kicked');
  });

  it('may be one whose client logic knows before this comet does', async () => {
    comet.logic.hold('connect');
    const client = comet.client();
    client.send(7, '{}');
    expect(control.close({ ...KICK, connection: client.id, reason: 'replaced' })).toBe(true);
    expect(client.isClosedAs).toBe('replaced');
    comet.logic.calls[0]!.answer();
    await settled();
    expect([comet.hub.connections, comet.logic.callsOf('disconnect').length]).toEqual([0, 1]);
    // Only as long as logic is being asked.
    expect(control.close({ ...KICK, connection: client.id })).toBe(false);
  });

  it('is nobody where the key is not here', () => {
    expect(control.close(KICK)).toBe(false);
  });

  it.each([
    ['reason', { reason: 'bored' }],
    ['message', { message: 'ü'.repeat(51) }],
  ])('stays where the %s cannot be told to a client', async (name, wrong) => {
    const client = await comet.authenticated({ key: 'a' });
    expect(() => control.close({ ...KICK, ...wrong })).toThrow(new RegExp(`^${name}: `));
    expect(client.closedAs).toEqual([]);
  });
});

describe('a change of the rooms of a connection', () => {
  const change = (join: string[], leave: string[] = []) => control.changeRooms({ key: 'a', join, leave });

  it('takes it out of rooms and into others as extra rooms, and notifies logic', async () => {
    const client = await comet.authenticated({ key: 'a', roomID: 'live://1' });
    expect(await change(['live://2', 'live://3'])).toEqual({
      has: true,
      roomID: 'live://1',
      joined: ['live://2', 'live://3'],
    });
    comet.hub.pushRoom('live://3' as RoomKey, packet('hello'));
    expect(client.received.map(({ body }) => body)).toEqual(['hello']);
    expect(await change(['live://4'], ['live://1', 'live://3'])).toEqual({
      has: true,
      roomID: '',
      joined: ['live://2', 'live://4'],
    });
    expect(comet.logic.callsOf('heartbeat').map(({ request }) => [request['roomID'], request['joined']])).toEqual([
      ['live://1', ['live://2', 'live://3']],
      ['', ['live://2', 'live://4']],
    ]);
    expect([...comet.rooms.holders.keys()]).toEqual(['live://2', 'live://4']);
  });

  it('that changes nothing notifies nobody', async () => {
    await comet.authenticated({ key: 'a', roomID: 'live://1' });
    expect(await change(['live://1'], ['live://9'])).toEqual({ has: true, roomID: 'live://1', joined: [] });
    expect(comet.logic.callsOf('heartbeat')).toEqual([]);
  });

  it('is answered also where logic cannot be notified', async () => {
    await comet.authenticated({ key: 'a' });
    comet.logic.fail('heartbeat', 'unavailable');
    expect(await change(['live://1'])).toMatchObject({ joined: ['live://1'] });
  });

  it('waits until the pushes of the rooms reach this comet', async () => {
    await comet.authenticated({ key: 'a' });
    comet.rooms.holdBack('live://1');
    let isAnswered = false;
    const changed = change(['live://1']).then((reply) => {
      isAnswered = true;
      return reply;
    });
    await settled();
    expect([isAnswered, comet.hub.roomCount]).toEqual([false, 0]);
    comet.rooms.letThrough('live://1');
    expect(await changed).toMatchObject({ has: true, joined: ['live://1'] });
  });

  it('finds nobody where the client leaves meanwhile, and holds no room', async () => {
    const client = await comet.authenticated({ key: 'a' });
    comet.rooms.holdBack('live://1');
    const changed = change(['live://1']);
    client.leave();
    comet.rooms.letThrough('live://1');
    expect(await changed).toMatchObject({ has: false });
    expect([comet.hub.roomCount, comet.rooms.holders.size]).toEqual([0, 0]);
  });

  it('to more rooms than a client may have changes nothing', async () => {
    await comet.authenticated({ key: 'a' });
    const rooms = Array.from({ length: MAX_ROOMS }, (_, n) => `live://${n}`);
    await change(rooms);
    await expect(change(['live://more'], [])).rejects.toMatchObject({
      code: 'invalid-argument',
      message: `join: a client may be in ${MAX_ROOMS} rooms beside its one, and would be in ${MAX_ROOMS + 1}`,
    });
    expect(await change(['live://more'], ['live://0'])).toMatchObject({ joined: [...rooms.slice(1), 'live://more'] });
  });

  it.each([
    ['client', { has: true }, JSON.stringify({ error: 'too-many-rooms' })],
    ['operator', 'invalid-argument', 'live://client'],
  ])('and one by the client share the last place, and the %s is late', async (late, answer, reply) => {
    const client = await comet.authenticated({ key: 'a' });
    await change(Array.from({ length: MAX_ROOMS - 1 }, (_, n) => `live://${n}`));
    client.wire.writes.length = 0;
    comet.rooms.holdBack(`live://${late}`);
    const changed = change(['live://operator']).catch(({ code }: AppError) => code);
    client.send(18, 'live://client');
    await settled();
    comet.rooms.letThrough(`live://${late}`);
    await settled();
    expect([await changed, client.received]).toMatchObject([answer, [{ op: 19, body: reply }]]);
    expect([comet.hub.roomCount, comet.rooms.holders.size]).toEqual([MAX_ROOMS, MAX_ROOMS]);
  });

  it.each(['', 'x'.repeat(257)])('to a room that can be none is refused: %j', async (room) => {
    await comet.authenticated({ key: 'a' });
    await expect(change([room])).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});
