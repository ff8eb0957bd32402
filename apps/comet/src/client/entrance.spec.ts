import { beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects } from '#contracts';
import { settled, type FakeClient } from '../../test/fake-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { HANDSHAKE_TIMEOUT_MS, SessionFixture } from '../../test/session-fixture.js';
import { Entrance } from './entrance.js';

const LEAST = 64;
const LOOK_MS = 10;
const MAX = 90;

let clock: FakeClock;
let limits: { current: { maxAdmissions: number } };
let entrance: Entrance;
let entered: number[];
let came = 0;

beforeEach(() => {
  clock = new FakeClock();
  limits = { current: { maxAdmissions: MAX } };
  entrance = new Entrance(limits, clock);
  entered = [];
  came = 0;
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

describe('clients that come at once', () => {
  it('go in a few at a time, in their order, and the next when one has left', async () => {
    await come(LEAST + 3);
    expect([entered.length, entrance.waiting, entrance.waited]).toEqual([LEAST, 3, 3]);
    entrance.leave();
    entrance.leave();
    await settled();
    expect(entrance.waiting).toBe(1);
    expect(entered).toEqual(Array.from({ length: LEAST + 2 }, (_, n) => n));
  });

  it('go in more at a time for as long as nothing is late, up to what is configured', async () => {
    await come(200);
    await looks(5);
    expect(entered).toHaveLength(LEAST + 5);
    await looks(100);
    expect(entered).toHaveLength(MAX);
  });

  it('go in fewer at a time with each look that comes late, and never fewer than the least', async () => {
    await come(200);
    await looks(16);
    expect(entered).toHaveLength(80);
    await looks(1, 5);
    // No more than the least may be inside now: the next goes in when 17 have left.
    for (let n = 0; n < 16; n++) entrance.leave();
    await settled();
    expect(entered).toHaveLength(80);
    entrance.leave();
    await settled();
    expect(entered).toHaveLength(81);
    await looks(50, 100);
    for (let n = 0; n < LEAST; n++) entrance.leave();
    await settled();
    expect(entered).toHaveLength(81 + LEAST);
  });

  it('are looked after by no timer once nobody waits', async () => {
    await come(LEAST + 1);
    expect(clock.waiting).toBe(1);
    entrance.leave();
    await looks(1);
    expect([entered.length, clock.waiting]).toEqual([LEAST + 1, 0]);
  });

  it('obey a limit that is below the least', async () => {
    limits.current = { maxAdmissions: 2 };
    await come(5);
    expect(entered).toHaveLength(2);
  });
});

describe('a comet to which many clients come at once', () => {
  let comet: SessionFixture;
  let clients: FakeClient[];

  beforeEach(async () => {
    comet = new SessionFixture();
    comet.logic.hold('connect');
    clients = Array.from({ length: LEAST + 3 }, () => comet.client());
    for (const client of clients) client.send(7, '{}');
    await settled();
  });

  it('asks logic about a few of them at a time', async () => {
    const calls = comet.logic.callsOf('connect');
    expect([calls.length, comet.entrance.waiting]).toEqual([LEAST, 3]);
    calls[0]!.fail('unauthenticated');
    await settled();
    expect(comet.logic.callsOf('connect')).toHaveLength(LEAST + 1);
    expect(clients[0]!.isClosedAs).toBe(Disconnects.authRefused.reason);
  });

  it('closes those that wait too long for their reason, and asks nobody about them', async () => {
    comet.pass(HANDSHAKE_TIMEOUT_MS);
    expect(clients.map((client) => client.isClosedAs)).toEqual(clients.map(() => 'handshake-timeout'));
    for (const call of comet.logic.callsOf('connect')) call.fail('unavailable');
    await settled();
    expect([comet.logic.callsOf('connect').length, comet.entrance.waiting]).toEqual([LEAST, 0]);
    expect(comet.counts.closed.byLabel).toEqual({ 'handshake-timeout': LEAST + 3 });
  });
});
