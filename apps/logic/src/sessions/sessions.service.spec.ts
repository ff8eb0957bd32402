import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SessionKey } from '#contracts';
import { FakeComets } from '../../test/fake-nodes.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { CloseMemberQuery, CloseQuery, SessionsQuery } from './sessions.schema.js';
import { SessionsService } from './sessions.service.js';

let registry: FakeRegistry;
let comets: FakeComets;
let sessions: SessionsService;

beforeEach(() => {
  registry = new FakeRegistry();
  comets = new FakeComets();
  sessions = new SessionsService(registry, comets.client);
  registry.add(
    fakeSession('b', { mid: 1, connection: 3, room: 'live://1', joined: ['live://2'], platform: 'web' }),
    fakeSession('a', { mid: 1, comet: 'comet-2', connection: 4 }),
    fakeSession('c', { mid: 2 }),
  );
});

describe('a session', () => {
  it('is shown with where and since when it is connected', () => {
    expect(sessions.one('b' as SessionKey)).toEqual({
      key: 'b',
      mid: 1,
      comet: 'comet-1',
      room: 'live://1',
      joined: ['live://2'],
      ip: '10.0.0.1',
      platform: 'web',
      region: '',
      since: '2023-11-14T22:13:20.000Z',
    });
  });

  it('that nobody has is not found', async () => {
    expect(() => sessions.one('x' as SessionKey)).toThrow('nobody is connected with the key x');
    await expect(sessions.close('x' as SessionKey, '')).rejects.toMatchObject({ code: 'not-found' });
    expect(comets.asked).toEqual([]);
  });

  it('that is not found while not all are known may be there', async () => {
    registry.isCurrent = false;
    expect(() => sessions.one('x' as SessionKey)).toThrow('not all sessions are known now');
    await expect(sessions.close('x' as SessionKey, '')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await sessions.close('b' as SessionKey, '')).toEqual({ closed: 1 });
  });

  it('is closed by its comet, that very connection, and the client is told why', async () => {
    expect(await sessions.close('b' as SessionKey, 'signed out')).toEqual({ closed: 1 });
    expect(comets.asked).toEqual([
      {
        subject: 'goim.comet.comet-1.close',
        request: { key: 'b', connection: 3, reason: 'kicked', message: 'signed out' },
      },
    ]);
  });

  it('that has ended meanwhile is not found either', async () => {
    comets.answer = { has: false };
    await expect(sessions.close('b' as SessionKey, '')).rejects.toMatchObject({
      code: 'not-found',
      message: /just ended/,
    });
  });
});

describe('the list of sessions', () => {
  beforeEach(() => {
    registry.add(
      fakeSession('d', { ip: '10.0.0.9', since: 1_800_000_000_000, platform: 'ios' }),
      fakeSession('bb', { room: 'live://2', comet: 'comet-2' }),
    );
  });

  async function keys(query: object): Promise<string[]> {
    return (await sessions.list(SessionsQuery.parse(query))).sessions.map(({ key }) => key);
  }

  it.each([
    [{}, ['a', 'b', 'bb', 'c', 'd']],
    [{ mid: '1' }, ['a', 'b']],
    [{ mid: '99' }, []],
    [{ ip: '10.0.0.9' }, ['d']],
    [{ ip: '10.0.0' }, []],
    [{ platform: 'web' }, ['b']],
    [{ platform: '' }, ['a', 'bb', 'c']],
    [{ comet: 'comet-2' }, ['a', 'bb']],
    [{ room: 'live://2' }, ['b', 'bb']],
    [{ since: '1800000000000' }, ['d']],
    [{ since: '1700000000000' }, ['a', 'b', 'bb', 'c', 'd']],
    [{ since: '1800000000001' }, []],
    [{ prefix: 'b' }, ['b', 'bb']],
    [{ mid: '1', room: 'live://2' }, ['b']],
    [{ mid: '1', comet: 'comet-2' }, ['a']],
    [{ room: 'live://2', comet: 'comet-2', prefix: 'b' }, ['bb']],
  ])('has those that are all of %j, by their keys', async (query, expected) => {
    expect(await keys(query)).toEqual(expected);
  });

  it('comes in pages', async () => {
    const first = await sessions.list(SessionsQuery.parse({ mid: '1', limit: '1' }));
    expect(first.sessions.map(({ key }) => key)).toEqual(['a']);
    const second = await sessions.list(SessionsQuery.parse({ mid: '1', limit: '1', cursor: first.next }));
    expect([second.sessions.map(({ key }) => key), second.next]).toEqual([['b'], undefined]);
  });

  it('holds nobody else up, however many there are', async () => {
    registry.add(...Array.from({ length: 50_000 }, (_, n) => fakeSession(`k${n}`)));
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    expect(await keys({ limit: '2', prefix: 'k' })).toEqual(['k0', 'k1']);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(1);
  });
});

describe('the sessions of a member', () => {
  it('are closed wherever they are', async () => {
    expect(await sessions.closeMember({ mid: 1, reason: '' })).toEqual({ closed: 2 });
    expect(comets.asked.map(({ subject }) => subject).toSorted()).toEqual([
      'goim.comet.comet-1.close',
      'goim.comet.comet-2.close',
    ]);
    expect(await sessions.closeMember({ mid: 99, reason: '' })).toEqual({ closed: 0 });
  });

  it('are closed as far as they are known, and it is said that there may be others', async () => {
    registry.isCurrent = false;
    await expect(sessions.closeMember({ mid: 1, reason: '' })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'closed 2 sessions: not all sessions are known now; a retry is safe',
    });
    expect(comets.asked).toHaveLength(2);
  });

  it('are closed where a comet answers, also when another one does not', async () => {
    comets.away.add('comet-1');
    await expect(sessions.closeMember({ mid: 1, reason: '' })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'closed 1 of 2 sessions: nobody listens on goim.comet.comet-1.close',
    });
  });
});

describe("a session at a comet of goim's own", () => {
  it('is refused to be closed: that comet knows no such request', async () => {
    registry.add(fakeSession('g', { mid: 3, connection: 0 }));
    await expect(sessions.close('g' as SessionKey, '')).rejects.toMatchObject({ code: 'conflict' });
    await expect(sessions.closeMember({ mid: 3, reason: '' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^closed 0 of 1 sessions: /),
    });
    expect(comets.asked).toEqual([]);
  });
});

it.each([
  [CloseMemberQuery, {}, 'mid'],
  [SessionsQuery, { since: '-1' }, 'since'],
  [SessionsQuery, { room: '' }, 'room'],
  [SessionsQuery, { ip: ['a', 'b'] }, 'ip'],
  [SessionsQuery, { mid: '0' }, 'mid'],
  [SessionsQuery, { mid: '1', limit: '1001' }, 'limit'],
  [CloseQuery, { reason: 'ü'.repeat(51) }, 'reason'],
])('what is wrong in the query is named (%#)', (schema, query, path) => {
  expect(new Set(schema.safeParse(query).error?.issues.map((issue) => issue.path.join('.')))).toEqual(new Set([path]));
});
