import { partitionConsumer, PUSH_STREAM } from '#contracts';
import type { Bus } from './bus.js';
import { WorkConsumer } from './work-consumer.js';

/** Pulls the tasks of one partition of the push queue. */
export class PartitionConsumer extends WorkConsumer {
  constructor(bus: Bus, partition: number) {
    super(bus, PUSH_STREAM, partitionConsumer(partition));
  }
}
