import { beforeEach, describe, expect, it } from '@jest/globals';
import { BanIndex } from '#bus';
import { AppError, type RoomKey, type SessionKey } from '#contracts';
import { Metrics } from '#observability';
import { FakeCloser, FakeRegistry, fakeSession, FakeSessionEvents } from '../../test/fake-sessions.js';
import { accessOf } from '../../test/access.js';
import { FakeRegions } from '../../test/fake-nodes.js';
import { LogicConfig } from '../config/logic.config.js';
import { Authenticator, type Credentials, type Identity } from '../auth/authenticator.js';
import { RefusedToken } from '#tokens';
import { MemberLimit } from './member-limit.js';
import { SessionLifecycle } from './session-lifecycle.js';

class FakeAuthenticator extends Authenticator {
  override takesTokensAtTheirWord = false;
  readonly asked: Credentials[] = [];
  identity: Identity = { mid: 7, key: 'k' as SessionKey, room: '', accepts: [1000], platform: 'web' };
  refusal: AppError | undefined;

  async authenticate(credentials: Credentials): Promise<Identity> {
    this.asked.push(credentials);
    if (this.refusal) throw this.refusal;
    return this.identity;
  }
}

const CONNECT = {
  server: 'comet-1',
  cookie: 'a=b',
  origin: 'https://app.example',
  token: Buffer.from('{}'),
  ip: '10.0.0.1',
  connection: 3,
  version: 1,
};

let authenticator: FakeAuthenticator;
let registry: FakeRegistry;
let banned: BanIndex;
let metrics: Metrics;
let events: FakeSessionEvents;
let service: SessionLifecycle;

beforeEach(() => {
  authenticator = new FakeAuthenticator();
  registry = new FakeRegistry();
  const configuration = { current: LogicConfig.parse({ session: { heartbeat: '4m', heartbeatMax: 2 } }) };
  const limit = new MemberLimit(
    registry,
    new FakeCloser().asCloser,
    configuration,
    new Metrics({ processMetrics: false }),
  );
  banned = new BanIndex();
  metrics = new Metrics({ processMetrics: false });
  events = new FakeSessionEvents();
  const regions = new FakeRegions({ '10.0.0.1': 'sh' });
  service = new SessionLifecycle(
    authenticator,
    registry,
    limit,
    regions,
    events.asEvents,
    accessOf({ rooms: { types: { admin: { join: 'nobody' } } } }),
    { find: (who) => banned.find(who, Date.now()) },
    configuration,
    metrics,
  );
});

it.each(['unavailable', 'unknown-key'])('shows what alarms look for before it happens: %s', async (why) => {
  expect(await metrics.expose()).toContain(`goim_auth_refused_total{why="${why}"} 0`);
});

