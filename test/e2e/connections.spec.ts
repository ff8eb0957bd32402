import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeFrame, Operation } from '#protocol';
import { Cluster, TestCertificate, eventually, type AppProcess, type GoimClient, type Pusher } from '#test-support';

const TRANSPORTS = ['tcp', 'websocket', 'http', 'tcps', 'wss'] as const;
const OP = 1000;
const DELIVERY_TIMEOUT_MS = 30_000;

const BIG_MESSAGE_BYTES = 200_000;
/** What the kernel takes for a client that reads nothing is some megabytes. */
const MOST_BIG_MESSAGES = 200;
const MOST_QUESTIONS = 10_000;

function got(client: GoimClient, body: string): Promise<void> {
  return client.until((pushes) => pushes.some((push) => push.body === body), DELIVERY_TIMEOUT_MS);
}

describe('a client without heartbeats', () => {
  /** Long enough that a busy machine does not keep back all the heartbeats of it. */
  const HEARTBEAT_MS = 4_000;
  let cluster: Cluster;
  let comet: AppProcess;

  beforeAll(async () => {
    const idleAfterOne = { LOGIC__SESSION__HEARTBEAT: `${HEARTBEAT_MS}ms`, LOGIC__SESSION__HEARTBEAT_MAX: '1' };
    cluster = await Cluster.start(['logic', 'comet'], idleAfterOne);
    comet = cluster.apps[1]!;
  });

  afterAll(() => cluster.stop());

  // A client by HTTP that polls is not silent; see http-clients.spec.ts.
  it.each(['tcp', 'websocket'] as const)('is closed as idle, and one with heartbeats stays: %s', async (transport) => {
    const from = performance.now();
    const [silent, chatty, alive] = await Promise.all([
      cluster.client(comet, transport, { key: 'silent' }),
      cluster.client(comet, transport, { key: 'chatty' }),
      cluster.client(comet, transport, { key: 'alive' }),
    ]);
    const stopBeating = alive.beat(HEARTBEAT_MS / 20);
    // Only heartbeats count.
    const chatting = setInterval(() => void chatty.request(OP, 'hello').catch(() => undefined), HEARTBEAT_MS / 20);
    try {
      const ends = await Promise.all([silent.ended, chatty.ended]);
      expect(ends).toMatchObject([
        { code: 4003, reason: 'idle' },
        { code: 4003, reason: 'idle' },
      ]);
      expect(performance.now() - from).toBeGreaterThanOrEqual(HEARTBEAT_MS);
      // One that had been closed would not be answered.
      await alive.heartbeat();
    } finally {
      stopBeating();
      clearInterval(chatting);
    }
  });
});

