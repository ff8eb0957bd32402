import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, type AppProcess, type Pusher } from '#test-support';

const OP = 1000;
const WAIT_MS = 40_000;

describe('a comet that is killed', () => {
  let cluster: Cluster;
  let logic: AppProcess;
  let comet: AppProcess;
  let job: AppProcess;
  let pusher: Pusher;

  beforeAll(async () => {
    cluster = await Cluster.start(undefined, { JOB__QUEUE__RETRY_DELAY: '20ms' });
    [logic, comet, job] = cluster.apps as [AppProcess, AppProcess, AppProcess];
    pusher = cluster.pusher(logic);
  });

  afterAll(() => cluster.stop());

  it('takes its sessions out of the answers, and what was queued for it becomes a dead letter with the reason', async () => {
    const client = await cluster.client(comet, 'tcp', { key: 'gone', mid: 7, accepts: [OP] });
    expect(await pusher.keys(OP, ['gone'], 'while it was there')).toMatchObject({ status: 200 });
    await client.until((pushes) => pushes.length === 1, WAIT_MS);
    // Killed before it has confirmed this one as well, it would make two dead letters.
    await eventually('job has settled the push', WAIT_MS, async () => {
      expect(await job.metric('goim_settled_tasks_total', 'outcome="acknowledged"')).toBe(1);
    });

    await comet.kill();
    expect(await pusher.keys(OP, ['gone'], 'to nobody')).toMatchObject({ status: 200 });
    await eventually('the push is a dead letter', WAIT_MS, async () => {
      expect(await job.metric('goim_settled_tasks_total', 'outcome="dead-letter"')).toBe(1);
    });
    expect(await job.metric('goim_settled_tasks_total', 'outcome="retried"')).toBe(4);
    await job.logged(/comet .* did not confirm.*gave up a task/);

    await eventually('logic knows that the session is gone', WAIT_MS, async () => {
      await pusher.keys(OP, ['gone'], 'to nobody');
      expect(await logic.metric('goim_push_offline_total')).toBeGreaterThan(0);
    });
  });

  it('does not keep what was queued for it from a client that has come back at another comet', async () => {
    await job.kill();
    job = await cluster.add('job', { JOB__QUEUE__MAX_TRIES: '100', JOB__QUEUE__RETRY_DELAY: '10ms' });
    const [doomed, other] = await Promise.all([cluster.add('comet'), cluster.add('comet')]);
    comet = other;
    const token = { key: 'moved', mid: 8, accepts: [OP] };
    await cluster.client(doomed, 'tcp', token);
    await doomed.kill();
    expect(await pusher.keys(OP, ['moved'], 'catch me')).toMatchObject({ status: 200 });
    const client = await cluster.client(other, 'tcp', token);
    await client.until((pushes) => pushes.some(({ body }) => body === 'catch me'), WAIT_MS);
    expect(client.pushes).toHaveLength(1);
  });

  it('does not hold up the end of a job that still waits for it to answer', async () => {
    await Promise.all([comet.kill(), job.kill()]);
    const successor = await cluster.add('job');
    await eventually('a job holds partitions', WAIT_MS, async () => {
      expect(await successor.metric('goim_partitions_held')).toBeGreaterThan(0);
    });
    expect(await successor.metric('goim_comets')).toBeGreaterThan(0);
    const asked = performance.now();
    expect(await successor.stop()).toBe(0);
    // The comet's entry has some 5 s left by now.
    expect(performance.now() - asked).toBeLessThan(2_000);
  });
});
