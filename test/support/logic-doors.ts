import { BanList, BucketDoor, ConfigBucket, openNodeBucket, StreamDoor } from '#bus';
import type { Broker } from './broker.js';

/**
 * What a logic does for comets and jobs that may not ask JetStream themselves, where a test starts none: the buckets are there, and
 * whoever asks for them, or for streams, is answered. It ends with the broker.
 */
export async function openLogicDoors(broker: Broker): Promise<void> {
  const bus = await broker.connect();
  const [config, bans] = [await ConfigBucket.open(bus), await BanList.open(bus)];
  for (const watching of [config, bans]) watching.close();
  await openNodeBucket(bus);
  new BucketDoor(bus).onApplicationBootstrap();
  new StreamDoor(bus).onApplicationBootstrap();
  await bus.flush();
}
