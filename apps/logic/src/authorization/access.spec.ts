import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, roomTarget, type RoomKey, type SessionKey, type Target } from '#contracts';
import { Metrics } from '#observability';
import { accessOf } from '../../test/access.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { fakeReceiveRequest } from '../../test/fake-upstream.js';
import type { Identity } from '../auth/authenticator.js';
import { toUpstreamMessage } from '../upstream/upstream-message.js';
import { ALLOWED, Authorizer, type Asker, type Decision } from './authorizer.js';

const ROOM = 'private://1' as RoomKey;
const IDENTITY: Identity = {
  mid: 7,
  key: 'k' as SessionKey,
  room: 'live://1' as RoomKey,
  rooms: ['live://2' as RoomKey],
  mayJoin: ['chat://team-7-*'],
  accepts: [],
  platform: 'web',
};

let metrics: Metrics;

beforeEach(() => {
  metrics = new Metrics({ processMetrics: false });
});

const asker = (mayJoin: readonly string[] = []): Asker => ({
  mid: 7,
  key: 'k' as SessionKey,
  rooms: [],
  mayJoin,
  ip: '10.0.0.1',
  platform: 'web',
});

async function refusals(): Promise<string[]> {
  const found = (await metrics.expose()).matchAll(/^goim_access_refused_total\{action="(.+)",why="(.+)"\} (\d+)$/gm);
  return [...found].map(([, ...labels]) => labels.join(' ')).filter((labels) => !labels.endsWith(' 0'));
}

it('shows what alarms look for before it happens', async () => {
  accessOf({ metrics });
  for (const action of ['join', 'subscribe', 'read', 'send', 'relay']) {
    expect(await metrics.expose()).toContain(`goim_access_refused_total{action="${action}",why="unavailable"} 0`);
  }
});

class Team extends Authorizer {
  decision: Decision = ALLOWED;
  readonly asked: unknown[] = [];

  canJoin(client: Asker, room: RoomKey): Decision {
    this.asked.push(['join', client.mid, room]);
    return this.decision;
  }

  override canSend(): Decision {
    this.asked.push(['send']);
    return this.decision;
  }

  override canRelay(_: unknown, room: RoomKey): Decision {
    this.asked.push(['relay', room]);
    return this.decision;
  }

  override canReadHistory(_: unknown, target: Target): Decision {
    this.asked.push(['read', target]);
    return this.decision;
  }
}

describe('what a client may do without a question', () => {
  it('is everything where tokens are taken at their word, as with goim', () => {
    expect(accessOf().grantTo(IDENTITY)).toEqual({ mayJoin: [], joinsAny: true, readsAny: true });
  });

  it('is to read alone where they are not: which rooms its credentials name is told', () => {
    expect(accessOf({ takesTokensAtTheirWord: false }).grantTo(IDENTITY)).toEqual({
      mayJoin: ['live://1', 'live://2', 'chat://team-7-*'],
      joinsAny: false,
      readsAny: true,
    });
  });

  it('is not to join all rooms whose names begin as that of its own: only patterns are patterns', () => {
    const access = accessOf({ takesTokensAtTheirWord: false });
    const named = { ...IDENTITY, room: 'live://*' as RoomKey, rooms: ['chat://*' as RoomKey], mayJoin: ['team://*'] };
    expect(access.grantTo(named).mayJoin).toEqual(['team://*']);
  });

  it.each([
    [{ chat: { join: 'token' } }, false, true],
    [{ chat: { maxMembers: 10 } }, false, true],
    [{ chat: { history: 'nobody' } }, true, false],
    [{ chat: { send: 'nobody' } }, true, true],
  ])('is less where a type of room is less open: %j', (types, joinsAny, readsAny) => {
    expect(accessOf({ rooms: { types } }).grantTo(IDENTITY)).toMatchObject({ joinsAny, readsAny });
  });

  it('is nothing where an extension decides', () => {
    expect(accessOf({ authorizer: new Team() }).grantTo(IDENTITY)).toMatchObject({ joinsAny: false, readsAny: false });
  });
});

