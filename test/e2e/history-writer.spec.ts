import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { Client } from 'pg';
import { AckedPublisher, type Bus } from '#bus';
import {
  HISTORY_STREAM,
  messageId,
  partitionOf,
  PushRoomMessage,
  PushTask,
  pushTask,
  PushType,
  subjects,
  type CometId,
} from '#contracts';
import { readFrames } from '#protocol';
import {
  AppProcess,
  Broker,
  databases,
  eventually,
  openLogicDoors,
  RegisteredNodes,
  startDatabase,
  type TestDatabase,
} from '#test-support';

const PARTITIONS = 4;
const ROOMS = 20;
const COMET = 'c1' as CometId;
const WITHIN_MS = 60_000;
const PAUSE_MS = 40;

interface Gap {
  readonly from: bigint;
  readonly to: bigint;
  readonly partition: number;
}

/** Jobs with a history, and a comet that is played here: it takes room pushes, and never complains. */
class Stand {
  readonly jobs: AppProcess[] = [];
  /** Bodies as the comet got them, with their ids. */
  readonly delivered: { readonly body: string; readonly id: number; readonly prev: number; readonly at: number }[] = [];
  /** Ids of tasks by their partition, that the queue has. */
  readonly pushed: { readonly id: bigint; readonly partition: number; readonly body: string }[] = [];

  private constructor(
    readonly broker: Broker,
    readonly database: TestDatabase,
    readonly bus: Bus,
    private readonly publisher: AckedPublisher,
  ) {}

  static async start(
    start: () => Promise<TestDatabase> = startDatabase,
    settings: Record<string, string> = {},
  ): Promise<Stand> {
    const [broker, database] = await Promise.all([Broker.start(), start()]);
    const bus = await broker.connect();
    await (await RegisteredNodes.open(bus)).put({ id: COMET });
    await openLogicDoors(broker);
    const publisher = new AckedPublisher(bus, WITHIN_MS, { current: { maxPending: 10_000 } });
    const stand = new Stand(broker, database, bus, publisher);
    for (const subject of [subjects.cometFence(COMET), subjects.cometPush(COMET)]) {
      bus.subscribe(subject, (message) => message.respond(new Uint8Array(0)));
    }
    bus.subscribe('goim.room.*', ({ data }) => stand.took(PushRoomMessage.decode(data)));
    await bus.flush();
    await stand.addJob(settings);
    return stand;
  }

  async addJob(settings: Record<string, string> = {}): Promise<AppProcess> {
    const job = await AppProcess.start('job', this.broker.url, {
      JOB__QUEUE__PARTITIONS: String(PARTITIONS),
      JOB__HISTORY__URL: this.database.url,
      JOB__HISTORY__STATEMENT_TIMEOUT: '2s',
      ...settings,
    });
    this.jobs.push(job);
    return job;
  }

  async push(body: string, room: string, task: Partial<PushTask> = {}): Promise<void> {
    const partition = partitionOf(`room:${room}`, PARTITIONS);
    const whole = pushTask({ type: PushType.Room, operation: 1000, room, msg: Buffer.from(body), ...task });
    const bytes = PushTask.encode(whole).finish();
    const { sequence } = await this.publisher.publish(subjects.pushPartition(partition), bytes);
    this.pushed.push({ id: messageId(sequence), partition, body });
  }

  /** Pushes some 500 a second. @returns what ends it */
  keepPushing(): () => Promise<void> {
    let goOn = true;
    const pushing = (async () => {
      for (let n = 0; goOn; n++) {
        await Promise.all(Array.from({ length: 20 }, (_, m) => this.push(`${n}-${m}`, `r${(n + m) % ROOMS}`)));
        await delay(PAUSE_MS);
      }
    })();
    return async () => {
      goOn = false;
      await pushing;
    };
  }

