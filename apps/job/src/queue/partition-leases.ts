import { randomUUID } from 'node:crypto';
import { Bucket, BucketWatch, type Bus } from '#bus';
import { LEASE_BUCKET, type LeaseEpoch } from '#contracts';
import { FallenJobs } from './fallen-jobs.js';
import { jobKey, LEASE_MARGIN_MS, LEASE_RENEW_MS, LEASE_TTL_MS, LeaseTable, partitionKey } from './lease-table.js';

/** The right to work one partition, alone. */
export interface Lease {
  readonly partition: number;
  /** What comets know it by; null where the store of leases was lost while it was taken. */
  readonly epoch: LeaseEpoch | null;
  /** Whether this job may go on. */
  isValid(): boolean;
  /** Milliseconds that it may go on from now; 0 = not at all. */
  validForMs(): number;
  /** Resolves when it is known whether the lease is still this job's, after the bus was away. */
  confirmed(): Promise<void>;
}

const CHECK_INTERVAL_MS = 500;
/** Short, since servers that elect a leader of the bucket take nearly as long as a lease lasts. */
const RETRY_WAIT_MS = 250;

export interface LeaseHolder {
  /** Begin to work the partition. */
  acquired(lease: Lease): void;
  /** Stop working it. Resolves when nothing of it is under way, and another job may begin. */
  released(partition: number): Promise<void>;
}

class HeldLease implements Lease {
  private confirm: (() => void) | undefined;
  private confirmation: Promise<void> | undefined;

  constructor(
    readonly partition: number,
    public epoch: LeaseEpoch | null,
    public revision: number,
    public validUntil: number,
  ) {}

  validForMs(): number {
    return Math.max(this.validUntil - performance.now(), 0);
  }

  isValid(): boolean {
    return this.validForMs() > 0;
  }

  async confirmed(): Promise<void> {
    await this.confirmation;
  }

  /** The bus is away: somebody may take this job for one that has ended. */
  doubt(): void {
    this.confirmation ??= new Promise((resolve) => (this.confirm = resolve));
  }

  renewed(revision: number, validUntil: number): void {
    this.revision = revision;
    this.validUntil = validUntil;
    this.certain();
  }

  /** For good. */
  lapse(): void {
    this.validUntil = 0;
    this.certain();
  }

  private certain(): void {
    this.confirm?.();
    this.confirmation = undefined;
  }
}

/**
 * Shares the partitions among the jobs that are alive: each takes up to its part of those that are free, and gives back
 * what is above it. One that shuts down gives them back. The leases of a job that has ended are free as soon as the bus says
 * that nobody listens for it; those of a job that hangs when they end, within 6 s.
 */
export class PartitionLeases {
  private readonly job = randomUUID();
  private readonly held = new Map<number, HeldLease>();
  /** Partitions whose leases were lost, or are given back, until the work on them has ended. */
  private readonly ending = new Map<number, Promise<void>>();
  private readonly table = new LeaseTable(() => performance.now());
  private readonly watch: BucketWatch;
  private readonly wake = (): void => this.schedule(0);
  private readonly doubt = (): void => {
    for (const lease of this.held.values()) lease.doubt();
  };
  private readonly fallen: FallenJobs;
  private readonly endPresence: () => void;
  private checking = false;
  private checks: NodeJS.Timeout | undefined;
  private timer: NodeJS.Timeout | undefined;
  private step: Promise<void> = Promise.resolve();
  private stopped = false;
  /** When the bucket was lost, with everybody's leases. */
  private resetAt = -Infinity;

  private constructor(
    private readonly bucket: Bucket,
    private readonly partitions: number,
    private readonly holder: LeaseHolder,
    private readonly onError: (error: unknown) => void,
  ) {
    this.fallen = new FallenJobs(bucket.bus);
    this.endPresence = FallenJobs.answer(bucket.bus, this.job);
    this.watch = new BucketWatch(
      bucket,
      {
        onPut: (key, value, revision) => {
          // A new job needs its part of the partitions.
          if (this.table.seen(key, Buffer.from(value).toString(), revision)) this.wake();
        },
        onDelete: (key) => {
          this.table.gone(key);
          // Somebody gave a partition back, or left: there may be one to take.
          this.wake();
        },
        onReset: () => {
          this.table.clear();
          this.resetAt = performance.now();
          this.wake();
        },
      },
      { onRetry: onError, isRewritten: true },
    );
  }

  /** Opens the bucket and begins to take partitions. @throws AppError `unavailable` */
  static async start(
    bus: Bus,
    { partitions, replicas }: { partitions: number; replicas: number },
    holder: LeaseHolder,
    onError: (error: unknown) => void,
  ): Promise<PartitionLeases> {
    const bucket = await Bucket.open(bus, LEASE_BUCKET, { ttlMs: LEASE_TTL_MS, replicas });
    const leases = new PartitionLeases(bucket, partitions, holder, onError);
    await leases.watch.start();
    bus.on('reconnect', leases.wake);
    bus.on('disconnect', leases.doubt);
    leases.checks = setInterval(() => void leases.check(), CHECK_INTERVAL_MS);
    void leases.check();
    leases.schedule(0);
    return leases;
  }

  get heldCount(): number {
    return this.held.size;
  }

  get all(): Lease[] {
    return [...this.held.values()];
  }

  /** One of those that this job holds. */
  get any(): Lease | undefined {
    return this.held.values().next().value;
  }

