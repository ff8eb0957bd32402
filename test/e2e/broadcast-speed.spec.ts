import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, type AppProcess, type GoimClient, type Pusher } from '#test-support';

const OP = 1000;
const LARGE = 180;
const SMALL = 20;
const PER_SECOND = 50;
/** What a broadcast at this speed takes. */
const PACED_MS = ((LARGE + SMALL) / PER_SECOND) * 1_000;
/** How far one comet may be ahead of both, on a busy machine; one that is through at half time is 0.5 ahead. */
const MOST_APART = 0.4;
const WAIT_MS = 30_000;

/*
 * goim's fault 6: there the speed is divided by the number of comets, rounded down, so that it can become 0, which is no
 * limit; and it is divided evenly, so that it falls to a part once the smaller comets are through.
 */
describe('the speed of a broadcast', () => {
  let cluster: Cluster;
  let pusher: Pusher;
  let clients: GoimClient[];
  /** What it took: longer on a busy machine, as does a broadcast without a limit. */
  let pacedMs = PACED_MS;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'comet', 'job']);
    const [logic, large, small] = cluster.apps as [AppProcess, AppProcess, AppProcess];
    pusher = cluster.pusher(logic);
    const comets = Array.from({ length: LARGE + SMALL }, (_, n) => (n < LARGE ? large : small));
    clients = await Promise.all(comets.map((comet) => cluster.client(comet, 'tcp', { accepts: [OP] })));
    // Job goes by what the comets tell of themselves, every 3 s.
    await eventually('logic knows of all clients', WAIT_MS, async () => {
      expect(await toldConnections(logic)).toBe(`${SMALL},${LARGE}`);
    });
  });

  afterAll(() => cluster.stop());

  /** The clients by their numbers in the order in which they got the message, and when, in ms since the first one did. */
  async function arrivals(text: string, perSecond: number): Promise<{ order: number[]; times: number[] }> {
    const order: number[] = [];
    const times: number[] = [];
    const all = clients.map(async (client, n) => {
      await client.until((pushes) => pushes.at(-1)?.body === text, WAIT_MS);
      order.push(n);
      times.push(performance.now());
    });
    expect(await pusher.all(OP, text, perSecond)).toMatchObject({ status: 200, code: 0 });
    await Promise.all(all);
    return { order, times: times.map((time) => time - times[0]!) };
  }

  it(`is kept over comets of ${LARGE} and ${SMALL} clients, from beginning to end`, async () => {
    const { times, order } = await arrivals('paced', PER_SECOND);
    pacedMs = Math.max(PACED_MS, times.at(-1)!);
    // A busy machine makes it slower, and nothing makes it faster.
    expect(times.at(-1)).toBeGreaterThan(PACED_MS / 2);
    // Both comets are at the same part of their clients all the time: the smaller one is not through early.
    for (const part of [0.25, 0.5, 0.75]) {
      const soFar = order.slice(0, part * order.length);
      const ofSmall = soFar.filter((client) => client >= LARGE).length / SMALL;
      expect(Math.abs(ofSmall - part)).toBeLessThan(MOST_APART);
    }
  });

  it('is no limit where it is 0, and is one where it is below the number of comets', async () => {
    expect((await arrivals('at once', 0)).times.at(-1)).toBeLessThan(pacedMs);
    const from = performance.now();
    expect(await pusher.all(OP, 'slow', 1)).toMatchObject({ status: 200, code: 0 });
    // A broadcast behind it, which the slow one does not hold up.
    await arrivals('behind', 0);
    const slow = clients.filter(({ pushes }) => pushes.some(({ body }) => body === 'slow')).length;
    const seconds = (performance.now() - from) / 1_000;
    // Each comet begins with one of its clients.
    expect(slow).toBeLessThanOrEqual(2 + Math.ceil(seconds));
  });
});

async function toldConnections(logic: AppProcess): Promise<string> {
  const response = await fetch(`${logic.address('http')}/goim/nodes/instances`);
  const { data } = (await response.json()) as { data: { metadata: { conn_count: string } }[] };
  return data
    .map(({ metadata }) => Number(metadata.conn_count))
    .toSorted((a, b) => a - b)
    .join();
}
