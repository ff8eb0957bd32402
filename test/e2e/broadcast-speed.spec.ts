import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, type AppProcess, type GoimClient, type Pusher } from '#test-support';

const OP = 1000;
const LARGE = 180;
const SMALL = 20;
const PER_SECOND = 50;
const TOLERANCE = 0.1;
const WAIT_MS = 30_000;

/*
 * goim's fault 6: there the speed is divided by the number of comets, rounded down, so that it can become 0, which is no
 * limit; and it is divided evenly, so that it falls to a part once the smaller comets are through.
 */
describe('the speed of a broadcast', () => {
  let cluster: Cluster;
  let pusher: Pusher;
  let clients: GoimClient[];

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

  /** When each client got the message, in milliseconds since the first one did, in order. */
  async function arrivals(text: string, perSecond: number): Promise<number[]> {
    const times = clients.map(async (client) => {
      await client.until((pushes) => pushes.at(-1)?.body === text, WAIT_MS);
      return performance.now();
    });
    expect(await pusher.all(OP, text, perSecond)).toMatchObject({ status: 200, code: 0 });
    const sorted = (await Promise.all(times)).toSorted((a, b) => a - b);
    return sorted.map((time) => time - sorted[0]!);
  }

  it(`is kept within 10% over comets of ${LARGE} and ${SMALL} clients, from beginning to end`, async () => {
    const times = await arrivals('paced', PER_SECOND);
    const expected = (clients.length / PER_SECOND) * 1_000;
    expect(times.at(-1)).toBeGreaterThan(expected * (1 - TOLERANCE));
    expect(times.at(-1)).toBeLessThan(expected * (1 + TOLERANCE));
    // Not all at once, and then a long tail.
    const half = times[clients.length / 2]!;
    expect(half).toBeGreaterThan((expected / 2) * (1 - 2 * TOLERANCE));
    expect(half).toBeLessThan((expected / 2) * (1 + 2 * TOLERANCE));
  });

  it('is no limit where it is 0, and is one where it is below the number of comets', async () => {
    expect((await arrivals('at once', 0)).at(-1)).toBeLessThan(1_000);
    expect(await pusher.all(OP, 'slow', 1)).toMatchObject({ status: 200, code: 0 });
    // A broadcast behind it, which the slow one does not hold up.
    await arrivals('behind', 0);
    const slow = clients.filter(({ pushes }) => pushes.some(({ body }) => body === 'slow')).length;
    expect(slow).toBeLessThanOrEqual(2);
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