  /** Gives everything back, after the work on it has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.checks);
    this.bucket.bus.off('reconnect', this.wake);
    this.bucket.bus.off('disconnect', this.doubt);
    this.watch.stop();
    await this.step;
    for (const lease of this.held.values()) this.giveBack(lease);
    await Promise.all(this.ending.values());
    await this.bucket.delete(jobKey(this.job)).catch(this.onError);
    this.endPresence();
  }

  private schedule(waitMs: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.step = this.step.then(async () => this.schedule((await this.run()) ? LEASE_RENEW_MS : RETRY_WAIT_MS));
    }, waitMs);
  }

  /** @returns whether everything was renewed */
  private async run(): Promise<boolean> {
    if (this.stopped) return true;
    let isDone = false;
    this.loseLapsed();
    try {
      const revision = await this.bucket.put(jobKey(this.job), Buffer.alloc(0));
      this.table.seen(jobKey(this.job), this.job, revision);
      await Promise.all([...this.held.values()].map((lease) => this.renew(lease)));
      const share = Math.ceil(this.partitions / this.table.jobCount());
      for (const surplus of [...this.held.values()].slice(share)) this.giveBack(surplus);
      await Promise.all(this.free(share - this.held.size).map((partition) => this.take(partition)));
      isDone = true;
    } catch (error) {
      this.onError(error);
    }
    this.loseLapsed();
    return isDone;
  }

  private free(count: number): number[] {
    const free: number[] = [];
    // After a loss of the bucket whoever held a partition takes it again at once; what is left then is free.
    if (performance.now() - this.resetAt < LEASE_TTL_MS) return free;
    for (let partition = 0; partition < this.partitions && free.length < count; partition++) {
      const isOurs = this.held.has(partition) || this.ending.has(partition);
      if (!isOurs && !this.table.isHeld(partition)) free.push(partition);
    }
    return free;
  }

  private async take(partition: number): Promise<void> {
    const store = await this.bucket.incarnation();
    const asked = performance.now();
    const revision = await this.bucket.create(partitionKey(partition), Buffer.from(this.job));
    if (revision === null) return;
    const lease = new HeldLease(partition, await this.epochOf(partition, store, revision), revision, validFrom(asked));
    this.held.set(partition, lease);
    this.holder.acquired(lease);
  }

  /** What comets know a lease by that was written so. */
  private async epochOf(partition: number, store: number, revision: number): Promise<LeaseEpoch | null> {
    const isOfStore = store === (await this.bucket.incarnation().catch(() => undefined));
    // Where the bucket was lost meanwhile the revision may be of either.
    return isOfStore ? { partition, store: numberOf(store), revision } : null;
  }

  /** A lease that has lapsed stays so, whatever the bucket says by now: who worked its partition has stopped, or is about to. */
  private async renew(lease: HeldLease): Promise<void> {
    const asked = performance.now();
    let revision = await this.bucket.update(partitionKey(lease.partition), Buffer.from(this.job), lease.revision);
    if (revision === null && lease.isValid()) revision = await this.retake(lease);
    if (revision === null) lease.lapse();
    else if (lease.isValid()) lease.renewed(revision, validFrom(asked));
    else lease.revision = revision;
  }

  /** Frees the leases of jobs that have ended. One that is alive, and was only cut off, has renewed them: they stay. */
  private async check(): Promise<void> {
    if (this.checking || !this.bucket.bus.isConnected) return;
    this.checking = true;
    try {
      const leases = this.table.heldByOthers(this.job);
      const fallen = await this.fallen.among([...new Set(leases.map(({ holder }) => holder))]);
      // What a job renews meanwhile has another revision, and stays its own.
      const free = leases.filter(({ holder }) => fallen.includes(holder));
      await Promise.all(free.map(({ partition, revision }) => this.bucket.delete(partitionKey(partition), revision)));
      for (const job of new Set(free.map(({ holder }) => holder))) await this.bucket.delete(jobKey(job));
    } catch (error) {
      this.onError(error);
    } finally {
      this.checking = false;
    }
  }

  /**
   * The entry is not as this job has written it last: the answer to a renewal was lost, or the entry was, or the bucket. Where
   * nobody else has taken it, the lease is still this job's.
   */
  private async retake(lease: HeldLease): Promise<number | null> {
    const { partition, epoch } = lease;
    const key = partitionKey(partition);
    const store = await this.bucket.incarnation();
    const entry = await this.bucket.get(key);
    if (entry !== null && Buffer.from(entry.value).toString() !== this.job) return null;
    const revision = await this.bucket.update(key, Buffer.from(this.job), entry?.revision ?? 0);
    const isSame = entry !== null && epoch?.store === numberOf(store);
    if (revision !== null && !isSame) lease.epoch = await this.epochOf(partition, store, revision);
    return revision;
  }

  private loseLapsed(): void {
    for (const lease of this.held.values()) if (!lease.isValid()) this.lose(lease);
  }

  private lose(lease: HeldLease): void {
    lease.lapse();
    // NATS may be away, for which it was lost: it ends by its time.
    this.giveBack(lease, () => undefined);
  }

  /**
   * Waits for nothing: the work on one partition may take longer to end than leases last, and the others are renewed meanwhile.
   * This one is not, so that another job gets it in any case.
   */
  private giveBack(lease: HeldLease, onError = this.onError): void {
    const { partition } = lease;
    this.held.delete(partition);
    const ended = this.holder
      .released(partition)
      .then(() => this.bucket.delete(partitionKey(partition), lease.revision))
      // It ends by its time.
      .catch(onError)
      .then(() => void this.ending.delete(partition));
    this.ending.set(partition, ended);
  }
}

/** Names a bucket by when it was created, as comets are told it. */
function numberOf(store: number): number {
  return store % 2 ** 32;
}

function validFrom(asked: number): number {
  return asked + LEASE_TTL_MS - LEASE_MARGIN_MS;
}
