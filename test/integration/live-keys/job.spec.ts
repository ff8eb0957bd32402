import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { AckedPublisher, type Bus } from '#bus';
import { PushKeysMessage, PushRoomMessage, PushTask, PushType, subjects, type CometId, pushTask } from '#contracts';
import { readFrames } from '#protocol';
import { Broker, eventually, RegisteredNodes, startDatabase, type TestDatabase } from '#test-support';
import { boot } from '../../../apps/job/src/boot.js';
import { checkJobConfig } from '../../../apps/job/src/config/check.js';
import { JobConfig } from '../../../apps/job/src/config/job.config.js';
import { LiveApp, liveKeysOf, logLevel, type LiveKey } from './live-app.js';

const PARTITIONS = 4;
const COMET = 'c1' as CometId;
/** How long nothing must have come, where it is right that nothing comes. */
const QUIET_MS = 700;
const WITHIN_MS = 30_000;
const SETTLED = (outcome: string): string => `goim_settled_tasks_total{outcome="${outcome}"}`;

let broker: Broker;
let database: TestDatabase;
let bus: Bus;
let job: LiveApp;
let nodes: RegisteredNodes;
let publisher: AckedPublisher;
/** Milliseconds until the comet confirms; undefined: never. */
let confirmsAfter: number | undefined = 0;
/** How many pushes each message to a room had, and pushes by key. */
let roomMessages: number[] = [];
let keyMessages = 0;
let turn = 0;
/** Rooms that have messages. */
const filled = new Set<string>();

async function start(): Promise<LiveApp> {
  [broker, database] = await Promise.all([Broker.start(), startDatabase('pglite')]);
  bus = await broker.connect();
  nodes = await RegisteredNodes.open(bus);
  bus.subscribe(subjects.cometFence(COMET), (message) => message.respond(new Uint8Array(0)));
  bus.subscribe(subjects.cometPush(COMET), (message) => {
    const isProbe = PushKeysMessage.decode(message.data).keys.length === 0;
    if (!isProbe) keyMessages++;
    const after = isProbe ? 0 : confirmsAfter;
    if (after !== undefined) setTimeout(() => message.respond(new Uint8Array(0)), after);
  });
  bus.subscribe(subjects.room('live://1' as never), ({ data }) => {
    roomMessages.push(readFrames(Buffer.from(PushRoomMessage.decode(data).proto!.body), 1_000_000).length);
  });
  await bus.flush();
  job = await LiveApp.start((commandLine) => boot(checkJobConfig(commandLine)), broker, {
    ops: { port: 0 },
    queue: { partitions: PARTITIONS, retryDelay: '10m' },
    history: { url: database.url },
  });
  publisher = new AckedPublisher(bus, 30_000, { current: { maxPending: 100 } });
  await eventually(
    'job holds all partitions',
    WITHIN_MS,
    async () => (await job.metric('goim_partitions_held')) === PARTITIONS,
  );
  return job;
}

async function stop(): Promise<void> {
  // A batch that waits for a comet would hold up the end.
  await register();
  await job.stop();
  await broker.stop();
  await database.stop();
}

async function register(): Promise<void> {
  await nodes.put({ id: COMET });
  await eventually('job knows the comet', WITHIN_MS, async () => (await job.metric('goim_comets')) === 1);
}

async function leave(): Promise<void> {
  await nodes.remove(COMET);
  await eventually('job knows that no comet is there', WITHIN_MS, async () => (await job.metric('goim_comets')) === 0);
}

/** A partition of its own for each look: what is left waiting in one must not hold up the next. */
function nextPartition(): number {
  return turn++ % PARTITIONS;
}

async function queue(partition: number, task: Partial<PushTask>): Promise<void> {
  const whole = pushTask({ type: PushType.Room, operation: 1000, msg: Buffer.from('x'), ...task });
  await publisher.publish(subjects.pushPartition(partition), PushTask.encode(whole).finish());
}

