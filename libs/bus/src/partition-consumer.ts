import { partitionConsumer, PUSH_STREAM, subjects } from '#contracts';
import type { Bus } from './bus.js';
import { WorkConsumer } from './work-consumer.js';

/** Pulls the tasks of one partition of the push queue. */
export class PartitionConsumer extends WorkConsumer {
  constructor(bus: Bus, partition: number) {
    const subject = subjects.pushPartition(partition);
    super(bus, { stream: PUSH_STREAM, consumer: partitionConsumer(partition), subject });
  }
}
