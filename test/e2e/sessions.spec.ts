import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, type AppProcess, type GoimClient, type Token } from '#test-support';

const TRANSPORTS = ['tcp', 'websocket'] as const;
const OP = 1000;
const DELIVERY_TIMEOUT_MS = 30_000;
const ROUNDS = 10;
const SETTLED_MS = 30_000;

let cluster: Cluster;
let logic: AppProcess;
let comets: AppProcess[];

async function total(): Promise<number> {
  const response = await fetch(`${logic.address('http')}/goim/online/total`);
  return ((await response.json()) as { data: { conn_count: number } }).data.conn_count;
}

/** What logic tells of sessions follows the comets' by a moment. */
async function totalBecomes(count: number): Promise<void> {
  await eventually(`logic counts ${count} sessions`, SETTLED_MS, async () => expect(await total()).toBe(count));
}

async function sessions(): Promise<number> {
  let count = 0;
  for (const comet of comets) count += await comet.metric('goim_sessions');
  return count;
}

async function sessionsBecome(count: number): Promise<void> {
  await eventually(`the comets have ${count} sessions`, SETTLED_MS, async () => expect(await sessions()).toBe(count));
}

/** Connects with this token at both comets at the same time; a refusal is no error. */
async function race(token: Token, times: number): Promise<GoimClient[]> {
  const clients = await Promise.all(
    Array.from({ length: times }, (_, n) =>
      cluster.connect(comets[n % comets.length]!, TRANSPORTS[Math.floor(n / 2) % 2]!),
    ),
  );
  await Promise.all(clients.map((client) => client.auth(token).catch(() => undefined)));
  return clients;
}

async function closeAll(clients: readonly GoimClient[]): Promise<void> {
  for (const client of clients) client.close();
  await sessionsBecome(0);
}

describe('connections with one key', () => {
  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'logic', 'comet', 'comet', 'job']);
    logic = cluster.apps[0]!;
    comets = cluster.apps.slice(2, 4);
  });

  afterAll(() => cluster.stop());

  it.each(TRANSPORTS)('at two comets: the older is closed as replaced, and the newer stays: %s', async (transport) => {
    const key = `key-${transport}`;
    const older = await cluster.client(comets[0]!, transport, { key, accepts: [OP] });
    const newer = await cluster.client(comets[1]!, transport, { key, accepts: [OP] });
    expect(await older.ended).toMatchObject({ code: 4501, reason: 'replaced' });
    await cluster.pusher(logic).keys(OP, [key], 'to the newer');
    await newer.until((pushes) => pushes.length === 1, DELIVERY_TIMEOUT_MS);
    const back = await cluster.client(comets[0]!, transport, { key, accepts: [OP] });
    expect(await newer.ended).toMatchObject({ code: 4501, reason: 'replaced' });
    await closeAll([back]);
  });

  it('the older of which is at a comet that does not answer: that is counted, and it is closed in the end', async () => {
    const older = await cluster.client(comets[0]!, 'tcp', { key: 'stuck' });
    const newer = await cluster.connect(comets[1]!, 'tcp');
    await comets[0]!.freeze();
    try {
      await newer.auth({ key: 'stuck' });
      const unanswered = async (): Promise<number> => {
        const counts = cluster.apps.slice(0, 2).map((app) => app.metric('goim_session_closes_total', 'unanswered'));
        return (await Promise.all(counts)).reduce((sum, count) => sum + count);
      };
      await eventually('the close is given up', SETTLED_MS, async () => expect(await unanswered()).toBeGreaterThan(0));
    } finally {
      comets[0]!.thaw();
    }
    expect(await older.ended).toMatchObject({ reason: 'replaced' });
    await closeAll([newer]);
  });

  it('that connect at the same time at two comets and two logics: one is left in the end, and pushes reach it', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const key = `race-${round}`;
      const clients = await race({ key, accepts: [OP] }, 6);
      await sessionsBecome(1);
      await eventually('logic knows the key', SETTLED_MS, async () => {
        expect((await fetch(`${logic.address('http')}/v1/sessions/${key}`)).status).toBe(200);
      });
      await cluster.pusher(logic).keys(OP, [key], 'to the one');
      await eventually('one has got the push', SETTLED_MS, () => {
        expect(clients.flatMap(({ pushes }) => pushes.map(({ body }) => body))).toEqual(['to the one']);
      });
      await closeAll(clients);
    }
    await totalBecomes(0);
  });
});

describe.each(['refuse', 'close-oldest'] as const)(
  'a limit of two sessions a member, that is kept by %s',
  (onTooMany) => {
    const MAX = 2;
    let open: GoimClient[] = [];

    beforeAll(async () => {
      cluster = await Cluster.start(['logic', 'logic', 'comet', 'comet'], {
        LOGIC__SESSION__MAX_PER_MEMBER: String(MAX),
        LOGIC__SESSION__ON_TOO_MANY: onTooMany,
      });
      logic = cluster.apps[0]!;
      comets = cluster.apps.slice(2, 4);
    });

    afterEach(async () => {
      await closeAll(open);
      open = [];
      await totalBecomes(0);
    });

    afterAll(() => cluster.stop());

    it.each(TRANSPORTS)('tells the client which it is about: %s', async (transport) => {
      for (const comet of comets) open.push(await cluster.client(comet, transport, { mid: 7 }));
      const third = await cluster.connect(comets[0]!, transport);
      open.push(third);
      await third.auth({ mid: 7 }).catch(() => undefined);
      const [concerned, end] = {
        refuse: [
          third,
          { code: 4503, reason: 'auth-refused', message: 'too-many-sessions: a member may have 2' },
        ] as const,
        'close-oldest': [open[0]!, { code: 4505, reason: 'too-many-sessions' }] as const,
      }[onTooMany];
      expect(await concerned.ended).toMatchObject(end);
      await sessionsBecome(MAX);
      // Others, and those without a member, are none of it.
      open.push(
        await cluster.client(comets[0]!, transport, { mid: 8 }),
        await cluster.client(comets[0]!, transport, {}),
      );
      await sessionsBecome(MAX + 2);
    });

    it('is exact in the end, however many connect at the same time', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        open = await race({ mid: 7 }, 8);
        await sessionsBecome(MAX);
        await totalBecomes(MAX);
        expect(await Promise.all([sessions(), total()])).toEqual([MAX, MAX]);
        await closeAll(open);
        await totalBecomes(0);
      }
    });
  },
);

describe('a connect whose answer does not come in time', () => {
  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet'], { COMET__SESSION__LOGIC_TIMEOUT: '500ms' });
    logic = cluster.apps[0]!;
    comets = cluster.apps.slice(1);
  });

  afterAll(() => cluster.stop());

  it.each(TRANSPORTS)('leaves no session behind, also where logic made the key: %s', async (transport) => {
    const ghosts = await logic.metric('goim_ghost_sessions_total');
    const client = await cluster.connect(comets[0]!, transport);
    await logic.freeze();
    try {
      await expect(client.auth({ mid: 7 })).rejects.toThrow('unavailable');
    } finally {
      // It finds the request, and stores the session for nobody.
      logic.thaw();
    }
    await eventually('logic has removed the session of nobody', SETTLED_MS, async () => {
      expect(await logic.metric('goim_ghost_sessions_total')).toBe(ghosts + 1);
    });
    expect(await total()).toBe(0);
  });
});
