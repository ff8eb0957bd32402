import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bucket, ensureHistoryStream, ensurePushStream, StreamDoor, type Bus } from '#bus';
import { Broker, eventually } from '#test-support';

const MEBIBYTE = 1024 * 1024;
const WITHIN_MS = 10_000;
const DAY_MS = 86_400_000;
const OF_JOBS = ['GOIM_PUSH', 'GOIM_DEAD', 'GOIM_HISTORY', 'KV_goim_leases'];

interface Answer {
  readonly error?: { readonly description: string };
  readonly config?: Record<string, unknown>;
}

/** Under docs/nats-permissions.conf jobs have no right to make or change a stream. */
describe('what a job needs of its streams, by a logic', () => {
  let broker: Broker;
  let job: Bus;
  let operator: Bus;
  let door: StreamDoor;

  beforeAll(async () => {
    broker = await Broker.start({ permissions: true });
    const logic = await broker.connect({ servers: [broker.urlOf('logic')], inboxPrefix: '_INBOX.logic' });
    operator = await broker.connect({ inboxPrefix: '_INBOX.job' });
    job = await connectJob();
    door = new StreamDoor(logic);
    door.onApplicationBootstrap();
    await logic.flush();
  });

  afterAll(async () => {
    await door.beforeApplicationShutdown();
    await broker.stop();
  });

  function connectJob(): Promise<Bus> {
    return broker.connect({ servers: [broker.urlOf('job')], inboxPrefix: '_INBOX.job', streamsBy: 'logic' });
  }

  async function ask(subject: string, config: object = {}): Promise<Answer> {
    const { data } = await operator.request(subject, Buffer.from(JSON.stringify(config)), WITHIN_MS);
    return JSON.parse(Buffer.from(data).toString()) as Answer;
  }

  /** As a job makes all that are its own. */
  async function makeAll(bus: Bus, maxBytes: number): Promise<void> {
    await ensurePushStream(bus, { partitions: 2, replicas: 1, maxBytes, deadLetters: { maxAge: DAY_MS, maxBytes } });
    await ensureHistoryStream(bus, { replicas: 1, maxBytes });
    await Bucket.open(bus, 'goim_leases', { ttlMs: DAY_MS, replicas: 1, maxBytes });
  }

  it('is that they are made where they are missing, and changed to what it is configured to, and no more', async () => {
    await makeAll(job, MEBIBYTE);
    const before = await Promise.all(OF_JOBS.map((stream) => ask(`$JS.API.STREAM.INFO.${stream}`)));
    expect(before.map(({ config }) => config?.['max_bytes'])).toEqual(OF_JOBS.map(() => MEBIBYTE));
    const restarted = await connectJob();
    await makeAll(restarted, 2 * MEBIBYTE);
    const after = await Promise.all(OF_JOBS.map((stream) => ask(`$JS.API.STREAM.INFO.${stream}`)));
    const changed = { max_bytes: 2 * MEBIBYTE, description: expect.any(String) };
    expect(after.map(({ config }) => config)).toEqual(before.map(({ config }) => ({ ...config, ...changed })));
    expect([job.denials.publish, restarted.denials.publish]).toEqual([0, 0]);
  });

  it('is that limits go which somebody else has given them', async () => {
    const [stream] = OF_JOBS;
    await makeAll(job, MEBIBYTE);
    const { config } = await ask(`$JS.API.STREAM.INFO.${stream}`);
    await ask(`$JS.API.STREAM.UPDATE.${stream}`, { ...config, max_msgs: 5, max_msg_size: 1_000 });
    await eventually('they are gone', WITHIN_MS, async () =>
      expect((await ask(`$JS.API.STREAM.INFO.${stream}`)).config).toMatchObject({ max_msgs: -1, max_msg_size: -1 }),
    );
  });

  it.each([
    ['CREATE.GOIM_DEAD', { subjects: ['goim.logic.>'] }, 'takes in its own subjects alone'],
    ['CREATE.GOIM_DEAD', { subjects: ['goim.dead.*', 'goim.logic.connect'] }, 'takes in its own subjects alone'],
    ['CREATE.GOIM_DEAD', { subjects: [] }, 'takes in its own subjects alone'],
    ['CREATE.GOIM_DEAD', {}, 'takes in its own subjects alone'],
    ['UPDATE.GOIM_DEAD', { subjects: ['>'] }, 'takes in its own subjects alone'],
    ['UPDATE.GOIM_PUSH', { subjects: ['goim.push.>'] }, 'takes in its own subjects alone'],
    ['UPDATE.KV_goim_leases', { subjects: ['$KV.goim_sessions.>'] }, 'takes in its own subjects alone'],
    ['UPDATE.GOIM_DEAD', { subjects: ['goim.dead.*'], max_bytes: -1 }, 'a stream has a size'],
    [
      'UPDATE.GOIM_DEAD',
      { subjects: ['goim.dead.*'], max_bytes: 1, description: 'configured by goim at 2999-01-01T00:00:00.000Z' },
      'not configured later than now',
    ],
    ['CREATE.SPY', { subjects: ['spy'] }, 'is not for jobs'],
    ['UPDATE.KV_goim_config', {}, 'is not for jobs'],
    ['UPDATE.KV_goim_sessions', {}, 'is not for jobs'],
    ['INFO.KV_goim_sessions', {}, 'is not for jobs'],
    ['DELETE.GOIM_DEAD', {}, 'is not for jobs'],
    ['PURGE.GOIM_PUSH', {}, 'is not for jobs'],
    ['MSG.GET.GOIM_PUSH', { seq: 1 }, 'is not for jobs'],
  ])('is not STREAM.%s %j', async (what, config, why) => {
    const { error } = await ask(`goim.streams.STREAM.${what}`, config);
    expect(error?.description).toContain(why);
  });

  it('is not that a stream takes in what another has, or sends on what it has', async () => {
    const config = {
      name: 'GOIM_DEAD',
      subjects: ['goim.dead.*'],
      max_bytes: MEBIBYTE,
      sources: [{ name: 'GOIM_PUSH' }],
      republish: { src: '>', dest: '$KV.goim_bans.>' },
      subject_transform: { src: '>', dest: 'x.>' },
    };
    const { error, config: made } = await ask('goim.streams.STREAM.UPDATE.GOIM_DEAD', config);
    expect([error, made?.['sources'], made?.['republish'], made?.['subject_transform']]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
