import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { Bucket, type Bus } from '#bus';
import { LEASE_BUCKET, subjects } from '#contracts';
import { Broker, eventually } from '#test-support';
import { LEASE_TTL_MS, partitionKey } from '../../apps/job/src/queue/lease-table.js';
import { PartitionLeases, type Lease } from '../../apps/job/src/queue/partition-leases.js';

const PARTITIONS = 6;
const ALL = [0, 1, 2, 3, 4, 5];
const WAIT_MS = 30_000;
/** Leases are renewed each second, and may be used for 5.5. */
const JUST_RENEWED_MS = 5_000;
/** Less than from then until the store lets go of them. */
const LAPSED_MS = 100;

/** A job, as far as its leases go. */
class Job {
  readonly leases = new Map<number, Lease>();
  /** Awaited before a partition is let go. */
  working: Promise<void> = Promise.resolve();
  /** Partitions that it worked while another job did. */
  static readonly shared: number[] = [];
  private static readonly worked = new Map<number, Job>();

  private constructor(
    readonly bus: Bus,
    private shares: PartitionLeases | undefined,
  ) {}

  static async start(broker: Broker): Promise<Job> {
    const job = new Job(await broker.connect(), undefined);
    const holder = {
      acquired: (lease: Lease) => job.acquired(lease),
      released: (partition: number) => job.released(partition),
    };
    job.shares = await PartitionLeases.start(job.bus, { partitions: PARTITIONS, replicas: 1 }, holder, () => undefined);
    return job;
  }

  get partitions(): number[] {
    return [...this.leases.keys()].toSorted((a, b) => a - b);
  }

  /** Those that it does not give back. */
  get kept(): readonly Lease[] {
    return this.shares!.all;
  }

  stop(): Promise<void> {
    return this.shares!.stop();
  }

  private acquired(lease: Lease): void {
    const other = Job.worked.get(lease.partition);
    if (other && other.leases.get(lease.partition)?.isValid()) Job.shared.push(lease.partition);
    Job.worked.set(lease.partition, this);
    this.leases.set(lease.partition, lease);
  }

  private async released(partition: number): Promise<void> {
    await this.working;
    this.leases.delete(partition);
  }
}

let broker: Broker;
let jobs: Job[];

async function start(): Promise<Job> {
  const job = await Job.start(broker);
  jobs.push(job);
  return job;
}

/** The jobs' entries, with the sequence of the last one of each. */
async function signsOfLife(): Promise<Map<string, number>> {
  const manager = await jetstreamManager(jobs[0]!.bus.connection);
  const signs = new Map<string, number>();
  const { state } = await manager.streams.info(`KV_${LEASE_BUCKET}`, { subjects_filter: '>' });
  for (const subject of Object.keys(state.subjects ?? {})) {
    if (!subject.includes('.job-')) continue;
    const message = await manager.streams.getMessage(`KV_${LEASE_BUCKET}`, { last_by_subj: subject });
    if (message) signs.set(subject, message.seq);
  }
  return signs;
}

/** Partitions that some job frees from now on, and when. What ends by its time is not among them. */
function followFreed(bus: Bus): { subject: string; at: number }[] {
  const freed: { subject: string; at: number }[] = [];
  bus.subscribe(`$KV.${LEASE_BUCKET}.*`, (message) => {
    const isLease = message.subject.includes('.partition-');
    if (isLease && message.header('KV-Operation') !== undefined)
      freed.push({ subject: message.subject, at: performance.now() });
  });
  return freed;
}

