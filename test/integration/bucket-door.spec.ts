import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { BanList, Bucket, BucketDoor, ConfigBucket, NodeDirectory, openNodeBucket, type Bus } from '#bus';
import { encodeNodeInfo, encodeToken, type Ban, type CometId, type NodeInfo } from '#contracts';
import { Broker, eventually } from '#test-support';

const NOTHING = new Uint8Array(0);
const WITHIN_MS = 10_000;
const COMET = 'comet.1' as CometId;
const NODE: NodeInfo = {
  id: COMET,
  region: 'sh',
  zone: 'sh001',
  env: 'dev',
  hostname: 'h',
  addrs: ['h'],
  weight: 1,
  offline: false,
  connections: 0,
  ips: 0,
  version: '1',
  startedAt: 1,
};
const BAN: Ban = { id: 'a', by: 'mid', value: '7', until: 0, reason: '', since: 1 };

/** Under docs/nats-permissions.conf comets have no right to ask JetStream. */
describe('what a comet needs of the buckets, by a logic', () => {
  let broker: Broker;
  let logic: Bus;
  let comet: Bus;
  let bans: BanList;
  let nodes: NodeDirectory;
  let door: BucketDoor;
  let config: ConfigBucket;
  /** Whoever may publish anything, and hears answers as comets do. */
  let anybody: Bus;

  beforeAll(async () => {
    broker = await Broker.start({ permissions: true });
    const connect = (user: string, bucketsBy?: 'logic'): Promise<Bus> =>
      broker.connect({ servers: [broker.urlOf(user)], inboxPrefix: `_INBOX.${user}`, bucketsBy });
    logic = await connect('logic');
    comet = await connect('comet', 'logic');
    anybody = await broker.connect({ inboxPrefix: '_INBOX.comet' });
    config = await ConfigBucket.open(logic);
    bans = await BanList.open(logic);
    nodes = await NodeDirectory.open(logic);
    door = new BucketDoor(logic);
    door.onApplicationBootstrap();
    await logic.flush();
  });

  afterAll(async () => {
    for (const { close } of [config, bans, nodes].map((one) => ({ close: () => one.close() }))) close();
    await door.beforeApplicationShutdown();
    await broker.stop();
  });

  beforeEach(() => {
    comet.denials.publish = 0;
  });

  it('is the configuration, with its changes', async () => {
    const operator = await Bucket.open(await broker.connect(), 'goim_config', { ttlMs: 0 });
    await operator.put('comet', Buffer.from('before'));
    const its = await ConfigBucket.open(comet);
    expect(its.entries.get('comet')).toBe('before');
    await operator.put('comet', Buffer.from('after'));
    await eventually('the change came', WITHIN_MS, () => expect(its.entries.get('comet')).toBe('after'));
    its.close();
    expect(comet.denials.publish).toBe(0);
  });

  it('is the bans, those of before as well', async () => {
    await bans.add(BAN);
    const its = await BanList.open(comet);
    expect([...its.all()]).toEqual([BAN]);
    await bans.lift('a');
    await eventually('it is lifted', WITHIN_MS, () => expect(its.size).toBe(0));
    its.close();
    expect(comet.denials.publish).toBe(0);
  });

  it('is its entry in the list of nodes', async () => {
    const bucket = await openNodeBucket(comet);
    await bucket.put(encodeToken(COMET), encodeNodeInfo(NODE));
    await eventually('it is known', WITHIN_MS, () => expect(nodes.get(COMET)).toEqual(NODE));
    await bucket.delete(encodeToken(COMET));
    await eventually('it has left', WITHIN_MS, () => expect(nodes.has(COMET)).toBe(false));
    expect(comet.denials.publish).toBe(0);
  });

  it.each([
    ['STREAM.INFO.GOIM_PUSH', '', 'is not for comets'],
    ['STREAM.DELETE.KV_goim_config', '', 'is not for comets'],
    ['STREAM.UPDATE.KV_goim_config', '{}', 'is not for comets'],
    ['STREAM.PURGE.KV_goim_bans', '', 'is not for comets'],
    ['STREAM.MSG.GET.KV_goim_sessions', '{"seq":1}', 'is not for comets'],
    ['CONSUMER.CREATE.KV_goim_sessions', '{}', 'is not for comets'],
    ['CONSUMER.CREATE.KV_goim_nodes', '{}', 'is not for comets'],
    ['CONSUMER.CREATE.GOIM_PUSH.job-0.KV_goim_bans', '{}', 'is not for comets'],
    ['STREAM.INFO.x.STREAM.INFO.KV_goim_bans', '', 'is not for comets'],
    ['CONSUMER.CREATE.KV_goim_bans', '{"config":{"deliver_subject":"goim.push.0"}}', 'a watch is told on an inbox'],
    ['CONSUMER.CREATE.KV_goim_bans', '{"config":{"deliver_subject":"_INBOX.>"}}', 'a watch is told on an inbox'],
    ['CONSUMER.CREATE.KV_goim_bans', 'null', 'null'],
    ['$KV.goim_config.comet', 'x', 'is not for comets'],
    ['$KV.goim_sessions.a', 'x', 'is not for comets'],
    ['$KV.goim_nodes.a', 'x', 'JSON'],
    ['$KV.goim_nodes.a', '{"id":"b"}', 'this is no entry of the list of nodes'],
  ])('is not %s %s', async (subject, data, why) => {
    const answer = await anybody.request(`goim.buckets.${subject}`, Buffer.from(data), WITHIN_MS);
    const { error } = JSON.parse(Buffer.from(answer.data).toString()) as { error: { description: string } };
    expect(error.description).toContain(why);
  });

  // A key that nobody's name makes ended the reader of every logic and job.
  it.each(['a=zz', 'a=41', 'a%41', 'a.b', '*'])('is no removal of %s from the list of nodes', async (key) => {
    const answer = await anybody.request(`goim.buckets.$KV.goim_nodes.${key}`, NOTHING, WITHIN_MS, {
      'KV-Operation': 'DEL',
    });
    expect(Buffer.from(answer.data).toString()).toContain('this is no entry of the list of nodes');
  });

  it('is no entry of any length', async () => {
    const bucket = await openNodeBucket(comet);
    const long = encodeNodeInfo({ ...NODE, hostname: 'h'.repeat(16_384) });
    await expect(bucket.put(encodeToken(COMET), long)).rejects.toThrow('this is no entry of the list of nodes');
  });

  it('is delivered, and answered, on inboxes alone, whatever else of a consumer was asked for', async () => {
    const heard: string[] = [];
    const spy = await broker.connect();
    spy.subscribe('goim.push.0', ({ data }) => void heard.push(Buffer.from(data).toString()));
    await spy.flush();
    const before = logic.foreignReplies;
    comet.publish('goim.buckets.STREAM.INFO.KV_goim_bans', NOTHING, { reply: 'goim.push.0' });
    comet.publish('goim.buckets.$KV.goim_nodes.a', Buffer.from('{"id":"a"}'), { reply: 'goim.push.0' });
    await eventually('neither was answered', WITHIN_MS, () => expect(logic.foreignReplies).toBe(before + 2));
    const inbox = comet.newInbox();
    const wanted = { deliver_subject: inbox, ack_policy: 'explicit', ack_wait: 1, idle_heartbeat: 1, name: 'mine' };
    const asked = await comet.request(
      'goim.buckets.CONSUMER.CREATE.KV_goim_bans',
      Buffer.from(JSON.stringify({ stream_name: 'GOIM_PUSH', action: 'update', config: wanted })),
      WITHIN_MS,
    );
    const made = JSON.parse(Buffer.from(asked.data).toString()) as { name: string; stream_name: string };
    expect(made).toMatchObject({
      stream_name: 'KV_goim_bans',
      config: { deliver_subject: inbox, ack_policy: 'none', idle_heartbeat: 500_000_000 },
    });
    expect(made.name).not.toBe('mine');
    expect(heard).toEqual([]);
  });

  it('is no watch more than a bucket may have', async () => {
    await door.beforeApplicationShutdown();
    const strict = new BucketDoor(logic, 0);
    strict.onApplicationBootstrap();
    await logic.flush();
    const data = Buffer.from(JSON.stringify({ config: { deliver_subject: comet.newInbox() } }));
    const answer = await comet.request('goim.buckets.CONSUMER.CREATE.KV_goim_bans', data, WITHIN_MS);
    expect(Buffer.from(answer.data).toString()).toContain('as many watches as may be');
    await strict.beforeApplicationShutdown();
    door.onApplicationBootstrap();
    await logic.flush();
  });

  it('is a bounded number of watches', async () => {
    const create = (): Promise<string> =>
      comet
        .request(
          'goim.buckets.CONSUMER.CREATE.KV_goim_bans',
          Buffer.from(JSON.stringify({ config: { deliver_subject: comet.newInbox() } })),
          WITHIN_MS,
        )
        .then(({ data }) => Buffer.from(data).toString());
    const answers = await Promise.all(Array.from({ length: 700 }, create));
    expect(answers.filter((answer) => answer.includes('too many watches at once')).length).toBeGreaterThan(100);
    const manager = await jetstream((await broker.connect()).connection).jetstreamManager();
    expect((await manager.streams.info('KV_goim_bans')).state.consumer_count).toBeLessThan(600);
  });
});