describe('SessionLifecycle', () => {
  it('lets nobody in by credentials that put it into a room that it may not join', async () => {
    authenticator.identity = { ...authenticator.identity, room: 'admin://1' as RoomKey };
    await expect(service.connect(CONNECT)).rejects.toMatchObject({ code: 'forbidden' });
    expect(registry.byKey('k' as SessionKey)).toBeUndefined();
    authenticator.identity = { ...authenticator.identity, room: '', rooms: ['admin://1' as RoomKey] };
    await expect(service.connect(CONNECT)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each([
    ['mid', '7'],
    ['key', 'k'],
    ['address', '10.0.0.0/8'],
    ['tokenId', 't'],
  ] as const)('lets nobody in who is banned by %s', async (by, value) => {
    authenticator.identity = { ...authenticator.identity, tokenId: 't' };
    banned.add({ id: '1', by, value, until: 0, reason: 'spam', since: 0 });
    await expect(service.connect(CONNECT)).rejects.toMatchObject({ code: 'banned', message: 'spam' });
    expect(registry.byKey('k' as SessionKey)).toBeUndefined();
    if (by === 'key') return;
    const refresh = { mid: 7, token: CONNECT.token, cookie: '', ip: CONNECT.ip, origin: '' };
    await expect(service.refresh(refresh)).rejects.toMatchObject({ code: 'banned' });
  });

  it.each([
    [new RefusedToken('signature', 'x'), 'signature'],
    [new AppError('unauthenticated', 'x'), 'refused'],
    [new AppError('unavailable', 'x'), 'unavailable'],
  ])('counts why it lets nobody in: %s', async (refusal, why) => {
    authenticator.refusal = refusal;
    await expect(service.connect(CONNECT)).rejects.toBe(refusal);
    expect(await metrics.expose()).toContain(`goim_auth_refused_total{why="${why}"} 1`);
  });

  it('grants by another token what that one names', async () => {
    authenticator.identity = { ...authenticator.identity, mayJoin: ['chat://*'] };
    const { grant } = await service.connect(CONNECT);
    expect(grant!.mayJoin).toEqual(['chat://*']);
    authenticator.identity = { ...authenticator.identity, mayJoin: ['live://*'] };
    const refreshed = await service.refresh({ mid: 7, token: CONNECT.token, cookie: '', ip: CONNECT.ip, origin: '' });
    expect(refreshed.grant!.mayJoin).toEqual(['live://*']);
  });

  it('lets nobody take over the key of a session of another member, and lets its own member', async () => {
    registry.add(fakeSession('k', { mid: 8 }));
    await expect(service.connect(CONNECT)).rejects.toMatchObject({ code: 'forbidden' });
    expect(registry.byKey('k' as SessionKey)).toMatchObject({ mid: 8 });
    registry.add(fakeSession('k', { mid: 7 }));
    expect(await service.connect(CONNECT)).toMatchObject({ key: 'k', mid: 7 });
  });

  it('lets nobody take a key of which it is not known now whose it is', async () => {
    registry.isCurrent = false;
    await expect(service.connect(CONNECT)).rejects.toMatchObject({ code: 'unavailable' });
    expect(registry.byKey('k' as SessionKey)).toBeUndefined();
    // It is known of this one, and nobody can have a key that was made for the connection.
    registry.add(fakeSession('k', { mid: 7 }));
    expect(await service.connect(CONNECT)).toMatchObject({ key: 'k' });
    authenticator.identity = { ...authenticator.identity, key: 'new' as SessionKey, isNewKey: true };
    expect(await service.connect(CONNECT)).toMatchObject({ key: 'new' });
    // Who comes with such a token says of itself which member it is.
    authenticator.takesTokensAtTheirWord = true;
    authenticator.identity = { ...authenticator.identity, key: 'said' as SessionKey, isNewKey: false };
    expect(await service.connect(CONNECT)).toMatchObject({ key: 'said' });
  });

  it('tells the comet how long the credentials last, and takes others of the same member', async () => {
    authenticator.identity = { ...authenticator.identity, expires: Date.now() + 60_000 };
    const { expiresIn } = await service.connect(CONNECT);
    expect(expiresIn).toBeGreaterThan(0);
    expect(expiresIn).toBeLessThanOrEqual(60_000);
    authenticator.identity = { ...authenticator.identity, expires: Date.now() - 1_000 };
    const asked = { mid: 7, token: CONNECT.token, cookie: '', ip: CONNECT.ip, origin: '' };
    expect((await service.refresh(asked)).expiresIn).toBeLessThanOrEqual(-1_000);
    await expect(service.refresh({ ...asked, mid: 8 })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each([
    ['mid', { mid: NaN }],
    ['mid', { mid: 2 ** 53 }],
    ['mid', { mid: -1 }],
    ['key', { key: '' as SessionKey }],
    ['room', { room: 'x'.repeat(257) as RoomKey }],
    ['list of rooms', { rooms: ['' as RoomKey] }],
    ['list of rooms to join', { mayJoin: [''] }],
    ['list of operations', { accepts: [1.5] }],
    ['time of expiry', { expires: NaN }],
    ['time of expiry', { expires: 1e16 }],
  ])('lets nobody in by an identity with a wrong %s: %p', async (part, wrong) => {
    authenticator.identity = { ...authenticator.identity, ...wrong };
    await expect(service.connect(CONNECT)).rejects.toThrow(`the authenticator gave a ${part} that can be none`);
    expect(registry.byKey('k' as SessionKey)).toBeUndefined();
  });

  it('tells the comet that a client only says which member it is', async () => {
    authenticator.takesTokensAtTheirWord = true;
    expect(await service.connect(CONNECT)).toMatchObject({ mid: 7, isProven: false });
  });

  it('registers whom the authenticator lets in, and tells the comet who it is', async () => {
    expect(await service.connect(CONNECT)).toEqual({
      mid: 7,
      key: 'k',
      roomID: '',
      accepts: [1000],
      platform: 'web',
      joined: [],
      revision: 1,
      expiresIn: 0,
      grant: { mayJoin: [], joinsAny: false, readsAny: true },
      tokenId: '',
      isProven: true,
      life: 1_800_000,
      // Twice four minutes, in nanoseconds.
      heartbeat: 480_000_000_000,
    });
    expect(authenticator.asked).toEqual([
      { token: CONNECT.token, cookie: 'a=b', ip: '10.0.0.1', origin: 'https://app.example' },
    ]);
    expect(registry.byKey('k' as SessionKey)).toMatchObject({
      mid: 7,
      comet: 'comet-1',
      connection: 3,
      ip: '10.0.0.1',
      platform: 'web',
      region: 'sh',
    });
  });

  it('registers nobody whom it refuses', async () => {
    authenticator.refusal = new AppError('unauthenticated', 'no');
    await expect(service.connect(CONNECT)).rejects.toBe(authenticator.refusal);
    expect(registry.count).toBe(0);
    expect(events.seen).toEqual([]);
  });

  it('registers the rooms beside the one, each once and without the one', async () => {
    const rooms = ['live://2', 'live://1', 'live://2', 'live://3'] as RoomKey[];
    authenticator.identity = { ...authenticator.identity, room: 'live://1' as RoomKey, rooms };
    expect(await service.connect(CONNECT)).toMatchObject({ roomID: 'live://1', joined: ['live://2', 'live://3'] });
    expect(service.roomCounts(['live://1', 'live://2', 'live://3'])).toEqual({
      'live://1': 1,
      'live://2': 1,
      'live://3': 1,
    });
  });

  it('removes the session of a connection whose comet was never told its key', async () => {
    await service.connect(CONNECT);
    const end = { mid: 0, key: '', server: 'comet-1', connection: 3 };
    expect(await service.disconnect({ ...end, connection: 2 })).toBe(false);
    expect(await service.disconnect(end)).toBe(true);
    expect(await service.disconnect(end)).toBe(false);
    expect(registry.count).toBe(0);
    expect(events.seen).toEqual([
      ['began', 'k'],
      ['disconnected', 'k'],
    ]);
  });

  it('tells the comet where a key belongs to another connection by now', async () => {
    await service.connect(CONNECT);
    const renewal = { mid: 7, key: 'k', roomID: '', joined: [], ip: '10.0.0.1', platform: '' };
    expect(await service.heartbeat({ ...renewal, server: 'comet-1', connection: 3 })).toBe(true);
    expect(await service.heartbeat({ ...renewal, server: 'comet-2', connection: 3 })).toBe(false);
  });

  // goim's fault 1.
  it('removes a session for the connection that it belongs to, and for no older one', async () => {
    registry.add(fakeSession('k', { comet: 'comet-1', connection: 3 }));
    const end = { mid: 7, key: 'k', server: 'comet-1', connection: 3 };
    expect(await service.disconnect({ ...end, connection: 2 })).toBe(false);
    expect(await service.disconnect({ ...end, server: 'comet-2' })).toBe(false);
    expect(registry.count).toBe(1);
    expect(await service.disconnect(end)).toBe(true);
    expect(registry.count).toBe(0);
  });

  it('renews a session with the room that it is in', async () => {
    await service.connect(CONNECT);
    await service.heartbeat({
      mid: 7,
      key: 'k',
      server: 'comet-1',
      roomID: 'live://1',
      joined: ['live://3'],
      ip: '10.0.0.1',
      connection: 3,
      platform: 'web',
    });
    expect(service.roomCounts(['live://1', 'live://2', 'live://3', '__proto__'])).toEqual(
      Object.fromEntries([
        ['live://1', 1],
        ['live://2', 0],
        ['live://3', 1],
        ['__proto__', 0],
      ]),
    );
  });
});