/** Pushes of one room at these times, in milliseconds. @returns how many pushes each message to the comets had */
async function pushRoom(...at: number[]): Promise<number[]> {
  await register();
  roomMessages = [];
  const partition = nextPartition();
  await Promise.all(at.map((time) => delay(time).then(() => queue(partition, { room: 'live://1' }))));
  await eventually(
    'all pushes have come',
    WITHIN_MS,
    () => roomMessages.reduce((sum, count) => sum + count, 0) === at.length,
  );
  return roomMessages;
}

/** A push by key to a comet that confirms so late, or never. @returns what became of the task */
async function pushKey(confirmAfter: number | undefined): Promise<string> {
  await register();
  confirmsAfter = confirmAfter;
  return settled(() => queue(nextPartition(), { type: PushType.Keys, server: COMET, keys: ['k'] }));
}

/** @returns how the next task is settled; 'waiting' where it is not within 3 s */
async function settled(push: () => Promise<void>): Promise<string> {
  const outcomes = ['acknowledged', 'retried', 'dead-letter'];
  const counts = () => Promise.all(outcomes.map((outcome) => job.metric(SETTLED(outcome))));
  const before = await counts();
  await push();
  const until = performance.now() + 3_000;
  while (performance.now() < until) {
    const now = await counts();
    const index = now.findIndex((count, n) => count > before[n]!);
    if (index !== -1) return outcomes[index]!;
    await delay(50);
  }
  return 'waiting';
}

/** Writes so many messages of that age into a room, where it has none yet. @returns how many the room has */
async function messagesIn(room: string, count: number, ageS: number): Promise<number> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    if (!filled.has(room)) {
      await client.query('INSERT INTO goim_epochs (epoch) VALUES (1) ON CONFLICT DO NOTHING');
      await client.query(
        `INSERT INTO goim_messages (target, epoch, id, time, operation, body)
         SELECT $1, 1, n + $3::integer, now() - $3::integer * interval '1 second', 1, '' FROM generate_series(1, $2::integer) n`,
        [room, count, ageS],
      );
      // Not before: the job may not have made the tables yet.
      filled.add(room);
    }
    const { rows } = await client.query<{ count: number }>(
      'SELECT count(*)::integer AS count FROM goim_messages WHERE target = $1',
      [room],
    );
    return rows[0]!.count;
  } finally {
    await client.end();
  }
}

const keys: Record<string, LiveKey> = {
  'history.keepCount': { value: 1, before: 3, after: 1, see: () => messagesIn('room:many', 3, 60) },
  'history.keepFor': { value: '10m', before: 2, after: 0, see: () => messagesIn('room:old', 2, 3_600) },
  'queue.maxTries': {
    value: 1,
    beside: { 'dispatch.cometTimeout': '50ms' },
    before: 'retried',
    after: 'dead-letter',
    see: () => pushKey(undefined),
  },
  'queue.retryDelay': {
    value: '10ms',
    beside: { 'dispatch.cometTimeout': '50ms', 'queue.maxTries': 3 },
    before: 1,
    after: 3,
    see: async () => {
      keyMessages = 0;
      await pushKey(undefined);
      await delay(QUIET_MS);
      return keyMessages;
    },
  },
  'roomBatch.batch': {
    value: 2,
    beside: { 'roomBatch.signal': '1s' },
    before: [4],
    after: [2, 2],
    see: () => pushRoom(0, 0, 0, 0),
  },
  'roomBatch.signal': { value: '2s', before: [1, 1], after: [2], see: () => pushRoom(0, 200) },
  'dispatch.cometTimeout': { value: '50ms', before: 'acknowledged', after: 'retried', see: () => pushKey(300) },
  'dispatch.waitForComet': {
    value: '0s',
    beside: { 'dispatch.waitForComet': '10m' },
    before: 'waiting',
    after: 'failed',
    see: async () => {
      await leave();
      const failed = await job.metric('goim_failed_batches_total');
      const outcome = await settled(() => queue(nextPartition(), { room: 'live://1' }));
      return (await job.metric('goim_failed_batches_total')) > failed ? 'failed' : outcome;
    },
  },
  'log.level': logLevel,
};

liveKeysOf('job', JobConfig, keys, { start, stop });
