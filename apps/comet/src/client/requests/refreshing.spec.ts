import { beforeEach, describe, expect, it } from '@jest/globals';
import { settled } from '../../../test/fake-client.js';
import { EXPIRY_GRACE_MS, SessionFixture } from '../../../test/session-fixture.js';

const REFRESH = 32;
const HEARTBEAT_NS = 100_000 * 1_000_000;

let comet: SessionFixture;

beforeEach(() => {
  comet = new SessionFixture();
});

const limited = () => comet.authenticated({ heartbeat: HEARTBEAT_NS, expiresIn: 10_000 });

describe('a client whose token ends', () => {
  it('is closed after the grace, whatever it says meanwhile, and is told to come back with another token', async () => {
    const client = await limited();
    comet.pass(10_000 + EXPIRY_GRACE_MS - 1);
    client.send(2);
    expect(client.isClosedAs).toBeUndefined();
    comet.pass(1);
    expect(client.closedAs).toMatchObject([{ code: 4503, reason: 'auth-refused', message: 'expired' }]);
  });

  it('has the grace from now on where it was let in within the tolerance', async () => {
    const client = await comet.authenticated({ heartbeat: HEARTBEAT_NS, expiresIn: -20_000 });
    comet.pass(EXPIRY_GRACE_MS - 1);
    expect(client.isClosedAs).toBeUndefined();
    comet.pass(1);
    expect(client.isClosedAs).toBe('auth-refused');
  });

  it('is closed as idle where it says nothing before', async () => {
    const client = await comet.authenticated({ heartbeat: 1_000 * 1_000_000, expiresIn: 10_000 });
    comet.pass(1_000);
    expect(client.isClosedAs).toBe('idle');
  });

  it('stays by another token', async () => {
    const client = await limited();
    comet.logic.answerWith('refresh', () => ({ expiresIn: 60_000 }));
    const seq = client.send(REFRESH, '{"token":"new"}');
    await settled();
    expect(client.received).toMatchObject([{ op: 33, seq, body: '{"expiresIn":60}' }]);
    const { request } = comet.logic.callsOf('refresh')[0]!;
    expect(request).toMatchObject({ mid: 7, ip: '10.0.0.1', token: Buffer.from('new') });
    comet.pass(60_000 + EXPIRY_GRACE_MS - 1);
    expect(client.isClosedAs).toBeUndefined();
    comet.pass(1);
    expect(client.isClosedAs).toBe('auth-refused');
  });

  it.each([
    ['unauthenticated', 'auth-refused'],
    ['unavailable', 'unavailable'],
    ['unknown-key', 'unknown-key'],
  ] as const)('keeps its time where another token is %s, and may try again', async (code, error) => {
    const client = await limited();
    comet.logic.fail('refresh', code);
    client.send(REFRESH, '{"token":"bad"}');
    await settled();
    expect(JSON.parse(client.received[0]!.body)).toMatchObject({ error });
    expect(comet.logic.failed).toEqual(code === 'unavailable' ? { refresh: 1 } : {});
    comet.logic.fail('refresh', undefined);
    client.send(REFRESH, '{"token":"good"}');
    await settled();
    comet.pass(10_000 + EXPIRY_GRACE_MS);
    expect(client.isClosedAs).toBeUndefined();
  });

  it.each(['old', 'new'])('is closed where its %s token was banned while logic was asked', async (value) => {
    const client = await comet.authenticated({ heartbeat: HEARTBEAT_NS, expiresIn: 10_000, tokenId: 'old' });
    comet.logic.hold('refresh');
    client.send(REFRESH, '{"token":"new"}');
    comet.banned.add({ id: '1', by: 'tokenId', value, until: 0, reason: 'spam', since: 0 });
    comet.logic.callsOf('refresh')[0]!.answer({ expiresIn: 60_000, tokenId: 'new' });
    await settled();
    expect(client.closedAs).toMatchObject([{ reason: 'banned', message: 'spam' }]);
    expect(client.received).toEqual([]);
  });

  it.each(['', 'hello', '{"token":1}', '{"token":"x","text":"y"}'])(
    'sends a message by %p, as in goim',
    async (body) => {
      const client = await limited();
      client.send(REFRESH, body);
      await settled();
      expect([comet.logic.callsOf('refresh').length, comet.logic.callsOf('receive').length]).toEqual([0, 1]);
    },
  );
});
