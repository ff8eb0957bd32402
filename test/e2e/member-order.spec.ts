import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, type AppProcess } from '#test-support';

const OP = 1000;
const WITHIN_MS = 30_000;

describe('pushes to a member', () => {
  let cluster: Cluster;
  let base: string;
  let comets: AppProcess[];

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'comet', 'job', 'job']);
    const [logic, one, two] = cluster.apps as [AppProcess, AppProcess, AppProcess];
    base = logic.address('http');
    comets = [one, two];
  });

  afterAll(() => cluster.stop());

  async function push(message: string, key?: string): Promise<string[]> {
    const response = await fetch(`${base}/v1/push/mids`, {
      method: 'POST',
      body: JSON.stringify({ mids: [7], operation: OP, message }),
      headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    });
    return ((await response.json()) as { ids: string[] }).ids;
  }

  it('come to all sessions in one order, at whichever comets they are, with ids that grow', async () => {
    const sessions = await Promise.all(
      [0, 0, 1].map((comet, n) => cluster.client(comets[comet]!, 'tcp', { key: `s${n}`, mid: 7, accepts: [OP] })),
    );
    const bodies = Array.from({ length: 300 }, (_, n) => `message ${n}`);
    const ids: bigint[] = [];
    for (const body of bodies) ids.push(...(await push(body)).map(BigInt));
    for (const session of sessions) await session.until((pushes) => pushes.length === bodies.length, WITHIN_MS);
    for (const session of sessions) expect(session.pushes.map(({ body }) => body)).toEqual(bodies);
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(ids).size).toBe(bodies.length);
  });

  it("have the same id where they are repeated, and in the header of goim's paths", async () => {
    const first = await push('once', 'repeated');
    expect(await push('once', 'repeated')).toEqual(first);
    const raw = (): Promise<Response> =>
      fetch(`${base}/goim/push/mids?operation=${OP}&mids=7`, {
        method: 'POST',
        body: 'raw',
        headers: { 'idempotency-key': 'raw' },
      });
    const [one, two] = [await raw(), await raw()];
    expect(await one.json()).toEqual({ code: 0, message: '' });
    expect(one.headers.get('goim-message-id')).toMatch(/^[1-9]\d*$/);
    expect(two.headers.get('goim-message-id')).toBe(one.headers.get('goim-message-id'));
  });
});
