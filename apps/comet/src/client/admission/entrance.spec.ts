import { beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects } from '#contracts';
import { settled, type FakeClient } from '../../../test/fake-client.js';
import { FakeClock } from '../../../test/fake-clock.js';
import { HANDSHAKE_TIMEOUT_MS, SessionFixture } from '../../../test/session-fixture.js';
import { Entrance, type EntranceLimits } from './entrance.js';

const AT_ONCE = 16;
/** Milliseconds from one look to the next: five clients at the least rate. */
const LOOK_MS = 10;
const MAX = 40;
const WITHIN_MS = 4_000;

let clock: FakeClock;
let limits: { current: EntranceLimits };
let entrance: Entrance;
let entered: number[];
let came = 0;
let left = 0;
let isGone: (number: number) => boolean;

beforeEach(() => {
  clock = new FakeClock();
  limits = { current: { maxAdmissions: MAX, handshakeTimeout: 8_000 } };
  isGone = () => false;
  entrance = new Entrance(limits, clock);
  entered = [];
  came = 0;
  left = 0;
});

async function come(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const number = came++;
    const turn = entrance.enter(() => isGone(number));
    if (turn) void turn.then((isIn) => isIn && entered.push(number));
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

async function secondsPass(seconds: number): Promise<void> {
  for (let n = 0; n < seconds * 100; n++) {
    await looks(1);
    await allLeave();
  }
}

async function comeAllTheTime(perSecond: number, ms: number): Promise<void> {
  for (let n = 0; n < ms / LOOK_MS; n++) {
    await come((perSecond * LOOK_MS) / 1_000);
    await looks(1);
    await allLeave();
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

  it('go in by the least rate where they are in within four seconds by it', async () => {
    await come(1_500);
    await secondsPass(1);
    expect(entered.length).toBeLessThan(520);
    await secondsPass(2);
    expect(entered).toHaveLength(1_500);
  });

  it('go in faster where that would take longer, for as long as nothing is late', async () => {
    await come(5_000);
    const before = entered.length;
    await secondsPass(1);
    // 500 a second at the beginning, and 1,000 more a second later.
    expect(entered.length - before).toBeGreaterThan(900);
    expect(entered.length - before).toBeLessThan(1_050);
  });

  it('go in by thousands a second where tens of thousands wait', async () => {
    limits.current = { maxAdmissions: 1_000, handshakeTimeout: 8_000 };
    await come(20_000);
    await secondsPass(5);
    const before = entered.length;
    await secondsPass(1);
    expect(entered.length - before).toBeGreaterThan(4_000);
  });

  it('go in faster where more come all the time', async () => {
    await comeAllTheTime(600, WITHIN_MS);
    expect(entrance.waiting).toBeGreaterThan(300);
    await comeAllTheTime(600, 2_000);
    expect(entrance.waiting).toBeLessThan(20);
  });

  it('begin with the rate at which others came in lately', async () => {
    await comeAllTheTime(1_000, 10_000);
    const enteredIn = async (seconds: number): Promise<number> => {
      const before = entered.length;
      await secondsPass(seconds);
      return entered.length - before;
    };
    await come(500);
    expect(await enteredIn(0.1)).toBeGreaterThan(90);
    await secondsPass(10);
    await come(500);
    expect(await enteredIn(0.1)).toBeLessThan(60);
  });

  it('go in half as fast with each look that comes late, and never slower than by the least rate', async () => {
    await come(5_000);
    await secondsPass(1);
    const before = entered.length;
    for (let n = 0; n < 10; n++) {
      await looks(1, 10);
      await allLeave();
    }
    // In 200 ms.
    expect(entered.length - before).toBeGreaterThanOrEqual(100);
    expect(entered.length - before).toBeLessThan(150);
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
  it('go in together, with the next look', async () => {
    await come(200);
    clock.spend(LOOK_MS - 1);
    for (let n = 0; n < 8; n++) entrance.leave();
    await settled();
    expect(entered).toHaveLength(AT_ONCE);
    clock.advance(1);
    await settled();
    expect(entered).toHaveLength(AT_ONCE + 5);
  });

  it('go in by the least rate though each look comes very late', async () => {
    await come(2_000);
    await secondsPass(1);
    const before = entered.length;
    for (let n = 0; n < 10; n++) {
      await looks(1, 60);
      await allLeave();
    }
    // In 700 ms.
    expect(entered.length - before).toBeGreaterThanOrEqual(340);
  });

  it('begin by the least rate where what came in lately was too much', async () => {
    await comeAllTheTime(1_000, 10_000);
    await come(100);
    await looks(1, 10);
    await allLeave();
    await secondsPass(0.3);
    expect(entrance.waiting).toBe(0);
    const before = entered.length;
    await come(500);
    await secondsPass(0.1);
    expect(entered.length - before).toBeLessThan(70);
  });

  it('go in when others leave, with no look between, where few may be inside', async () => {
    limits.current = { maxAdmissions: 1, handshakeTimeout: 8_000 };
    await come(5);
    for (const count of [1, 2, 3, 4]) {
      expect(entered).toHaveLength(count);
      clock.spend(2);
      entrance.leave();
      await settled();
    }
  });

  it('are passed over where they were closed meanwhile, and cost the others nothing', async () => {
    await come(AT_ONCE + 1_000);
    isGone = (number) => number < AT_ONCE + 995;
    await looks(1);
    expect([entered.length, entered.at(-1), entrance.waiting]).toEqual([AT_ONCE + 5, AT_ONCE + 999, 0]);
    await allLeave();
    isGone = () => false;
    await come(100);
    expect(entrance.waiting).toBeGreaterThan(80);
  });

  it('go in within half of the time after which they are closed', async () => {
    limits.current = { maxAdmissions: 1_000, handshakeTimeout: 2_000 };
    await come(1_500);
    await secondsPass(2);
    expect(entered).toHaveLength(1_500);
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
