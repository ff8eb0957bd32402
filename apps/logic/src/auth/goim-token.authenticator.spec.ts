import { describe, expect, it } from '@jest/globals';
import { AppError } from '#contracts';
import type { Identity } from './authenticator.js';
import { GoimTokenAuthenticator, GoimV1Authenticator } from './goim-token.authenticator.js';

function authenticate(token: unknown): Promise<Identity> {
  const isText = typeof token === 'string' || Buffer.isBuffer(token);
  const bytes = Buffer.from(isText ? token : JSON.stringify(token));
  return new GoimTokenAuthenticator().authenticate({ token: bytes, cookie: '', ip: '10.0.0.1', origin: '' });
}

async function refusalOf(token: unknown): Promise<string> {
  const error = await authenticate(token).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe('unauthenticated');
  return (error as AppError).message;
}

describe('GoimTokenAuthenticator', () => {
  it('takes the token at its word', async () => {
    const token = {
      mid: 123,
      key: 'k',
      room_id: 'live://1000',
      rooms: ['live://1', 'live://2'],
      platform: 'web',
      accepts: [1000, 1001],
    };
    expect(await authenticate(token)).toEqual({
      mid: 123,
      key: 'k',
      room: 'live://1000',
      rooms: ['live://1', 'live://2'],
      platform: 'web',
      accepts: [1000, 1001],
    });
  });

  it('needs no field, and makes a key of its own for each connection', async () => {
    const [one, two] = [await authenticate({}), await authenticate({ key: '' })];
    expect(one).toEqual({
      mid: 0,
      key: expect.stringMatching(/^[0-9a-f-]{36}$/),
      isNewKey: true,
      room: '',
      rooms: [],
      platform: '',
      accepts: [],
    });
    expect(two.key).not.toBe(one.key);
  });

  it('takes names in any case, as programs in Go do', async () => {
    const token = { Mid: 1, KEY: 'k', Room_ID: 'live://1', Rooms: ['live://2'], Platform: 'ios', aCCepts: [1000] };
    expect(await authenticate(token)).toEqual({
      mid: 1,
      key: 'k',
      room: 'live://1',
      rooms: ['live://2'],
      platform: 'ios',
      accepts: [1000],
    });
    expect((await authenticate('{"mid":1,"MID":2}')).mid).toBe(2);
  });

  it('takes rooms, and patterns of them, that the client may join', async () => {
    expect((await authenticate({ may_join: ['chat://*'] })).mayJoin).toEqual(['chat://*']);
    expect(await refusalOf({ may_join: Array.from({ length: 101 }, () => 'a') })).toMatch(/^may_join: /);
  });

  it('takes a platform as long as a packet', async () => {
    const platform = 'p'.repeat(3_000);
    expect((await authenticate({ platform })).platform).toBe(platform);
  });

  it('refuses what is no UTF-8: two rooms in another encoding would be read as one', async () => {
    expect(await refusalOf(Buffer.from('{"room_id":"live://\xb7\xbf"}', 'latin1'))).toBe('the token is no UTF-8');
  });

  it('takes `null` for no operations, as programs in Go write it', async () => {
    expect((await authenticate({ accepts: null })).accepts).toEqual([]);
  });

  it('takes `null` for a token without fields, as programs in Go read it', async () => {
    expect(await authenticate('null')).toEqual({ ...(await authenticate('{}')), key: expect.any(String) });
  });

  it('takes fields that it does not know', async () => {
    expect((await authenticate({ key: 'k', device: 'x' })).key).toBe('k');
  });

  it.each([0, -1, -(2 ** 53 - 1)])('takes a member of %i for anonymous', async (mid) => {
    expect((await authenticate({ mid })).mid).toBe(0);
  });

  it('takes all members that goim has, which are int64s, and strings of their digits', async () => {
    expect((await authenticate({ mid: Number.MAX_SAFE_INTEGER })).mid).toBe(2 ** 53 - 1);
    expect((await authenticate('{"mid":663291537152950273}')).mid).toBe(663_291_537_152_950_273n);
    expect((await authenticate('{"mid":"663291537152950273"}')).mid).toBe(663_291_537_152_950_273n);
    expect((await authenticate('{"mid":"7"}')).mid).toBe(7);
    expect((await authenticate('{"mid":-663291537152950273}')).mid).toBe(0);
    expect(await refusalOf('{"mid":9223372036854775808}')).toMatch(/^mid: /);
  });

  it.each<[field: string, token: unknown]>([
    ['mid', { mid: 'x' }],
    ['mid', { mid: true }],
    ['mid', { mid: 1.5 }],
    ['key', { key: 7 }],
    ['key', { key: 'x'.repeat(257) }],
    ['key', '{"key":"\\ud800"}'],
    ['room_id', { room_id: 7 }],
    ['room_id', '{"room_id":"\\ud800"}'],
    ['room_id', { room_id: 'x'.repeat(257) }],
    ['rooms', { rooms: 'live://1' }],
    ['rooms', { rooms: Array.from({ length: 1_001 }, (_, n) => String(n)) }],
    ['rooms.1', { rooms: ['live://1', ''] }],
    ['rooms.0', { rooms: ['x'.repeat(257)] }],
    ['platform', { platform: 7 }],
    ['platform', { platform: 'x'.repeat(4_097) }],
    ['accepts', { accepts: 1000 }],
    ['accepts', { accepts: Array.from({ length: 1_001 }, () => 1) }],
    ['accepts.1', { accepts: [1, 'x'] }],
    ['accepts.0', { accepts: [2 ** 31] }],
    ['token', []],
    ['token', '"k"'],
  ])('names %s where it is wrong', async (field, token) => {
    expect(await refusalOf(token)).toMatch(new RegExp(`^${field}: `));
  });

  it('names every wrong field', async () => {
    expect(await refusalOf({ mid: 'x', key: 7 })).toMatch(/^mid: .*; key: /);
  });

  it.each(['', '{', '{"mid":}', '\0', '\u{fffd}'])('refuses %j, which is no JSON', async (token) => {
    expect(await refusalOf(token)).toBe('the token is no JSON');
  });
});

describe('the tokens of goim v1', () => {
  const enter = (token: string) =>
    new GoimV1Authenticator().authenticate({ token: Buffer.from(token), cookie: '', ip: '10.0.0.1', origin: '' });

  it.each([
    ['123,456', 123],
    ['663291537152950273,0', 663291537152950273n],
    ['-1,5', 0],
  ])('are taken: %s', async (token, mid) => {
    expect(await enter(token)).toMatchObject({ mid, room: '', accepts: [] });
  });

  it.each(['', '123', '123,', ',1', '{"mid":1}', '1,2,3', '9223372036854775808,1', 'a,b'])(
    'are refused: %p',
    async (token) => {
      await expect(enter(token)).rejects.toMatchObject({ code: 'unauthenticated' });
    },
  );
});
