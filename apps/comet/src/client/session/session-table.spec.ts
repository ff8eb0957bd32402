import { beforeEach, describe, expect, it } from '@jest/globals';
import { HANDSHAKE_TIMEOUT_MS, SessionFixture } from '../../../test/session-fixture.js';
import { closeAll } from './session-closing.js';

let comet: SessionFixture;

beforeEach(() => {
  comet = new SessionFixture();
});

describe('SessionTable', () => {
  it('closes those whose time is over, each for its reason, and no other', async () => {
    const waiting = [comet.client(), comet.client(), comet.client()];
    const idle = await comet.authenticated({ key: 'a', heartbeat: 1_000 * 1_000_000 });
    const busy = await comet.authenticated({ key: 'b', heartbeat: 60_000 * 1_000_000 });
    comet.pass(999);
    expect(comet.table.size).toBe(5);
    comet.pass(1);
    expect(idle.isClosedAs).toBe('idle');
    comet.pass(HANDSHAKE_TIMEOUT_MS - 1_001);
    const late = comet.client();
    comet.pass(1);
    expect(waiting.map((client) => client.isClosedAs)).toEqual(Array(3).fill('handshake-timeout'));
    expect([late.isClosedAs, busy.isClosedAs, comet.table.size]).toEqual([undefined, undefined, 2]);
  });

  it('closes one that is expected soon with the time of a handshake, and never later than it would have been', async () => {
    const [quiet, lively] = [
      await comet.authenticated({ key: 'a', heartbeat: 60_000 * 1_000_000 }),
      await comet.authenticated({ key: 'b', heartbeat: 1_000 * 1_000_000 }),
    ];
    quiet.session.expectSoon();
    lively.session.expectSoon();
    comet.pass(1_000);
    expect([quiet.isClosedAs, lively.isClosedAs]).toEqual([undefined, 'idle']);
    comet.pass(HANDSHAKE_TIMEOUT_MS - 1_000);
    expect(quiet.isClosedAs).toBe('idle');
  });

  it('lets any of its sessions go, and the others stay', () => {
    const clients = Array.from({ length: 5 }, () => comet.client());
    for (const index of [0, 4, 2]) clients[index]!.leave();
    expect(comet.table.size).toBe(2);
    comet.pass(HANDSHAKE_TIMEOUT_MS);
    expect(clients.map((client) => client.isClosedAs)).toEqual([
      undefined,
      'handshake-timeout',
      undefined,
      'handshake-timeout',
      undefined,
    ]);
  });
});

describe('closeAll', () => {
  it('closes everyone with the reason that the server goes', async () => {
    const clients = [comet.client(), await comet.authenticated()];
    await closeAll(comet.table, 5_000);
    expect(clients.map((client) => client.isClosedAs)).toEqual(['shutdown', 'shutdown']);
    expect(comet.table.size).toBe(0);
  });

  it('closes a handful at once, however long the window is, and no more than that', async () => {
    const clients = Array.from({ length: 60 }, () => comet.client());
    const closed = (): number => clients.filter(({ isClosedAs }) => isClosedAs !== undefined).length;
    const closing = closeAll(comet.table, 60_000);
    expect(closed()).toBe(50);
    await closing;
    expect(closed()).toBe(60);
  });
});