  async query<Row extends object>(text: string): Promise<Row[]> {
    const client = new Client({ connectionString: this.database.url, connectionTimeoutMillis: 30_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async ids(): Promise<bigint[]> {
    const rows = await this.query<{ id: string }>('SELECT id FROM goim_messages ORDER BY id');
    return rows.map(({ id }) => BigInt(id));
  }

  async gaps(): Promise<Gap[]> {
    const rows = await this.query<{ from_id: string; to_id: string; partition: number }>('SELECT * FROM goim_gaps');
    return rows.map(({ from_id, to_id, partition }) => ({ from: BigInt(from_id), to: BigInt(to_id), partition }));
  }

  /** What was pushed and is neither written nor in a gap. */
  async missing(): Promise<string[]> {
    const [ids, gaps] = [new Set(await this.ids()), await this.gaps()];
    const isLost = (id: bigint, partition: number): boolean =>
      gaps.some((gap) => gap.partition === partition && gap.from <= id && id <= gap.to);
    return this.pushed.filter(({ id, partition }) => !ids.has(id) && !isLost(id, partition)).map(({ body }) => body);
  }

  /** A look at what is written, and up to where it is said to be. */
  async look(): Promise<{ marks: { partition: number; id: bigint }[]; ids: Set<bigint> }> {
    const [found] = await this.query<{ marks: { partition: number; id: number }[] | null; ids: string[] | null }>(
      'SELECT (SELECT json_agg(w) FROM goim_watermarks w) AS marks, (SELECT array_agg(id) FROM goim_messages) AS ids',
    );
    const marks = (found?.marks ?? []).map(({ partition, id }) => ({ partition, id: BigInt(id) }));
    return { marks, ids: new Set((found?.ids ?? []).map(BigInt)) };
  }

  metric(name: string, label?: string): Promise<number> {
    const running = this.jobs.filter(({ isRunning }) => isRunning);
    return Promise.all(running.map((job) => job.metric(name, label))).then((values) =>
      values.reduce((a, b) => a + b, 0),
    );
  }

  async stop(): Promise<void> {
    await this.database.thaw().catch(() => undefined);
    await Promise.all(this.jobs.map((job) => job.kill()));
    await this.broker.stop();
    await this.database.stop();
  }

  private took({ proto, ids, prev }: PushRoomMessage): void {
    const at = performance.now();
    for (const [n, { body }] of readFrames(Buffer.from(proto!.body), 2_000_000).entries()) {
      this.delivered.push({ body: body.toString(), id: ids[n]!, prev: n === 0 ? prev : ids[n - 1]!, at });
    }
  }
}

let stand: Stand;

afterEach(() => stand.stop());

async function allIsWritten(within = WITHIN_MS): Promise<void> {
  await eventually('everything is written', within, async () =>
    expect((await stand.missing()).slice(0, 3)).toEqual([]),
  );
}

describe.each(databases)('the way into the history of two jobs, on %s', (_, start) => {
  beforeEach(async () => {
    stand = await Stand.start(start);
    await stand.addJob();
  });

  it('loses nothing and writes nothing twice where jobs die, and never says that it is further than it is', async () => {
    const looks: Awaited<ReturnType<Stand['look']>>[] = [];
    const stopPushing = stand.keepPushing();
    for (let round = 0; round < 3; round++) {
      const from = stand.delivered.length;
      await eventually('pushes arrive', WITHIN_MS, () => stand.delivered.length > from + 500);
      looks.push(await stand.look());
      await stand.jobs.find(({ isRunning }) => isRunning)!.kill();
      await stand.addJob();
      looks.push(await stand.look());
    }
    await stopPushing();
    await allIsWritten();
    expect(await stand.gaps()).toEqual([]);
    expect(await stand.ids()).toEqual(stand.pushed.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1)));
    for (const { marks, ids } of looks) {
      for (const { partition, id: mark } of marks) {
        const due = stand.pushed.filter((one) => one.partition === partition && one.id <= mark);
        expect(due.filter(({ id }) => !ids.has(id))).toEqual([]);
      }
    }
    const byId = new Map(stand.pushed.map(({ id, body }) => [Number(id), body]));
    expect(new Set(stand.delivered.map(({ id, body }) => byId.get(id) === body))).toEqual(new Set([true]));
  });

  it('delivers at the same time while the database is away, and has everything when it is back', async () => {
    await stand.push('first', 'r0');
    await allIsWritten();
    const stopPushing = stand.keepPushing();
    await eventually('pushes arrive', WITHIN_MS, () => stand.delivered.length > 100);
    await stand.database.freeze();
    const from = stand.delivered.length;
    await eventually('pushes arrive all the same', WITHIN_MS, () => stand.delivered.length > from + 1_000);
    await eventually(
      'it is said to fail',
      WITHIN_MS,
      async () => (await stand.metric('goim_history_failures_total')) > 0,
    );
    for (const job of stand.jobs) {
      const answer = await fetch(`${job.address('ops')}/health/ready`);
      expect(answer.status).toBe(200);
    }
    const late = stand.delivered.length;
    await eventually('and go on to', WITHIN_MS, () => stand.delivered.length > late + 100);
    await stand.database.thaw();
    await stand.database.kill();
    await stand.database.revive();
    await stopPushing();
    await allIsWritten();
    expect(await stand.gaps()).toEqual([]);
    await eventually(
      'nothing waits',
      WITHIN_MS,
      async () => (await stand.metric('goim_history_backlog_batches')) === 0,
    );
  });
});

// The database has no part in these.
describe('the way into the history', () => {
  it('comes back where its stream is deleted, and says where something may be lost', async () => {
    stand = await Stand.start();
    await stand.addJob();
    const manager = await jetstream(stand.bus.connection).jetstreamManager();
    const stopPushing = stand.keepPushing();
    for (let round = 0; round < 3; round++) {
      const from = stand.delivered.length;
      await eventually('pushes arrive', WITHIN_MS, () => stand.delivered.length > from + 300);
      await eventually('its stream is there', WITHIN_MS, () => manager.streams.delete(HISTORY_STREAM));
    }
    await eventually('its stream is there again', WITHIN_MS, () => manager.streams.info(HISTORY_STREAM));
    const from = stand.delivered.length;
    await eventually('pushes arrive', WITHIN_MS, () => stand.delivered.length > from + 300);
    await eventually('most of what is pushed is written', WITHIN_MS, async () =>
      expect((await stand.ids()).length).toBeGreaterThan(stand.pushed.length / 2),
    );
    await stopPushing();
    await allIsWritten();
    await eventually('all was delivered', WITHIN_MS, () =>
      expect(new Set(stand.delivered.map(({ body }) => body)).size).toBe(stand.pushed.length),
    );
  });

  it('waits for a database that is not there yet, and warns of that once', async () => {
    stand = await Stand.start(async () => {
      const database = await startDatabase();
      await database.freeze();
      return database;
    });
    const [job] = stand.jobs as [AppProcess];
    await job.logged('the history is unavailable');
    await stand.push('first', 'r0');
    await stand.database.thaw();
    await allIsWritten();
    expect(job.log).not.toContain('cannot write the history');
  });

  it('keeps nothing of a push that is not to be kept, nor delivers one whose time is up', async () => {
    stand = await Stand.start();
    await stand.push('kept', 'r0');
    await stand.push('not kept', 'r0', { transient: true });
    await stand.push('too late', 'r0', { expires: Date.now() - 1 });
    await stand.push('last', 'r0', { sender: 7, expires: Date.now() + 3_600_000, idempotencyKey: 'key' });
    await eventually('all were delivered', WITHIN_MS, () => stand.delivered.length === 3);
    expect(stand.delivered.map(({ body }) => body)).toEqual(['kept', 'not kept', 'last']);
    const rows = (): Promise<object[]> =>
      stand.query(
        'SELECT target, operation, sender, idempotency_key, expires IS NULL AS lasts FROM goim_messages ORDER BY id',
      );
    await eventually('they are written', WITHIN_MS, async () => expect(await rows()).toHaveLength(2));
    const common = { target: 'room:r0', operation: 1000 };
    expect(await rows()).toEqual([
      { ...common, sender: null, idempotency_key: null, lasts: true },
      { ...common, sender: '7', idempotency_key: 'key', lasts: false },
    ]);
    expect(await stand.metric('goim_expired_tasks_total')).toBe(1);
  });

  it('delivers what it has no room to keep, and says so to whoever asks for it', async () => {
    stand = await Stand.start(startDatabase, { JOB__HISTORY__MAX_BACKLOG: '1MiB' });
    await stand.push('first', 'r0');
    await allIsWritten();
    await stand.database.freeze();
    const long = 'x'.repeat(60_000);
    for (let n = 0; n < 40; n++) await stand.push(`${n} ${long}`, 'r0');
    await eventually('all were delivered', WITHIN_MS, () => stand.delivered.length === 41);
    await eventually('it is said that some were lost', WITHIN_MS, async () => {
      expect(await stand.metric('goim_history_lost_messages_total', 'reason="full"')).toBeGreaterThan(0);
    });
    await stand.database.thaw();
    await eventually(
      'there is room again',
      WITHIN_MS,
      async () => (await stand.metric('goim_history_backlog_batches')) === 0,
    );
    await stand.push('last', 'r0');
    await allIsWritten();
    expect((await stand.gaps()).length).toBeGreaterThan(0);
    expect((await stand.ids()).at(-1)).toBe(stand.pushed.at(-1)!.id);
  });
});
