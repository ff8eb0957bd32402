import { Injectable } from '@nestjs/common';
import { OldestTasks, StoreClock, StreamLook, type ConsumerState, type StreamState } from '#bus';
import { DEAD_LETTER_STREAM, HISTORY_STREAM, partitionConsumer, PUSH_STREAM, UPSTREAM_STREAM } from '#contracts';
import { InstanceTable, SILENT_AFTER_MS } from '../instances/instance-table.js';
import { PushQueue } from '../push/push-queue.js';
import type { PartitionView, Queue } from './queue.schema.js';

const STREAMS = [PUSH_STREAM, DEAD_LETTER_STREAM, HISTORY_STREAM, UPSTREAM_STREAM] as const;
const MS_PER_SECOND = 1_000;

/** How far the push queue and the other streams are, as JetStream says now. */
@Injectable()
export class QueueService {
  constructor(
    private readonly look: StreamLook,
    private readonly oldest: OldestTasks,
    private readonly instances: InstanceTable,
    private readonly clock: StoreClock,
    private readonly queue: PushQueue,
  ) {}

  /** Cost: two questions to JetStream for each stream, and one for each partition that has messages. @throws AppError `unavailable` */
  async read(): Promise<Queue> {
    const [streams, consumers] = await Promise.all([
      Promise.all(STREAMS.map((name) => this.look.stream(name))),
      Promise.all(STREAMS.map((name) => this.look.consumers(name))),
    ]);
    const all = consumers.flat();
    const { partitions: count } = this.queue;
    const leases = this.leases();
    const partitions = Array.from({ length: count }, (_, partition) => this.partition(partition, all, leases));
    return {
      partitions: await Promise.all(partitions),
      streams: streams.filter((stream) => stream !== null).map((stream) => this.streamView(stream)),
      consumers: all,
    };
  }

  private async partition(
    partition: number,
    consumers: readonly ConsumerState[],
    leases: ReadonlyMap<number, PartitionView['lease']>,
  ): Promise<PartitionView> {
    const name = partitionConsumer(partition);
    const own = consumers.find((consumer) => consumer.stream === PUSH_STREAM && consumer.name === name);
    const { pending: backlog = 0, inFlight = 0, redelivered = 0 } = own ?? {};
    const storedAt = backlog + inFlight > 0 ? await this.oldest.storedAt(partition) : null;
    return {
      partition,
      backlog,
      inFlight,
      redelivered,
      oldest: this.age(storedAt),
      lease: leases.get(partition) ?? null,
    };
  }

  /** As the jobs have reported within the last seconds. Where two did, the one with the later lease has it. */
  private leases(): Map<number, NonNullable<PartitionView['lease']>> {
    const leases = new Map<number, NonNullable<PartitionView['lease']>>();
    const heard = this.clock.now() - SILENT_AFTER_MS;
    for (const { report, seen } of this.instances.all()) {
      if (seen < heard) continue;
      for (const { partition, epoch } of report.leases) {
        if (epoch >= (leases.get(partition)?.epoch ?? 0)) leases.set(partition, { job: report.id, epoch });
      }
    }
    return leases;
  }

  private streamView({ oldest, ...state }: StreamState): Queue['streams'][number] {
    return { ...state, oldest: this.age(oldest) };
  }

  private age(since: number | null): number | null {
    return since === null ? null : Math.max(this.clock.now() - since, 0) / MS_PER_SECOND;
  }
}