describe('who joins a room', () => {
  it.each([
    ['private://1', true],
    ['private://*', true],
    ['*', true],
    ['private://1*', true],
    ['private://2', false],
    ['private://', false],
    ['*1', false],
  ])('has a token that names it: %s', async (pattern, allowed) => {
    const access = accessOf({ takesTokensAtTheirWord: false, metrics });
    expect(await access.may('join', asker([pattern]), ROOM)).toMatchObject({ allowed });
    expect(await access.may('subscribe', asker([pattern]), ROOM)).toMatchObject({ allowed });
    expect(await refusals()).toEqual(allowed ? [] : ['join token 1', 'subscribe token 1']);
  });

  it('is whom the type of the room lets, whatever the rest', async () => {
    const types = { private: { join: 'token' }, admin: { join: 'nobody' }, live: { join: 'any' } };
    const strict = accessOf({ takesTokensAtTheirWord: false, rooms: { types }, metrics });
    expect(await strict.may('join', asker(), 'live://9' as RoomKey)).toEqual(ALLOWED);
    expect(await accessOf({ rooms: { types } }).may('join', asker(), ROOM)).toMatchObject({ allowed: false });
    expect(await strict.may('join', asker(['*']), 'admin://1' as RoomKey)).toMatchObject({ allowed: false });
    expect(await strict.may('join', asker(['*']), '__proto__://1' as RoomKey)).toEqual(ALLOWED);
    expect(await refusals()).toEqual(['join nobody 1']);
  });

  it('is whom the extension lets: an extra room is a room to one that knows no difference', async () => {
    const authorizer = new Team();
    const access = accessOf({ authorizer, metrics });
    expect(await access.may('subscribe', asker(), ROOM)).toEqual(ALLOWED);
    authorizer.decision = { allowed: false, reason: 'not a member', keepFor: 5 };
    expect(await access.may('join', asker(), ROOM)).toEqual({ allowed: false, reason: 'not a member', keepFor: 5 });
    expect(authorizer.asked).toEqual(Array.from({ length: 2 }, () => ['join', 7, ROOM]));
    expect(await refusals()).toEqual(['join extension 1']);
  });

  it.each([undefined, {}])('is nobody where the extension does not say so: %p', async (decision) => {
    const authorizer = new Team();
    authorizer.decision = decision as never;
    const answer = accessOf({ authorizer }).may('join', asker(), ROOM);
    expect((await answer.catch(() => ({ allowed: false }))).allowed).not.toBe(true);
  });

  it('is nobody where nobody can say', async () => {
    const authorizer = new Team();
    authorizer.canJoin = () => {
      throw new AppError('unavailable', 'the database is away');
    };
    const access = accessOf({ authorizer, metrics });
    await expect(access.may('join', asker(), ROOM)).rejects.toMatchObject({ code: 'unavailable' });
    const without = accessOf({ rooms: { types: { private: { join: 'extension' } } } });
    await expect(without.may('join', asker(), ROOM)).rejects.toMatchObject({ code: 'internal' });
    expect(await refusals()).toEqual(['join unavailable 1']);
  });

  it('finds a room full that has as many sessions as it may, unless it is in it already', async () => {
    const registry = new FakeRegistry();
    registry.add(fakeSession('a', { room: ROOM }), fakeSession('k', { joined: [ROOM] }));
    const access = accessOf({ registry, rooms: { types: { private: { maxMembers: 2 } } }, metrics });
    expect(await access.may('join', asker(), ROOM)).toEqual(ALLOWED);
    expect(await access.may('join', { ...asker(), key: 'b' as SessionKey }, ROOM)).toMatchObject({ allowed: false });
    expect(await refusals()).toEqual(['join full 1']);
  });

  it('is not let in at all by credentials that put it into a room that it may not join', async () => {
    const access = accessOf({ rooms: { types: { admin: { join: 'nobody' } } } });
    const rooms = ['live://1', 'admin://1'] as RoomKey[];
    await access.assertMayEnter(asker(), rooms[0]!, []);
    const refusal = { code: 'forbidden', message: 'room admin://1: nobody may join it' };
    await expect(access.assertMayEnter(asker(), rooms[1]!, [])).rejects.toMatchObject(refusal);
    await expect(access.assertMayEnter(asker(), '', rooms)).rejects.toMatchObject(refusal);
  });
});

describe('what is sent and read', () => {
  const message = () => toUpstreamMessage(fakeReceiveRequest(4, 'hello'), true);

  it('is all that members may, unless the type of the room says otherwise', async () => {
    const access = accessOf({ rooms: { types: { private: { send: 'nobody', history: 'nobody' } } }, metrics });
    expect(await access.maySend(message())).toEqual(ALLOWED);
    expect(await access.mayRelay(message(), 'live://1' as RoomKey)).toEqual(ALLOWED);
    expect(await access.may('read', asker(), 'room:live://1' as Target)).toEqual(ALLOWED);
    expect(await access.may('read', asker(), 'mid:7' as Target)).toEqual(ALLOWED);
    expect(await access.mayRelay(message(), ROOM)).toMatchObject({ allowed: false });
    expect(await access.may('read', asker(), roomTarget(ROOM))).toMatchObject({ allowed: false });
    expect(await refusals()).toEqual(['relay nobody 1', 'read nobody 1']);
  });

  it('is what the extension lets', async () => {
    const authorizer = new Team();
    const access = accessOf({ authorizer, metrics });
    authorizer.decision = { allowed: false };
    const decisions = [
      await access.maySend(message()),
      await access.mayRelay(message(), ROOM),
      await access.may('read', asker(), roomTarget(ROOM)),
    ];
    expect(decisions.map(({ allowed }) => allowed)).toEqual([false, false, false]);
    expect(authorizer.asked).toEqual([['send'], ['relay', ROOM], ['read', `room:${ROOM}`]]);
    expect(await refusals()).toEqual(['send extension 1', 'relay extension 1', 'read extension 1']);
  });
});
