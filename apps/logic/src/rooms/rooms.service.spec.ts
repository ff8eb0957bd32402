import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RoomKey } from '#contracts';
import { FakeComets } from '../../test/fake-nodes.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { MemberPath, RoomsQuery } from './rooms.schema.js';
import { RoomsService } from './rooms.service.js';

let registry: FakeRegistry;
let comets: FakeComets;
let rooms: RoomsService;

beforeEach(() => {
  registry = new FakeRegistry();
  comets = new FakeComets();
  rooms = new RoomsService(registry, comets.client);
  registry.add(
    fakeSession('b', { room: 'live://1', joined: ['live://a b'] }),
    fakeSession('a', { room: 'live://1' }),
    fakeSession('c', { room: 'live2://1', comet: 'comet-2' }),
  );
});

function list(query: object): ReturnType<RoomsService['list']> {
  return rooms.list(RoomsQuery.parse(query));
}

describe('the list of rooms', () => {
  it('has those with most sessions first', () => {
    expect(list({})).toEqual({
      rooms: [
        { room: 'live://1', sessions: 2 },
        { room: 'live2://1', sessions: 1 },
        { room: 'live://a b', sessions: 1 },
      ],
      next: undefined,
    });
  });

  it('comes in pages', () => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = list({ limit: '1', cursor });
      expect(page.rooms).toHaveLength(1);
      found.push(page.rooms[0]!.room);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(found).toEqual(list({}).rooms.map(({ room }) => room));
  });

  it('is in the order of their keys where that is asked for, in pages as well', () => {
    const first = list({ sort: 'name', limit: '2' });
    expect(first.rooms.map(({ room }) => room)).toEqual(['live2://1', 'live://1']);
    expect(list({ sort: 'name', cursor: first.next }).rooms.map(({ room }) => room)).toEqual(['live://a b']);
    expect(RoomsQuery.safeParse({ sort: 'size' }).error?.issues[0]?.message).toBe('expected sessions or name');
  });

  it.each([
    [{ type: 'live' }, ['live://1', 'live://a b']],
    [{ type: 'live', prefix: 'a' }, ['live://a b']],
    [{ prefix: 'live2' }, ['live2://1']],
    [{ type: 'x' }, []],
  ])('may be of a type, or of what begins so: %j', (query, expected) => {
    expect(list(query).rooms.map(({ room }) => room)).toEqual(expected);
  });

  it.each(['x', Buffer.from('live://1').toString('base64url')])(
    'refuses a cursor that is none of ours: %s',
    (cursor) => {
      expect(() => list({ cursor })).toThrow('cursor: expected the `next` of a page');
    },
  );
});

describe('a room', () => {
  it('has a count, 0 where nobody is', () => {
    expect([rooms.one('live://1' as RoomKey), rooms.one('x' as RoomKey)]).toEqual([
      { room: 'live://1', sessions: 2 },
      { room: 'x', sessions: 0 },
    ]);
  });

  it('lists its members by their keys', async () => {
    const { sessions } = await rooms.members('live://1' as RoomKey, { limit: 10 });
    expect(sessions.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(await rooms.members('x' as RoomKey, { limit: 10 })).toEqual({ sessions: [], next: undefined });
  });

  it('is entered and left by way of the comet of the session', async () => {
    comets.answer = { has: true, roomID: 'live2://1', joined: ['x'] };
    const now = { key: 'c', room: 'live2://1', joined: ['x'] };
    expect(await rooms.join(MemberPath.parse({ room: 'x', key: 'c' }))).toEqual(now);
    expect(await rooms.leave(MemberPath.parse({ room: 'y', key: 'c' }))).toEqual(now);
    expect(comets.asked).toEqual([
      { subject: 'goim.comet.comet-2.change-rooms', request: { key: 'c', join: ['x'], leave: [] } },
      { subject: 'goim.comet.comet-2.change-rooms', request: { key: 'c', join: [], leave: ['y'] } },
    ]);
  });

  it("is not entered from a comet of goim's own, which knows no such request", async () => {
    registry.add(fakeSession('g', { connection: 0 }));
    await expect(rooms.join(MemberPath.parse({ room: 'x', key: 'g' }))).rejects.toMatchObject({ code: 'conflict' });
    expect(comets.asked).toEqual([]);
  });

  it('is entered by nobody who is not there', async () => {
    await expect(rooms.join(MemberPath.parse({ room: 'x', key: 'nobody' }))).rejects.toMatchObject({
      code: 'not-found',
    });
    comets.answer = { has: false, roomID: '', joined: [] };
    await expect(rooms.join(MemberPath.parse({ room: 'x', key: 'c' }))).rejects.toMatchObject({ code: 'not-found' });
  });
});
