import { beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects } from '#contracts';
import { settled, type FakeClient } from '../../test/fake-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { HANDSHAKE_TIMEOUT_MS, SessionFixture } from '../../test/session-fixture.js';
import { Entrance } from './entrance.js';

const AT_ONCE = 64;
/** Milliseconds from one look to the next: five clients at the least rate. */
const LOOK_MS = 10;
const MAX = 90;

let clock: FakeClock;
let limits: { current: { maxAdmissions: number } };
let entrance: Entrance;
let entered: number[];
let came = 0;
let left = 0;

beforeEach(() => {
  clock = new FakeClock();
  limits = { current: { maxAdmissions: MAX } };
  entrance = new Entrance(limits, clock);
  entered = [];
  came = 0;
  left = 0;
});

async function come(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const number = came++;
    const turn = entrance.enter();
    if (turn) void turn.then(() => entered.push(number));
    else entered.push(number);
  }
  await settled();
}

/** Lets looks pass, each of which finds the timer so late. */
async function looks(count: number, lateMs = 0): Promise<void> {
  for (let n = 0; n < count; n++) {
    clock.spend(lateMs === 0 ? 0 : LOOK_MS + lateMs);
    clock.advance(lateMs === 0 ? LOOK_MS : 0);
    await settled();
  }
}

/** All that are inside leave. */
async function allLeave(): Promise<void> {
  for (let n = left; n < entered.length; n++) entrance.leave();
  left = entered.length;
  await settled();
}

describe('clients that come at once', () => {
  it('go in at once where they are few, and the others in their order and by a rate', async () => {
    await come(AT_ONCE + 12);
    expect([entered.length, entrance.waiting, entrance.waited]).toEqual([AT_ONCE, 12, 12]);
    await looks(1);
    expect(entered).toHaveLength(AT_ONCE + 5);
    await come(1);
    await looks(2);
    expect(entered).toEqual(Array.from({ length: AT_ONCE + 13 }, (_, n) => n));
  });

  it('go in faster for as long as nothing is late', async () => {
    await come(2_000);
    const perSecond = [];
    for (let second = 0; second < 3; second++) {
      const before = entered.length;
      for (let n = 0; n < 100; n++) {
        await looks(1);
        await allLeave();
      }
      perSecond.push(entered.length - before);
    }
    // 500 a second at the beginning, and 1,000 more a second later.
    expect(perSecond[0]).toBeGreaterThan(950);
    expect(perSecond[0]).toBeLessThan(1_050);
    expect(entered).toHaveLength(2_000);
  });

  it('go in half as fast with each look that comes late, and never slower than by the least rate', async () => {
    await come(2_000);
    for (let n = 0; n < 60; n++) {
      await looks(1);
      await allLeave();
    }
    const before = entered.length;
    for (let n = 0; n < 10; n++) {
      await looks(1, 10);
      await allLeave();
    }
    // In 200 ms.
    expect(entered.length - before).toBeGreaterThanOrEqual(100);
    expect(entered.length - before).toBeLessThan(130);
  });

  it('go in when others have left, where so many are inside as may be', async () => {
    await come(200);
    await looks(40);
    expect(entered).toHaveLength(MAX);
    entrance.leave();
    entrance.leave();
    await looks(1);
    expect(entered).toHaveLength(MAX + 2);
  });

  // Where each went in by itself, its request and its answer were a write, and woke three processes, for itself.
  it('go in together where they wait: by sixteen, or as many as may, with the next look', async () => {
    await come(200);
    clock.spend(LOOK_MS - 1);
    for (let n = 0; n < 8; n++) entrance.leave();
    await settled();
    expect(entered).toHaveLength(AT_ONCE);
    clock.advance(1);
    await settled();
    expect(entered).toHaveLength(AT_ONCE + 5);
    // 16 at 500 a second.
    clock.spend(33);
    entrance.leave();
    await settled();
    expect(entered).toHaveLength(AT_ONCE + 5 + 16);
  });

  it('wait for nobody else where they are the last, or fewer may be inside', async () => {
    await come(AT_ONCE + 1);
    clock.spend(2);
    entrance.leave();
    await settled();
    expect(entered).toHaveLength(AT_ONCE + 1);
    limits.current = { maxAdmissions: 1 };
    await come(3);
    clock.spend(100);
    for (let n = 0; n < AT_ONCE; n++) entrance.leave();
    await settled();
    expect(entered).toHaveLength(AT_ONCE + 2);
    entrance.leave();
    await settled();
    expect(entered).toHaveLength(AT_ONCE + 3);
  });

  it('are looked after by no timer once nobody waits', async () => {
    await come(AT_ONCE + 1);
    expect(clock.waiting).toBe(1);
    await looks(1);
    await looks(1);
    expect([entered.length, clock.waiting]).toEqual([AT_ONCE + 1, 0]);
  });

  it('do not wait after a quiet while', async () => {
    await come(AT_ONCE);
    await allLeave();
    clock.advance(1_000);
    await come(AT_ONCE);
    expect([entered.length, entrance.waited]).toEqual([2 * AT_ONCE, 0]);
  });
});

describe('a comet to which many clients come at once', () => {
  let comet: SessionFixture;
  let clients: FakeClient[];

  beforeEach(async () => {
    comet = new SessionFixture();
    comet.logic.hold('connect');
    clients = Array.from({ length: AT_ONCE + 3 }, () => comet.client());
    for (const client of clients) client.send(7, '{}');
    await settled();
  });

  it('asks logic about a few of them at a time', async () => {
    const calls = comet.logic.callsOf('connect');
    expect([calls.length, comet.entrance.waiting]).toEqual([AT_ONCE, 3]);
    calls[0]!.fail('unauthenticated');
    comet.clock.advance(LOOK_MS);
    await settled();
    expect(comet.logic.callsOf('connect')).toHaveLength(AT_ONCE + 3);
    expect(clients[0]!.isClosedAs).toBe(Disconnects.authRefused.reason);
  });

  it('closes those that wait too long for their reason, and asks nobody about them', async () => {
    comet.pass(HANDSHAKE_TIMEOUT_MS);
    expect(clients.map((client) => client.isClosedAs)).toEqual(clients.map(() => 'handshake-timeout'));
    for (const call of comet.logic.callsOf('connect')) call.fail('unavailable');
    await settled();
    expect([comet.logic.callsOf('connect').length, comet.entrance.waiting]).toEqual([AT_ONCE, 0]);
    expect(comet.counts.closed.byLabel).toEqual({ 'handshake-timeout': AT_ONCE + 3 });
  });
});
