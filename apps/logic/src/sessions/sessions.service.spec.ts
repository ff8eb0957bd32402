import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SessionKey } from '#contracts';
import { FakeComets } from '../../test/fake-nodes.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { CloseQuery, SessionsQuery } from './sessions.schema.js';
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

describe('the sessions of a member', () => {
  it('are listed by their keys, in pages', () => {
    const first = sessions.ofMember(SessionsQuery.parse({ mid: '1', limit: '1' }));
    expect(first.sessions.map(({ key }) => key)).toEqual(['a']);
    const second = sessions.ofMember(SessionsQuery.parse({ mid: '1', limit: '1', cursor: first.next }));
    expect([second.sessions.map(({ key }) => key), second.next]).toEqual([['b'], undefined]);
  });

  it('are closed wherever they are', async () => {
    expect(await sessions.closeMember({ mid: 1, reason: '' })).toEqual({ closed: 2 });
    expect(comets.asked.map(({ subject }) => subject).toSorted()).toEqual([
      'goim.comet.comet-1.close',
      'goim.comet.comet-2.close',
    ]);
    expect(await sessions.closeMember({ mid: 99, reason: '' })).toEqual({ closed: 0 });
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
  [SessionsQuery, {}, 'mid'],
  [SessionsQuery, { mid: '0' }, 'mid'],
  [SessionsQuery, { mid: '1', limit: '1001' }, 'limit'],
  [CloseQuery, { reason: 'ü'.repeat(51) }, 'reason'],
])('what is wrong in the query is named (%#)', (schema, query, path) => {
  expect(new Set(schema.safeParse(query).error?.issues.map((issue) => issue.path.join('.')))).toEqual(new Set([path]));
});