/** As a process that is stopped: nothing of it runs meanwhile. */
function hang(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

beforeEach(async () => {
  broker = await Broker.start();
  jobs = [];
  Job.shared.length = 0;
});

afterEach(async () => {
  await Promise.all(jobs.map((job) => job.stop()));
  await broker.stop();
});

describe('the partitions', () => {
  it('are shared by the jobs that are there, and never worked by two', async () => {
    const first = await start();
    await eventually('the first has all', WAIT_MS, () => expect(first.partitions).toEqual(ALL));
    const others = [await start(), await start()];
    await eventually('each has its part', WAIT_MS, () =>
      expect(jobs.map(({ leases }) => leases.size)).toEqual([2, 2, 2]),
    );
    expect(jobs.flatMap(({ partitions }) => partitions).toSorted((a, b) => a - b)).toEqual(ALL);
    await others[0]!.stop();
    await eventually('the others have its part', WAIT_MS, () =>
      expect(first.leases.size + others[1]!.leases.size).toBe(PARTITIONS),
    );
    expect(Job.shared).toEqual([]);
  });

  it('are given on when the work on them has ended, not before', async () => {
    const first = await start();
    await eventually('the first has all', WAIT_MS, () => expect(first.partitions).toEqual(ALL));
    let finish!: () => void;
    first.working = new Promise((resolve) => (finish = resolve));
    const known = await signsOfLife();
    const second = await start();
    const stopped = first.stop();
    const seen = new Set<number>();
    await eventually('the second has looked for partitions twice', WAIT_MS, async () => {
      for (const [subject, sequence] of await signsOfLife()) if (!known.has(subject)) seen.add(sequence);
      expect(seen.size).toBeGreaterThanOrEqual(3);
    });
    expect(second.partitions).toEqual([]);
    finish();
    await stopped;
    await eventually('the second has all', WAIT_MS, () => expect(second.partitions).toEqual(ALL));
    expect(Job.shared).toEqual([]);
  });

  it('that a job keeps are renewed while it takes long to give others back, which it waits for where it stops', async () => {
    const first = await start();
    await eventually('the first has all', WAIT_MS, () => expect(first.partitions).toEqual(ALL));
    let finish!: () => void;
    first.working = new Promise((resolve) => (finish = resolve));
    const second = await start();
    await eventually('the first gives some back', WAIT_MS, () => expect(first.kept).toHaveLength(3));
    first.working = Promise.resolve();
    const kept = [...first.kept];
    const given = [...first.leases.values()].filter((lease) => !kept.includes(lease));
    await eventually('it has taken longer than leases last', WAIT_MS, () =>
      expect(given.map((lease) => lease.isValid())).toEqual([false, false, false]),
    );
    expect(kept.map((lease) => lease.isValid())).toEqual([true, true, true]);
    expect(first.kept).toEqual(kept);
    let isStopped = false;
    const stopped = first.stop().then(() => (isStopped = true));
    await eventually('the second has all', WAIT_MS, () => expect(second.partitions).toEqual(ALL));
    expect(isStopped).toBe(false);
    finish();
    await stopped;
    expect(Job.shared).toEqual([]);
  });

  it('of a job that has ended are freed, and are not waited for until its leases end', async () => {
    const [first, second] = [await start(), await start()];
    await eventually('each has its part', WAIT_MS, () => expect(jobs.map(({ leases }) => leases.size)).toEqual([3, 3]));
    const freed = followFreed(second.bus);
    await first.bus.connection.close();
    await eventually('the second has all', WAIT_MS, () => expect(second.partitions).toEqual(ALL));
    expect(freed).toHaveLength(3);
  });

  it('of a job that hangs are free when its leases have ended', async () => {
    const bus = await broker.connect();
    const bucket = await Bucket.open(bus, LEASE_BUCKET, { ttlMs: LEASE_TTL_MS, replicas: 1 });
    // As far as the bus knows it is there.
    bus.subscribe(subjects.jobPresence('sleeper'), () => undefined);
    for (const partition of ALL) await bucket.put(partitionKey(partition), Buffer.from('sleeper'));
    const freed = followFreed(bus);
    const second = await start();
    await eventually('another has all', LEASE_TTL_MS + WAIT_MS, () => expect(second.partitions).toEqual(ALL));
    expect(freed).toEqual([]);
  });

  it('are confirmed after the bus was away, before the work goes on', async () => {
    const first = await start();
    await eventually('the first has all', WAIT_MS, () => expect(first.partitions).toEqual(ALL));
    const [lease] = first.leases.values();
    await broker.kill();
    await eventually('the bus is away', WAIT_MS, () => expect(first.bus.isConnected).toBe(false));
    let isConfirmed = false;
    const confirmed = lease!.confirmed().then(() => (isConfirmed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isConfirmed).toBe(false);
    await broker.restart();
    await confirmed;
  });

  it('stay with whoever holds them where the store is lost', async () => {
    const [first, second] = [await start(), await start()];
    await eventually('each has its part', WAIT_MS, () => expect(jobs.map(({ leases }) => leases.size)).toEqual([3, 3]));
    const before = jobs.map(({ partitions }) => partitions);
    const leases = [...first.leases.values(), ...second.leases.values()];
    const manager = await jetstreamManager(first.bus.connection);
    await manager.streams.delete(`KV_${LEASE_BUCKET}`);
    await eventually('each has written its leases again', WAIT_MS, async () => {
      const { state } = await manager.streams.info(`KV_${LEASE_BUCKET}`, { subjects_filter: '>' });
      const held = Object.keys(state.subjects ?? {}).filter((subject) => subject.includes('.partition-'));
      expect(held).toHaveLength(PARTITIONS);
    });
    expect(jobs.map(({ partitions }) => partitions)).toEqual(before);
    expect(leases.every((lease) => lease.isValid())).toBe(true);
    const store = Date.parse((await manager.streams.info(`KV_${LEASE_BUCKET}`)).created) % 2 ** 32;
    await eventually('comets know them by the store in its place', WAIT_MS, () =>
      expect([...new Set(leases.map(({ epoch }) => epoch?.store))]).toEqual([store]),
    );
  });

  it('of a job that hung for as long as its leases last are taken anew, though the store still has them', async () => {
    const first = await start();
    await eventually('it has all', WAIT_MS, () => expect(first.partitions).toEqual(ALL));
    const before = [...first.leases.values()];
    const [lease] = before as [Lease];
    await eventually('they were just renewed', WAIT_MS, () =>
      expect(lease.validForMs()).toBeGreaterThan(JUST_RENEWED_MS),
    );
    hang(lease.validForMs() + LAPSED_MS);
    await eventually('it has all anew', WAIT_MS, () => {
      expect(first.partitions).toEqual(ALL);
      for (const one of before) expect(first.leases.get(one.partition)).not.toBe(one);
    });
    expect(before.map((one) => one.isValid())).toEqual(ALL.map(() => false));
  });
});

describe('what comets know a lease by', () => {
  let bucket: Bucket;
  let lease: Lease;

  beforeEach(async () => {
    const first = await start();
    await eventually('it has all', WAIT_MS, () => expect(first.partitions).toEqual(ALL));
    lease = first.leases.get(0)!;
    bucket = await Bucket.open(await broker.connect(), LEASE_BUCKET, { ttlMs: LEASE_TTL_MS, replicas: 1 });
  });

  async function isWrittenAfter(revision: number): Promise<void> {
    await eventually('the lease is renewed', WAIT_MS, async () => {
      expect((await bucket.get(partitionKey(0)))?.revision).toBeGreaterThan(revision);
    });
  }

  it('stays where the answer to a renewal was lost', async () => {
    const { epoch } = lease;
    const { value } = (await bucket.get(partitionKey(0)))!;
    await isWrittenAfter(await bucket.put(partitionKey(0), value));
    expect(lease.isValid()).toBe(true);
    expect(epoch).not.toBeNull();
    expect(lease.epoch).toEqual(epoch);
  });

  it('is a newer one where the lease was taken for that of a job that has ended', async () => {
    const { epoch } = lease;
    await bucket.delete(partitionKey(0));
    await isWrittenAfter(epoch!.revision);
    await eventually('it is known', WAIT_MS, () => expect(lease.epoch!.revision).toBeGreaterThan(epoch!.revision));
    expect(lease.epoch!.store).toBe(epoch!.store);
  });
});
