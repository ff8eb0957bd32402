import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openNodeBucket } from '#bus';
import { encodeToken, NODE_REFRESH_MS, PushTask, pushTask, subjects, type CometId } from '#contracts';
import { Cluster, eventually, repeating, type AppProcess, type Pusher } from '#test-support';

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

  // A test knows what it asked for.
  async function ask(method: string, path: string): Promise<{ status: number; body: any }> {
    const response = await fetch(logic.address('http') + path, { method });
    return { status: response.status, body: await response.json() };
  }

  /** Messages of the push queue that are not settled. */
  async function queued(): Promise<number> {
    const { partitions } = (await ask('GET', '/v1/queue')).body;
    return partitions.reduce((sum: number, { backlog, inFlight }: any) => sum + backlog + inFlight, 0);
  }

  /** All pages: what was pushed to nobody while logic did not know yet may be more than one. */
  async function deadLetters(partition?: number): Promise<any[]> {
    const letters: any[] = [];
    const query = new URLSearchParams({
      limit: '10',
      ...(partition !== undefined && { partition: String(partition) }),
    });
    for (;;) {
      const { body } = await ask('GET', `/v1/dead-letters?${query.toString()}`);
      letters.push(...body.letters);
      if (body.next === undefined) return letters;
      query.set('cursor', body.next);
    }
  }

  it('takes its sessions out of the answers, and what was queued for it becomes a dead letter with the reason', async () => {
    const client = await cluster.client(comet, 'tcp', { key: 'gone', mid: 7, accepts: [OP] });
    expect(await pusher.keys(OP, ['gone'], 'while it was there')).toMatchObject({ status: 200 });
    await client.until((pushes) => pushes.length === 1, WAIT_MS);
    // Killed before it has confirmed this one as well, it would make two dead letters.
    await eventually('job has settled the push', WAIT_MS, async () => {
      expect(await job.metric('goim_settled_tasks_total', 'outcome="acknowledged"')).toBe(1);
    });

    await comet.kill();
    expect(await pusher.keys(OP, ['gone'], 'given up')).toMatchObject({ status: 200 });
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

  it('makes dead letters that are listed, reach the client once when pushed again, and go when discarded', async () => {
    // Without any comet the job works nothing, and gives nothing up.
    comet = await cluster.add('comet');
    const bus = await cluster.broker.connect();
    bus.publish(subjects.pushPartition(0), Buffer.from('no task'));
    const found = await eventually('both dead letters are listed', WAIT_MS, async () => {
      const letters = await deadLetters();
      const [push] = letters.filter(({ body }) => body === 'given up');
      const [poison] = letters.filter(({ body }) => body === 'no task');
      expect([push, poison]).toEqual([expect.anything(), expect.anything()]);
      return { push, poison };
    });
    const { push, poison } = found;
    expect(push).toMatchObject({
      reason: expect.stringContaining('did not confirm'),
      attempts: 5,
      isPush: true,
      targets: ['key:gone'],
      targetCount: 1,
      operation: OP,
      bytes: 8,
      encoding: 'utf8',
    });
    expect(poison).toMatchObject({ partition: 0, reason: 'the task cannot be decoded', attempts: 1, isPush: false });
    expect(await ask('GET', `/v1/dead-letters/${push.id}`)).toEqual({ status: 200, body: push });
    expect(await deadLetters(push.partition)).toContainEqual(push);

    expect(await ask('POST', `/v1/dead-letters/${poison.id}/push`)).toMatchObject({ status: 409 });
    expect(await ask('DELETE', `/v1/dead-letters/${poison.id}`)).toEqual({ status: 200, body: { discarded: 1 } });
    expect(await ask('GET', `/v1/dead-letters/${poison.id}`)).toMatchObject({ status: 404 });
    expect(await ask('DELETE', `/v1/dead-letters/${poison.id}`)).toMatchObject({ status: 404 });

    // What was queued for the session meanwhile, the client that comes back is not to get.
    await eventually('the queue is empty', WAIT_MS, async () => expect(await queued()).toBe(0));
    const client = await cluster.client(comet, 'tcp', { key: 'gone', mid: 7, accepts: [OP] });
    await job.kill();
    const again = `/v1/dead-letters/${push.id}/push`;
    const answers = await Promise.all([ask('POST', again), ask('POST', again)]);
    // Whoever comes second finds it stored, or no dead letter any more.
    for (const { status } of answers) expect([202, 404]).toContain(status);
    const stored = answers.filter(({ status }) => status === 202).map(({ body }) => body);
    expect(stored.length).toBeGreaterThan(0);
    for (const one of stored) expect(one).toEqual(stored[0]);
    expect(await ask('POST', again)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await queued()).toBe(1);
    const { streams, partitions } = (await ask('GET', '/v1/queue')).body;
    expect(streams).toContainEqual(expect.objectContaining({ name: 'GOIM_PUSH', messages: 1 }));
    expect(partitions[push.partition]).toMatchObject({ oldest: expect.any(Number) });

    job = await cluster.add('job', { JOB__QUEUE__MAX_TRIES: '100', JOB__QUEUE__RETRY_DELAY: '10ms' });
    await client.until((pushes) => pushes.length > 0, WAIT_MS);
    await eventually('the queue is as it was, and the job tells that it works it', WAIT_MS, async () => {
      const { partitions: worked } = (await ask('GET', '/v1/queue')).body;
      const lease = { job: expect.any(String), epoch: expect.any(Number) };
      expect(worked[push.partition]).toMatchObject({ backlog: 0, inFlight: 0, oldest: null, lease });
    });
    expect(client.pushes.map(({ body }) => body)).toEqual(['given up']);
  });

  it('has a letter that is pushed again reach a member that has come back with another key meanwhile', async () => {
    const { nodes } = (await ask('GET', '/v1/nodes')).body;
    const places = nodes.map(({ id }: { id: CometId }) => ({ server: id, keys: ['of before'] }));
    const task = pushTask({
      operation: OP,
      msg: Buffer.from('late'),
      recipients: [{ key: '', mid: 9, places, slice: null }],
    });
    const bus = await cluster.broker.connect();
    const headers = { 'Goim-Subject': subjects.pushPartition(0), 'Goim-Reason': 'a test' };
    bus.publish(subjects.deadLetter(0), PushTask.encode(task).finish(), { headers });
    const letter = await eventually('it is listed', WAIT_MS, async () => {
      const found = (await deadLetters()).find(({ body }) => body === 'late');
      expect(found).toMatchObject({ targets: ['mid:9'] });
      return found;
    });
    const client = await cluster.client(comet, 'tcp', { key: 'of now', mid: 9, accepts: [OP] });
    expect(await ask('POST', `/v1/dead-letters/${letter.id}/push`)).toMatchObject({ status: 202 });
    await client.until((pushes) => pushes.some(({ body }) => body === 'late'), WAIT_MS);
  });

  it('does not keep what was queued for it from a client that has come back at another comet', async () => {
    const doomed = await cluster.add('comet');
    const token = { key: 'moved', mid: 8, accepts: [OP] };
    await cluster.client(doomed, 'tcp', token);
    await doomed.kill();
    expect(await pusher.keys(OP, ['moved'], 'catch me')).toMatchObject({ status: 200 });
    const client = await cluster.client(comet, 'tcp', token);
    await client.until((pushes) => pushes.some(({ body }) => body === 'catch me'), WAIT_MS);
    expect(client.pushes).toHaveLength(1);
  });

  // One that hangs is waited for as long as it is listed: for ever, here, so the job would not end in order.
  it('does not hold up the end of a job that still waits for it to answer, nor does one that hangs', async () => {
    const nodes = await openNodeBucket(await cluster.broker.connect());
    const tokens = (await ask('GET', '/v1/nodes')).body.nodes.map(({ id }: { id: CometId }) => encodeToken(id));
    const entries = new Map<string, Uint8Array>();
    for (const token of tokens) {
      // The one that was killed may have left by now, which logic hears a little later.
      const entry = await nodes.get(token);
      if (entry) entries.set(token, entry.value);
    }
    await Promise.all([comet.freeze(), job.kill()]);
    const stayListed = (): Promise<unknown> => Promise.all([...entries].map((entry) => nodes.put(...entry)));
    const endOfSuccessor = async (): Promise<number | null> => {
      const successor = await cluster.add('job');
      await eventually('a job holds partitions', WAIT_MS, async () => {
        expect(await successor.metric('goim_partitions_held')).toBeGreaterThan(0);
      });
      expect(await successor.metric('goim_comets')).toBe(entries.size);
      return successor.stop();
    };
    expect(await repeating(NODE_REFRESH_MS, stayListed, endOfSuccessor())).toBe(0);
  });
});
