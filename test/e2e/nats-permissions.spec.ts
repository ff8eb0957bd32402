import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '#bus';
import { AppProcess, Cluster, eventually } from '#test-support';

const OP = 1000;
const DELIVERY_TIMEOUT_MS = 30_000;
const NOTHING = new Uint8Array(0);

/** Under docs/nats-permissions.conf, as a production broker would have it. */
describe('with a user at NATS for each app', () => {
  let cluster: Cluster;
  let comet: AppProcess;
  /** Somebody with the password of comets. */
  let thief: Bus;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'job'], {}, { permissions: true });
    comet = cluster.apps[1]!;
    const { broker } = cluster;
    thief = await broker.connect({ servers: [broker.urlOf('comet')], inboxPrefix: '_INBOX.comet' });
  });

  afterAll(() => cluster.stop());

  it('the apps do what they are for, and are denied nothing', async () => {
    const client = await cluster.client(comet, 'tcp', { mid: 1, room_id: 'live://1', accepts: [OP] });
    const pusher = cluster.pusher(cluster.apps[0]!);
    await pusher.mids(OP, [1], 'to the member');
    await pusher.room(OP, 'live://1', 'to the room');
    await pusher.all(OP, 'to all');
    await client.until((pushes) => pushes.length === 3, DELIVERY_TIMEOUT_MS);
    expect(client.pushes.map(({ body }) => body).sort()).toEqual(['to all', 'to the member', 'to the room']);
    const [ban] = await Promise.all([
      fetch(`${cluster.apps[0]!.address('http')}/v1/bans`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"mid":1}',
      }),
      client.ended,
    ]);
    expect(ban.status).toBe(201);
    for (const app of cluster.apps) expect(await app.metric('goim_bus_denied_total')).toBe(0);
  });

  it.each([
    ['goim.broadcast', 'a push to everybody'],
    ['goim.room.live', 'a push to a room'],
    ['goim.comet.other.push', 'a push by key'],
    ['goim.comet.other.close', 'the end of a session elsewhere'],
    ['goim.push.0', 'a task of the queue'],
    ['goim.logic.locate', 'where members are, by the keys of their sessions'],
    ['goim.withdrawn', 'a message taken back'],
    ['goim.upstream.1', 'a message of a client'],
    ['$KV.goim_config.logic', 'the configuration of all'],
    ['$KV.goim_sessions.a', 'a session'],
    ['$JS.API.STREAM.DELETE.KV_goim_sessions', 'the end of a stream'],
    ['$JS.API.STREAM.PURGE.GOIM_PUSH', 'the end of the backlog'],
    ['$JS.API.STREAM.CREATE.SPY', 'a stream of its own, of anything'],
    ['$JS.API.STREAM.UPDATE.KV_goim_config', 'other subjects of a stream'],
    ['$JS.API.STREAM.MSG.GET.KV_goim_sessions', 'the sessions'],
    ['$JS.API.STREAM.MSG.GET.GOIM_PUSH', 'the tasks'],
    ['$JS.API.CONSUMER.CREATE.GOIM_UPSTREAM', 'what clients send'],
    ['$JS.API.CONSUMER.CREATE.KV_goim_nodes', 'what it writes, sent on to any subject'],
    ['$JS.API.CONSUMER.CREATE.KV_goim_bans', 'the bans, and heartbeats of the server, sent on to any subject'],
    ['$JS.API.STREAM.INFO.KV_goim_bans', 'words of the server, on any subject'],
    ['$KV.goim_nodes.a', 'an entry, and what the server says of it, on any subject'],
    ['goim.buckets.$KV.goim_bans.a', 'a ban, by a logic'],
    ['$JS.API.CONSUMER.MSG.NEXT.GOIM_PUSH.job-0', 'the tasks of a job'],
  ])('a comet may not publish to %s: %s', async (subject) => {
    const denied = new Promise((resolve) => thief.once('denied', resolve));
    thief.publish(subject, NOTHING);
    expect(await denied).toMatchObject({ operation: 'publish', subject });
  });

  /** Whoever may ask and hear the same subject gets a message whose reply is to go wherever they say. */
  it.each(['goim.broadcast', 'goim.push.0', '$KV.goim_config.logic', '$JS.API.STREAM.PURGE.GOIM_PUSH'])(
    'a comet may not publish to %s by answering itself',
    async (subject) => {
      const asked = new Promise<string | undefined>((resolve) => {
        thief.subscribe('goim.comet.thief.http-read', ({ reply }) => resolve(reply));
      });
      thief.publish('goim.comet.thief.http-read', NOTHING, { reply: subject });
      expect(await asked).toBe(subject);
      const denied = new Promise((resolve) => thief.once('denied', resolve));
      thief.publish(subject, NOTHING);
      expect(await denied).toMatchObject({ operation: 'publish', subject });
    },
  );

  it('no app answers for a comet on a subject that it may not publish to', async () => {
    const [logic] = cluster.apps;
    const heard: string[] = [];
    const spy = await cluster.broker.connect();
    for (const subject of ['goim.broadcast', 'goim.upstream.*', '$KV.goim_sessions.*']) {
      spy.subscribe(subject, (message) => void heard.push(message.subject));
    }
    await spy.flush();
    const before = await logic!.metric('goim_bus_foreign_replies_total');
    const asked = ['goim.upstream.0', '$KV.goim_sessions.thief', 'goim.broadcast'];
    for (const reply of asked) thief.publish('goim.logic.client-access', NOTHING, { reply });
    await eventually('logic answered none', DELIVERY_TIMEOUT_MS, async () => {
      expect(await logic!.metric('goim_bus_foreign_replies_total')).toBe(before + asked.length);
    });
    await spy.flush();
    expect(heard).toEqual([]);
    expect(logic!.log).toContain('somebody asks for an answer on a subject that is no inbox');
  });

  it('a comet learns nothing of the inbox that the answers of logic and JetStream come on', async () => {
    const inboxes = new Set<string>();
    const spy = await cluster.broker.connect();
    const { broker } = cluster;
    const logic = await broker.connect({ servers: [broker.urlOf('logic')], inboxPrefix: '_INBOX.logic' });
    for (const subject of ['goim.comet.thief.session', 'goim.logic.gathered']) {
      const heard = new Promise<void>((resolve) => {
        spy.subscribe(subject, ({ reply }) => {
          inboxes.add(reply!.slice(0, reply!.lastIndexOf('.')));
          spy.publish(reply!, NOTHING);
          resolve();
        });
      });
      await spy.flush();
      // Another logic may answer before this one has heard of it.
      await Promise.all([logic.request(subject, NOTHING, DELIVERY_TIMEOUT_MS), heard]);
    }
    expect(inboxes.size).toBe(2);
  });

  it.each(['KV_goim_sessions', 'KV_goim_bans', 'GOIM_UPSTREAM'])(
    'a job may not list the keys of %s, or what it holds',
    async (stream) => {
      const { broker } = cluster;
      const job = await broker.connect({ servers: [broker.urlOf('job')], inboxPrefix: '_INBOX.job' });
      for (const what of [`STREAM.INFO.${stream}`, `CONSUMER.LIST.${stream}`, `STREAM.MSG.GET.${stream}`]) {
        const denied = new Promise((resolve) => job.once('denied', resolve));
        job.publish(`$JS.API.${what}`, NOTHING);
        expect(await denied).toMatchObject({ operation: 'publish', subject: `$JS.API.${what}` });
      }
    },
  );

  it.each(['GOIM_PUSH', 'GOIM_DEAD', 'GOIM_HISTORY', 'KV_goim_leases', 'KV_goim_nodes', 'KV_goim_config', 'SPY'])(
    'a job may not make or change %s, and so hear what is not for it',
    async (stream) => {
      const { broker } = cluster;
      const job = await broker.connect({ servers: [broker.urlOf('job')], inboxPrefix: '_INBOX.job' });
      for (const what of ['CREATE', 'UPDATE']) {
        const denied = new Promise((resolve) => job.once('denied', resolve));
        job.publish(`$JS.API.STREAM.${what}.${stream}`, NOTHING);
        expect(await denied).toMatchObject({ operation: 'publish', subject: `$JS.API.STREAM.${what}.${stream}` });
      }
    },
  );

  it('the streams of jobs are made again where NATS has lost them, as the job is configured', async () => {
    const [logic] = cluster.apps;
    const job = await cluster.add('job', { JOB__QUEUE__DEAD_LETTER_MAX_BYTES: '3MiB' });
    await cluster.broker.halt();
    await cluster.broker.restartEmpty();
    const operator = await cluster.broker.connect({ inboxPrefix: '_INBOX.job' });
    await eventually('they are there', DELIVERY_TIMEOUT_MS, async () => {
      const sizes = ['GOIM_DEAD', 'KV_goim_leases', 'GOIM_PUSH'].map(async (stream) => {
        const { data } = await operator.request(`$JS.API.STREAM.INFO.${stream}`, NOTHING, DELIVERY_TIMEOUT_MS);
        return (JSON.parse(Buffer.from(data).toString()) as { config?: { max_bytes: number } }).config?.max_bytes;
      });
      expect(await Promise.all(sizes)).toEqual([3 * 1024 * 1024, expect.any(Number), expect.any(Number)]);
    });
    // Logic's own bucket of sessions may come later: until then a client is told to come again.
    const clients: Awaited<ReturnType<typeof cluster.client>>[] = [];
    await eventually('a client is let in', DELIVERY_TIMEOUT_MS, async () => {
      clients.push(await cluster.client(comet, 'tcp', { key: 'after', room_id: 'live://2', accepts: [OP] }));
    });
    await eventually('a push arrives', DELIVERY_TIMEOUT_MS, async () => {
      await cluster.pusher(logic!).room(OP, 'live://2', 'after');
      return clients[0]!.pushes.length > 0;
    });
    for (const app of [logic!, job, cluster.apps[2]!]) expect(app.log).not.toContain('NATS does not let');
  });

  it.each(['goim.logic.connect', 'goim.push.*', '_INBOX.logic.>', '_INBOX.>', '$KV.>', 'goim.>', '>'])(
    'a comet may not hear %s',
    async (subject) => {
      const denied = new Promise((resolve) => thief.once('denied', resolve));
      thief.subscribe(subject, () => undefined);
      expect(await denied).toMatchObject({ operation: 'subscription', subject });
    },
  );

  it('an app that may not do what it has to says so, and counts it', async () => {
    const { broker } = cluster;
    const asJob = await AppProcess.start('comet', broker.urlOf('job'), {
      COMET__BUS__INBOX_PREFIX: '_INBOX.job',
    }).catch((error: Error) => error.message);
    expect(asJob).toContain(
      'cannot open the stream KV_goim_bans: Permissions Violation for Publish to "$JS.API.STREAM.INFO.KV_goim_bans"',
    );
    const asOther = await AppProcess.start('job', broker.url, { JOB__BUS__INBOX_PREFIX: '_INBOX.other' }).catch(
      (error: Error) => error.message,
    );
    expect(asOther).toContain('Permissions Violation for Subscription to "_INBOX.other.');
  });
});
