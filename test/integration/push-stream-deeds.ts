import type { JetStreamManager } from '@nats-io/jetstream';
import { AckedPublisher, DurableAssets, type Bus, type PushStreamOptions } from '#bus';
import { partitionConsumer, PUSH_STREAM, subjects } from '#contracts';

export const OPTIONS: PushStreamOptions = { partitions: 4, replicas: 1, maxBytes: 8 * 1024 * 1024 };
export const CONSUMERS = [0, 1, 2, 3].map(partitionConsumer);

/** Names of the push stream's consumers, sorted. */
export async function consumersNow(manager: JetStreamManager): Promise<string[]> {
  return (await manager.consumers.list(PUSH_STREAM).next()).map(({ name }) => name).toSorted();
}

export async function storeBy(bus: Bus, text: string, partition = 0): Promise<void> {
  const publisher = new AckedPublisher(bus, 30_000, { current: { maxPending: 10 } });
  await publisher.publish(subjects.pushPartition(partition), Buffer.from(text));
  publisher.close();
}

/** What the durable assets of a process tell from now on, a line each. */
export function findingsOf(bus: Bus): string[] {
  const found: string[] = [];
  DurableAssets.of(bus).on('repaired', ({ asset, reason }) => found.push(`${asset} ${reason}`));
  DurableAssets.of(bus).on('refused', ({ asset, detail }) => found.push(`${asset} refused: ${detail}`));
  return found;
}