describe('connections among pushes', () => {
  let certificate: TestCertificate;
  let cluster: Cluster;
  let comet: AppProcess;
  let dropping: AppProcess;
  let pusher: Pusher;

  beforeAll(async () => {
    certificate = await TestCertificate.make();
    const smallBudget = { COMET__CONNECTION__MAX_PENDING: '64KiB' };
    const settings = { ...smallBudget, ...certificate.settings('COMET'), COMET__HTTP__TLS: 'false' };
    cluster = await Cluster.start(['logic', 'comet', 'job'], settings);
    cluster.ca = await certificate.text();
    comet = cluster.apps[1]!;
    dropping = await cluster.add('comet', { ...settings, COMET__CONNECTION__ON_OVERFLOW: 'drop' });
    pusher = cluster.pusher(cluster.apps[0]!);
  });

  afterAll(async () => {
    await cluster.stop();
    await certificate.remove();
  });

  async function pushAndGet(client: GoimClient, key: string, body: string): Promise<void> {
    expect(await pusher.keys(OP, [key], body)).toMatchObject({ status: 200 });
    await got(client, body);
  }

  /** Pushes big messages to these keys until `done`. @returns how many */
  async function pushUntil(keys: readonly string[], done: (pushed: number) => Promise<boolean>): Promise<number> {
    for (let n = 0; n < MOST_BIG_MESSAGES; n++) {
      if (await done(n)) return n;
      const answer = await pusher.keys(OP, keys, `${n} `.padEnd(BIG_MESSAGE_BYTES, '.'));
      expect(answer).toMatchObject({ status: 200 });
    }
    throw new Error(`${MOST_BIG_MESSAGES} messages changed nothing`);
  }

  it.each(TRANSPORTS)(
    'with one key: the older is replaced, and pushes reach the newer from then on: %s',
    async (transport) => {
      const key = `same-${transport}`;
      const older = await cluster.client(comet, transport, { key, accepts: [OP], room_id: 'live://same' });
      await pushAndGet(older, key, 'to the older');
      const newer = await cluster.client(comet, transport, { key, accepts: [OP], room_id: 'live://same' });
      await pushAndGet(newer, key, 'at once');
      expect(await older.ended).toMatchObject({ code: 4501, reason: 'replaced' });
      for (let n = 0; n < 20; n++) await pushAndGet(newer, key, `later ${n}`);
      await pusher.room(OP, 'live://same', 'to the room');
      await got(newer, 'to the room');
      expect(older.pushes.map(({ body }) => body)).toEqual(['to the older']);
      newer.close();
    },
  );

  it.each(TRANSPORTS)(
    'with one key at two comets: the older is replaced, and pushes reach the newer: %s',
    async (transport) => {
      const key = `roams-${transport}`;
      const older = await cluster.client(comet, transport, { key, accepts: [OP] });
      await pushAndGet(older, key, 'to the older');
      const newer = await cluster.client(dropping, transport, { key, accepts: [OP] });
      await pushAndGet(newer, key, 'at once');
      expect(await older.ended).toMatchObject({ code: 4501, reason: 'replaced' });
      for (let n = 0; n < 20; n++) await pushAndGet(newer, key, `later ${n}`);
      expect(older.pushes).toHaveLength(1);
    },
  );

  it.each(TRANSPORTS)('that read too slowly are closed, and the others get everything: %s', async (transport) => {
    const before = await comet.metric('goim_connections_closed_total', 'reason="slow"');
    const [slow, reading] = await Promise.all([
      cluster.client(comet, transport, { key: `slow-${transport}`, accepts: [OP] }),
      cluster.client(comet, transport, { key: `reading-${transport}`, accepts: [OP] }),
    ]);
    slow.stopReading();
    const pushed = await pushUntil([`slow-${transport}`, `reading-${transport}`], async (n) => {
      // By TLS a message this long goes out in several steps, and more of them are more than the budget.
      await reading.until((pushes) => pushes.length === n, DELIVERY_TIMEOUT_MS);
      return (await comet.metric('goim_connections_closed_total', 'reason="slow"')) > before;
    });
    await reading.until((pushes) => pushes.length === pushed, DELIVERY_TIMEOUT_MS);
    expect(reading.pushes.map(({ body }) => Number.parseInt(body, 10))).toEqual(
      Array.from({ length: pushed }, (_, n) => n),
    );
    await reading.heartbeat();
    slow.resumeReading();
    await slow.ended;
    expect(slow.pushes.length).toBeLessThan(pushed);
    // It may come back at once.
    const back = await cluster.client(comet, transport, { key: `slow-${transport}`, accepts: [OP] });
    await pushAndGet(back, `slow-${transport}`, 'welcome back');
  });

  it.each(TRANSPORTS)('that read too slowly lose pushes where the comet drops, and go on: %s', async (transport) => {
    const before = await dropping.metric('goim_pushes_dropped_total');
    const slow = await cluster.client(dropping, transport, { key: `drop-${transport}`, accepts: [OP] });
    slow.stopReading();
    const pushed = await pushUntil([`drop-${transport}`], async () => {
      return (await dropping.metric('goim_pushes_dropped_total')) > before;
    });
    slow.resumeReading();
    // Those that come before it has caught up are dropped as well.
    await eventually('the client has caught up', DELIVERY_TIMEOUT_MS, async () => {
      await pusher.keys(OP, [`drop-${transport}`], 'caught up');
      return slow.pushes.some(({ body }) => body === 'caught up');
    });
    await slow.heartbeat();
    const flood = slow.pushes.filter(({ body }) => body !== 'caught up').map(({ body }) => Number.parseInt(body, 10));
    expect(flood.length).toBeLessThan(pushed);
    // By TLS some more may get through, while a long one is on its way out.
    expect(flood).toEqual([...new Set(flood)].toSorted((a, b) => a - b));
  });

  it.each(TRANSPORTS)('that ask and never read are closed: %s', async (transport) => {
    const before = await comet.metric('goim_connections_closed_total', 'reason="slow"');
    const client = await cluster.client(comet, transport, {});
    client.stopReading();
    // Its answer is as long.
    const question = encodeFrame(Operation.Unsubscribe, 1_000_001, Buffer.from('1,'.repeat(2_000).slice(0, -1)));
    for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
      client.write(question);
      if (asked % 100 > 0) continue;
      if ((await comet.metric('goim_connections_closed_total', 'reason="slow"')) > before) break;
    }
    expect(await comet.metric('goim_connections_closed_total', 'reason="slow"')).toBe(before + 1);
  });
});
