import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StoreClock, type BanList } from '#bus';
import type { Ban } from '#contracts';
import { settled, type FakeClient } from '../../../test/fake-client.js';
import { SessionFixture } from '../../../test/session-fixture.js';
import { BanEnforcement } from './ban-enforcement.js';

const CLOSED = { code: 4506, reason: 'banned', reconnect: false };

let comet: SessionFixture;
let list: EventEmitter;

beforeEach(() => {
  comet = new SessionFixture();
  list = Object.assign(new EventEmitter(), { close: jest.fn() });
  new BanEnforcement(
    list as unknown as BanList,
    comet.table,
    () => undefined,
    new StoreClock(),
  ).onApplicationBootstrap();
});

const banOf = (by: Ban['by'], value: string, reason = ''): Ban => ({
  id: value,
  by,
  value,
  until: 0,
  reason,
  since: 0,
});

/** Everybody knows of it, and whoever is here was looked at. */
async function ban(...bans: Ban[]): Promise<void> {
  for (const one of bans) {
    comet.banned.add(one);
    // It is enforced some milliseconds later.
    list.emit('banned', one);
  }
  const closeEach = comet.table.closeEach.bind(comet.table);
  await new Promise<void>((resolve) => {
    jest.spyOn(comet.table, 'closeEach').mockImplementationOnce((why) => closeEach(why).then(resolve));
  });
}

async function enter(grant: object, ip = '10.0.0.1'): Promise<FakeClient> {
  comet.logic.grant(grant);
  const client = comet.client({ ip });
  await client.authenticate();
  return client;
}

describe('a ban', () => {
  it.each([
    ['mid', '8'],
    ['key', 'b'],
    ['tokenId', 'token-b'],
    ['address', '10.2.0.0/16'],
  ] as const)('by %s closes whom it is for, with its reason, and nobody else', async (by, value) => {
    const other = await enter({ mid: 7, key: 'a', tokenId: 'token-a' });
    const client = await enter({ mid: 8, key: 'b', tokenId: 'token-b' }, '10.2.0.1');
    await ban(banOf(by, value, 'spam'));
    expect(client.closedAs).toEqual([{ ...CLOSED, message: 'spam' }]);
    expect([other.closedAs, comet.counts.closed.byLabel]).toEqual([[], { banned: 1 }]);
  });

  it('of an address closes also those that are not authenticated', async () => {
    const client = comet.client({ ip: '10.2.0.1' });
    await ban(banOf('address', '10.2.0.0/16'));
    expect(client.closedAs).toEqual([CLOSED]);
  });

  it('closes all whom one of many is for, however many there are', async () => {
    const clients = Array.from({ length: 12_000 }, (_, n) =>
      comet.client({ ip: n % 2 === 0 ? '10.2.0.1' : '10.3.0.1' }),
    );
    await ban(banOf('address', '10.2.0.1'), banOf('mid', '9'));
    expect(clients.filter(({ isClosedAs }) => isClosedAs === 'banned')).toHaveLength(6_000);
    expect(comet.table.size).toBe(6_000);
  });

  it('of an address keeps its clients from logic', async () => {
    comet.banned.add(banOf('address', '10.2.0.0/16'));
    const client = await enter({}, '10.2.0.1');
    expect([client.closedAs, comet.logic.calls]).toEqual([[CLOSED], []]);
  });

  it('that logic did not know of yet keeps out whom logic has let in, and ends the session', async () => {
    comet.banned.add(banOf('mid', '8'));
    const client = await enter({ mid: 8, key: 'b' });
    await settled();
    expect([client.closedAs, client.received, comet.hub.connections]).toEqual([[CLOSED], [], 0]);
    expect(comet.logic.callsOf('disconnect')).toMatchObject([{ request: { key: 'b' } }]);
  });

  it('that logic tells of is what the client is closed for', async () => {
    comet.logic.fail('connect', 'banned');
    const client = await enter({});
    expect(client.closedAs).toEqual([{ ...CLOSED, message: 'connect failed' }]);
    expect(comet.logic.callsOf('disconnect')).toEqual([]);
  });

  it('of the token that a client came back with by a refresh closes it', async () => {
    const client = await enter({ mid: 7, key: 'a', tokenId: 'old' });
    comet.logic.answerWith('refresh', () => ({ expiresIn: 0, tokenId: 'new' }));
    client.send(32, '{"token":"t"}');
    await settled();
    await ban(banOf('tokenId', 'old'));
    expect(client.closedAs).toEqual([]);
    await ban(banOf('tokenId', 'new'));
    expect(client.closedAs).toEqual([CLOSED]);
  });
});
