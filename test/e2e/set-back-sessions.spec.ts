import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { dirname } from 'node:path';
import { PUSH_STREAM } from '#contracts';
import { Cluster, eventually, OlderData, type AppProcess, type GoimClient } from '#test-support';

const OP = 1000;
const WITHIN_MS = 30_000;

let cluster: Cluster;
let older: OlderData | undefined;

beforeEach(async () => {
  cluster = await Cluster.start(['logic', 'comet', 'job']);
});

afterEach(async () => {
  await cluster.stop();
  await older?.remove();
});

async function hasGot(client: GoimClient, body: string, logic: AppProcess, path: string): Promise<void> {
  await eventually(`${body} is accepted`, WITHIN_MS, async () => {
    const response = await fetch(`${logic.address('http')}${path}`, { method: 'POST', body });
    expect(response.status).toBe(200);
  });
  await client.until((pushes) => pushes.at(-1)?.body === body, WITHIN_MS);
}

it('clients that came just before NATS lost its newest messages, as by a power failure, are found by a logic that starts then', async () => {
  const [logic, comet] = cluster.apps as [AppProcess, AppProcess];
  await cluster.client(comet, 'tcp', { mid: 1, key: 'early', accepts: [OP] });
  older = await OlderData.of(cluster.broker, dirname(cluster.broker.folderOf(PUSH_STREAM)));
  // The apps have to be connected again.
  const late = await eventually('another client is let in', WITHIN_MS, () =>
    cluster.client(comet, 'tcp', { mid: 2, key: 'late', accepts: [OP] }),
  );
  await hasGot(late, 'before', logic, `/goim/push/mids?operation=${OP}&mids=2`);
  await older.putBack();
  // The next one does not know which ids were given, where there is no history that does.
  await eventually('no id is given again', WITHIN_MS, async () => {
    expect(await logic.metric('goim_push_set_backs_total')).toBe(1);
  });
  await logic.stop();
  const next = await cluster.add('logic');
  await eventually('it counts both', WITHIN_MS, async () => {
    const response = await fetch(`${next.address('http')}/goim/online/total`);
    expect(await response.json()).toMatchObject({ data: { conn_count: 2 } });
  });
  await hasGot(late, 'by its member', next, `/goim/push/mids?operation=${OP}&mids=2`);
  await hasGot(late, 'by its key', next, `/goim/push/keys?operation=${OP}&keys=late`);
}, 120_000);
